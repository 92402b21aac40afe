"""Repositories: typed methods over named queries, written once for both databases."""
