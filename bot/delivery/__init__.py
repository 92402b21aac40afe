"""Delivery: who gets a story, how it looks, and that it arrives exactly once, in order, at Telegram's pace."""
