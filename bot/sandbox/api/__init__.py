"""The Bot API itself: read a request, check it as Telegram does, do it to the world, answer."""
