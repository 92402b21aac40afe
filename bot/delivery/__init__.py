"""Delivery: who gets a story, how it looks, and that it arrives once, in order, at Telegram's pace."""
