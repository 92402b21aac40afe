"""Back up, restore and move the archive that a configuration names; for commands, outside an event loop."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.app.archive import file_at, lock_of, run_loop
from bot.clock import Clock, SystemClock
from bot.config.loading import Config
from bot.instance import SecondInstanceError, is_dead, only_instance
from storage.opening import open_store
from storage.transfer import Progress, copy_archive, save_copy


def back_up(config: Config, file: Path, *, progress: Progress) -> None:
    """Save the archive as the SQLite *file*; the bot may go on meanwhile.

    Raises:
        NotEmptyError: *file* is there already.
        StorageError: the archive is damaged or cannot be read, or *file* cannot be written.
    """
    save_copy(config.database_url.reveal(), file, base=config.folder, progress=progress)


def restore(config: Config, file: Path, *, progress: Progress, clock: Clock | None = None) -> int:
    """Fill the empty database that *config* names from the backup in *file*; the number of rows.

    What may have been posted since the backup was taken is not posted again: deliveries that were under way
    are given up, and the first poll of each source is silent.

    Raises:
        SecondInstanceError: a bot is at work on the database.
        NotEmptyError: there is an archive already.
        StorageError: *file* is no sound backup, or the database cannot be filled.
    """
    with tempfile.TemporaryDirectory(dir=config.folder, prefix=".restore-") as folder:
        draft = Path(folder) / "draft.db"
        save_copy(f"sqlite:///{file.resolve()}", draft)
        run_loop(_quieten(draft, clock or SystemClock()))
        url = config.database_url.reveal()
        with _nobody_at(url, config.folder):
            return copy_archive(f"sqlite:///{draft}", url, base=config.folder, progress=progress)


def move(config: Config, to: str, *, progress: Progress) -> int:
    """Copy the archive that *config* names, exactly as it stands, into the empty database at *to*; its rows.

    Raises:
        SecondInstanceError: a bot is at work on either.
        NotEmptyError: there is an archive at *to* already.
        StorageError: either cannot be opened, or the copy did not arrive whole.
    """
    url = config.database_url.reveal()
    with _nobody_at(url, config.folder), _nobody_at(to, config.folder):
        return copy_archive(url, to, base=config.folder, progress=progress)


@contextmanager
def _nobody_at(url: str, folder: Path) -> Iterator[None]:
    """No bot works on this archive while the block runs; on PostgreSQL: none works when it begins."""
    file = file_at(url, folder)
    if file is not None:
        with only_instance(lock_of(file)):
            yield
        return
    run_loop(_see_that_nobody_sends(url, SystemClock()))
    yield


async def _see_that_nobody_sends(url: str, clock: Clock) -> None:
    store = await open_store(url)
    try:
        async with store.read() as tx:
            holder = await tx.outbox.lease_holder()
    finally:
        await store.close()
    if holder is not None and holder[2] > clock.now() and not is_dead(holder[0]):
        raise SecondInstanceError(f"a bot works on this archive ({holder[0]}); stop it first")


async def _quieten(draft: Path, clock: Clock) -> None:
    store = await open_store(f"sqlite:///{draft}")
    try:
        async with store.write() as tx:
            await tx.archive.quieten(now=clock.now())
    finally:
        await store.close()
