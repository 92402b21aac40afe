"""Pages of the web as sources: articles, listings of articles, public Telegram channels, feeds they name.

Everything here is pure: bytes in, frozen records out. Fetching belongs to `bot.web`.
"""
