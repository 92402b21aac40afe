"""Opening the archive: the right file, a clear refusal, and nothing touched that is not ours."""

from pathlib import Path

import pytest

from storage.errors import StorageError, StoreDamagedError, StoreUrlError
from storage.opening import open_store, sqlite_path


def test_three_slashes_are_relative_to_the_configuration_and_four_absolute(tmp_path: Path) -> None:
    assert sqlite_path("sqlite:///khabar.db", base=tmp_path) == tmp_path / "khabar.db"
    assert sqlite_path("sqlite:////var/khabar.db", base=tmp_path) == Path("/var/khabar.db")


@pytest.mark.parametrize("url", ["mysql://host/name", "khabar.db", "sqlite:///"])
async def test_a_url_of_an_unknown_kind_is_refused(url: str) -> None:
    with pytest.raises(StoreUrlError, match=r"sqlite:///khabar\.db"):
        await open_store(url)


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="does not exist"):
        await open_store(f"sqlite:///{tmp_path}/none/khabar.db")


async def test_a_file_that_is_no_database_is_left_untouched(tmp_path: Path) -> None:
    file = tmp_path / "khabar.db"
    file.write_bytes(b"this is no database, and somebody's work" * 200)
    before = file.read_bytes()
    with pytest.raises(StoreDamagedError):
        await open_store(f"sqlite:///{file}")
    assert file.read_bytes() == before


async def test_commits_are_on_the_disk_before_they_are_believed(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'khabar.db'}")
    writer = store._writer  # type: ignore[attr-defined]  # the pragma of the real connection is the promise
    async with writer.execute("PRAGMA synchronous") as cursor:
        assert tuple(await cursor.fetchone() or ()) == (2,)
    async with writer.execute("PRAGMA journal_mode") as cursor:
        assert tuple(await cursor.fetchone() or ()) == ("wal",)
    await store.close()
