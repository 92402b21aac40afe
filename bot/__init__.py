"""The bot: a river of rooms from feeds to Telegram; each room is a noun on the way."""
