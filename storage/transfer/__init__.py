"""Whole archives from one database to another: backup, restore, the move between SQLite and PostgreSQL."""

from storage.transfer.copying import NotEmptyError, Progress, copy_archive, save_copy

__all__ = ["NotEmptyError", "Progress", "copy_archive", "save_copy"]
