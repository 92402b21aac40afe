"""Queries: what a reader typed, and the other words that may have been meant; pure."""
