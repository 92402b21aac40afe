"""What people can ask of Khabar: one file a group of commands; nothing here knows Telegram's library."""
