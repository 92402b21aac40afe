"""What exists in the sandbox: bots, chats, members, messages, files, and the updates that wait."""
