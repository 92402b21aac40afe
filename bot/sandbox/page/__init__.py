"""The chat page: the sandbox as a reader sees it, in plain HTML, CSS and JavaScript."""
