"""Whether a database is sound: what SQLite's own checks and PostgreSQL's catalogue say of it."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from storage.backends.sqlite import translate
from storage.errors import StoreDamagedError
from storage.opening import sqlite_path

_MOST = 5


async def faults(url: str, *, base: Path = Path()) -> Sequence[str]:
    """What is wrong with the database at *url*, the first few; empty: nothing was found. It only reads.

    Raises:
        StorageError: it cannot be opened.
    """
    if urlsplit(url).scheme == "sqlite":
        return await asyncio.to_thread(_faults_of_file, sqlite_path(url, base=base))
    from storage.opening_postgres import invalid_indexes  # noqa: PLC0415 - see storage.opening

    return [f"the index {name} is not valid: REINDEX it" for name in await invalid_indexes(url)]


def _faults_of_file(path: Path) -> Sequence[str]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            checked = [row[0] for row in database.execute(f"PRAGMA integrity_check({_MOST})")]
            broken = database.execute("PRAGMA foreign_key_check").fetchmany(_MOST)
    except sqlite3.Error as error:
        translated = translate(error)
        if isinstance(translated, StoreDamagedError):
            return [str(translated)]
        raise translated from error
    found = [] if checked == ["ok"] else checked
    return [*found, *(f"a row of {row[0]} refers to one of {row[2]} that is not there" for row in broken)]
