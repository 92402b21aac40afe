"""Stories: which articles tell of one event, and what the event is about."""
