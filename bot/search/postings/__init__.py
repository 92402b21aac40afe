"""Postings: which terms stand in which articles and how much they weigh there; pure arrays."""
