"""Infrastructure errors of the archive: one small tree, each with its cause chained."""


class StorageError(Exception):
    """The archive could not do what was asked; the cause is chained."""


class StoreBusyError(StorageError):
    """Another process held the database longer than the deadline; trying again later may serve."""


class StoreDamagedError(StorageError):
    """The database file is not a sound database; restore it from a backup."""


class SchemaTooNewError(StorageError):
    """A newer Khabar has written this database; this one must not touch it."""


class MigrationChangedError(StorageError):
    """A migration that this database has run reads differently today."""


class StoreUrlError(StorageError):
    """The database URL is of no kind that Khabar knows."""


PASSING = (StorageError, OSError)
"""Trouble of the archive or the machine, no row's fault: a station that meets it is run again later."""
