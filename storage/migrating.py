"""Which migrations are still to run, and that none has changed since it ran."""

from collections.abc import Awaitable, Callable, Sequence

from storage.errors import MigrationChangedError, SchemaTooNewError
from storage.sql import Migration

RECORD = (
    "CREATE TABLE IF NOT EXISTS schema_migrations "
    "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL)"
)
"""The table in which each database keeps what it has run."""


def pending(known: Sequence[Migration], applied: Sequence[tuple[int, str]]) -> Sequence[Migration]:
    """The steps of *known* that are not in *applied* (number, checksum), in order.

    Raises:
        SchemaTooNewError: *applied* holds a step that we do not know.
        MigrationChangedError: a step reads differently from when it was applied.
    """
    ours = {step.number: step for step in known}
    for number, checksum in applied:
        step = ours.get(number)
        if step is None:
            raise SchemaTooNewError(
                f"the database has migration {number}, this Khabar knows {len(known)}; run the newer version"
            )
        if step.checksum != checksum:
            raise MigrationChangedError(f"{step.name} is not the file that this database has run")
    done = {number for number, _ in applied}
    return [step for step in known if step.number not in done]


async def apply_all(steps: Sequence[Migration], apply: Callable[[Migration], Awaitable[None]]) -> None:
    """Run *apply* for each of *steps* in order."""
    for step in steps:
        await apply(step)
