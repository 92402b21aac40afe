"""The control API under /_sandbox: what a test or the chat page asks of the world that a bot cannot."""
