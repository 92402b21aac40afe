"""The Bot API specification, as far as the sandbox checks requests against it."""
