"""``khabar backup``, ``restore``, ``move``, ``doctor``: an archive saved, brought back, moved, examined."""

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.instance import only_instance
from storage.opening import open_store
from storage.records.identity import SourceId

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ARTICLE = {
    "url": "https://example.org/dam",
    "title": "افتتاح سدّ جديد في دهوك",
    "text": "افتتحت وزارة الموارد المائية سدا جديدا في محافظة دهوك.",
    "published": "2024-03-01T10:00:00+03:00",
    "source": "واع",
}


@dataclass
class House:
    """An archive with one article, and the command line in front of it."""

    folder: Path
    output: pytest.CaptureFixture[str]

    def __post_init__(self) -> None:
        self.url("sqlite:///khabar.db")
        file = self.folder / "archive.jsonl"
        file.write_text(json.dumps(ARTICLE, ensure_ascii=False), encoding="utf-8")
        assert self.run("import", "--workers", "1", str(file))[0] == 0

    @property
    def database(self) -> Path:
        return self.folder / "khabar.db"

    def url(self, url: str) -> None:
        (self.folder / "config.toml").write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")

    def run(self, name: str, *arguments: str) -> tuple[int, str]:
        """The exit code, and all that was said."""
        code = main([name, "--config", str(self.folder / "config.toml"), *arguments])
        out, err = self.output.readouterr()
        return code, out + err

    def exported(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run("export")[1].splitlines()]

    def findings(self) -> tuple[int, dict[str, dict[str, Any]]]:
        code, said = self.run("doctor", "--json")
        return code, {finding["what"]: finding for finding in map(json.loads, said.splitlines())}

    def found(self, words: str) -> list[str]:
        return [json.loads(line)["url"] for line in self.run("search", "--json", words)[1].splitlines()]


@pytest.fixture
def house(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> House:
    return House(tmp_path, capsys)


def test_what_was_saved_comes_back_and_is_found_again(house: House) -> None:
    before = house.exported()
    assert house.run("backup", str(house.folder / "saved.db"))[0] == 0
    house.database.unlink()
    code, said = house.run("restore", str(house.folder / "saved.db"))
    assert (code, "will post nothing" in said) == (0, True)
    assert house.exported() == before
    assert house.found("سدود دهوك") == [ARTICLE["url"]]


def test_an_archive_moves_to_postgresql_and_comes_out_of_it_as_a_backup(
    house: House, postgres_url: str
) -> None:
    before = house.exported()
    code, said = house.run("move", "--to", postgres_url)
    assert (code, "set database.url" in said) == (0, True)
    house.url(postgres_url)
    assert house.exported() == before
    assert house.run("backup", str(house.folder / "saved.db"))[0] == 0
    house.url("sqlite:///other.db")
    assert house.run("restore", str(house.folder / "saved.db"))[0] == 0
    assert house.exported() == before


def test_a_restore_does_not_overwrite_an_archive(house: House) -> None:
    house.run("backup", str(house.folder / "saved.db"))
    code, said = house.run("restore", str(house.folder / "saved.db"))
    assert (code, "name an empty one" in said) == (69, True)


def test_nothing_is_moved_from_under_a_bot(house: House) -> None:
    with only_instance(house.folder / "khabar.db.lock"):
        code, said = house.run("move", "--to", "sqlite:///other.db")
    assert (code, "stop it first" in said) == (75, True)
    assert not (house.folder / "other.db").exists()


def test_what_is_no_archive_is_not_restored(house: House) -> None:
    (house.folder / "saved.db").write_bytes(b"not a database at all" * 500)
    house.database.unlink()
    assert house.run("restore", str(house.folder / "saved.db"))[0] == 65
    assert not house.database.exists()


def test_the_doctor_finds_nothing_wrong_with_a_sound_archive(house: House) -> None:
    code, findings = house.findings()
    assert code == 0
    assert {what for what, finding in findings.items() if not finding["ok"]} == set()


def test_the_doctor_sees_a_damaged_file_and_says_what_to_do(house: House) -> None:
    with closing(sqlite3.connect(house.database)) as database:
        pages = database.execute("PRAGMA page_count").fetchone()[0]
    with house.database.open("r+b") as file:
        file.seek((pages // 2) * 4_096)
        file.write(b"\xde\xad" * 2_048 * 20)
    code, findings = house.findings()
    assert code == 65
    assert "khabar restore" in findings["soundness"]["detail"]


def test_the_doctor_names_a_channel_that_nothing_is_sent_to(house: House) -> None:
    async def pause() -> None:
        store = await open_store(f"sqlite:///{house.database}")
        async with store.write() as tx:
            target = await tx.targets.ensure("@karbala", now=NOW)
            assert await tx.oversight.pause(target, now=NOW)
        await store.close()

    asyncio.run(pause())
    code, findings = house.findings()
    assert (code, findings["channels"]["ok"]) == (69, False)
    assert "@karbala" in findings["channels"]["detail"]


def test_the_doctor_says_that_no_source_was_read_for_hours(house: House) -> None:
    async def add() -> None:
        store = await open_store(f"sqlite:///{house.database}")
        async with store.write() as tx:
            source_id: SourceId = await tx.sources.add(name="شفق", url="https://shafaq.example/", now=NOW)
            await tx.feeds.add(source_id, "https://shafaq.example/rss", now=NOW)
        await store.close()

    asyncio.run(add())
    code, findings = house.findings()
    assert (code, findings["reading"]["ok"]) == (69, False)
