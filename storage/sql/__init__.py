"""Load named queries and migrations from the .sql files of a dialect.

A query file holds ``-- name: claim`` lines, each followed by one sentence and one statement; the statement is
called ``outbox.claim`` after its file. A migration is a whole file, ``0007_add_digest_hour.sql``.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

_NAME = re.compile(r"^-- name: (?P<name>[a-z_0-9]+)\s*$", re.MULTILINE)
_MIGRATION = re.compile(r"^(?P<number>\d{4})_[a-z0-9_]+\.sql$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One forward step of the schema: *number* orders it, *checksum* (SHA-256) seals it."""

    number: int
    name: str
    script: str
    checksum: str


@cache
def queries(dialect: str) -> Mapping[str, str]:
    """Every query of *dialect* (``sqlite`` or ``postgres``) by its full name, ``file.name``."""
    found: dict[str, str] = {}
    for file in sorted(resources.files(__name__).joinpath(dialect).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".sql"):
            continue
        parts = _NAME.split(file.read_text(encoding="utf-8"))
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            full = f"{file.name.removesuffix('.sql')}.{name}"
            if full in found:
                raise ValueError(f"the query {full} is written twice")
            found[full] = text.strip().removesuffix(";")
    return found


@cache
def migrations(dialect: str) -> tuple[Migration, ...]:
    """The migrations of *dialect* in order; no number is used twice."""
    found = []
    folder = resources.files(__name__).joinpath(dialect).joinpath("migrations")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        match = _MIGRATION.match(file.name)
        if match is None:
            continue
        script = file.read_text(encoding="utf-8")
        checksum = hashlib.sha256(script.encode()).hexdigest()
        found.append(Migration(number=int(match["number"]), name=file.name, script=script, checksum=checksum))
    if len({step.number for step in found}) != len(found):
        raise ValueError(f"two migrations of {dialect} have one number: {[s.name for s in found]}")
    return tuple(found)
