"""Summaries: Arabic text of a story, made of its own sentences or of checked ones."""
