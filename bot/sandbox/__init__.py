"""A local Telegram: a strict Bot API server with a chat page, faults on demand, and a small news site.

A product part of its own: it imports no other room, and the bot reaches it only over HTTP, as it reaches
Telegram.
"""
