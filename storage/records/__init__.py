"""Frozen records and ids: the words that bot and archive share; standard library only."""
