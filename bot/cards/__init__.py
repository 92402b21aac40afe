"""Headline cards: pictures that we draw for news without one."""
