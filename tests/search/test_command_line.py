"""The search as scripts use it: an archive goes in, is found, and comes out again, on either database."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import open_archive, run_loop
from bot.config.loading import load_config

LINES = (
    {
        "url": "https://example.org/1?utm_source=rss",
        "title": "انطلاق زيارة الأربعين في كربلاء",
        "text": "توافد ملايين الزائرين إلى مدينة كربلاء المقدسة.",
        "published": "2024-08-25T10:00:00+03:00",
        "source": "واع",
    },
    {
        "url": "https://example.org/2",
        "title": "أسعار النفط ترتفع",
        "text": "<p>ارتفعت أسعار <b>النفط</b>.</p><p>وخفض الإنتاج.</p>",
        "published": "25 أغسطس 2024 - 14:30",
        "source": "رويترز",
        "id": 77,
    },
    {"url": "https://example.org/3", "title": "", "text": "خبر بلا عنوان ولا تاريخ", "source": "واع"},
)


class House:
    """A folder with a configuration, and the commands run in it."""

    def __init__(self, folder: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.config = folder / "config.toml"
        self.config.write_text(f'[telegram]\nowner_ids = [1]\n[database]\nurl = "{url}"\n', encoding="utf-8")
        self._capsys = capsys
        self.told = ""

    def run(self, command: str, *arguments: str) -> int:
        self._capsys.readouterr()
        return main([command, "--config", str(self.config), *arguments])

    def records(self) -> list[dict[str, object]]:
        captured = self._capsys.readouterr()
        self.told = captured.err
        return [json.loads(line) for line in captured.out.splitlines()]

    def write(self, lines: Sequence[Mapping[str, object] | str]) -> str:
        path = self.folder / "archive.jsonl"
        said = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
        path.write_text("\n".join(said), encoding="utf-8")
        return str(path)


@pytest.fixture
def house(tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> House:
    return House(tmp_path, database_url, capsys)


@pytest.fixture
def sqlite_house(tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> House:
    return House(tmp_path, sqlite_url, capsys)


def test_what_was_imported_is_found_and_exported(house: House) -> None:
    assert house.run("import", house.write(LINES)) == 0
    house.records()
    assert "3 articles added" in house.told

    assert house.run("search", "كربلا", "--json") == 0
    [hit] = house.records()
    assert hit["rank"] == 1
    assert hit["url"] == "https://example.org/1?utm_source=rss"
    assert hit["title"] == "انطلاق زيارة الأربعين في كربلاء"
    assert "كربلاء" in str(hit["snippet"])

    assert house.run("export") == 0
    exported = house.records()
    assert [record["title"] for record in exported][2] == "خبر بلا عنوان ولا تاريخ"
    assert exported[1]["text"] == "ارتفعت أسعار النفط.\n\nوخفض الإنتاج."
    assert exported[1]["published"] == "2024-08-25T11:30:00+00:00"
    assert exported[2]["published"] is None
    assert {"id", "url", "title", "text", "published", "source", "story", "summary", "duplicate_of"} == set(
        exported[0]
    )


def test_importing_again_adds_nothing(house: House) -> None:
    path = house.write(LINES)
    house.run("import", path)
    assert house.run("import", path) == 0
    house.records()
    assert "0 articles added, 3 known already" in house.told
    house.run("search", "كربلاء", "--json")
    assert len(house.records()) == 1


def test_two_addresses_of_one_article_are_one(sqlite_house: House) -> None:
    twin = {**LINES[0], "url": "http://www.example.org/1"}
    assert sqlite_house.run("import", sqlite_house.write([LINES[0], twin])) == 0
    sqlite_house.records()
    assert "1 articles added, 1 known already" in sqlite_house.told


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "malformed"),
        ("[1, 2]", "object"),
        ('{"title": "بلا عنوان"}', "no url"),
        ('{"url": "https://example.org/9", "source": "واع"}', "neither a title nor a text"),
        ('{"url": "no scheme", "title": "خبر"}', "no scheme"),
        ('{"url": "https://example.org/9", "title": "خبر", "published": "يوم ما"}', "no date"),
        ('{"url": 5, "title": "خبر"}', "url"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_set_aside(sqlite_house: House, line: str, reason: str) -> None:
    assert sqlite_house.run("import", sqlite_house.write([LINES[0], "", line, LINES[1]])) == 65
    sqlite_house.records()
    assert "line 3:" in sqlite_house.told
    assert reason in sqlite_house.told
    assert "2 articles added" in sqlite_house.told
    [rejected] = (sqlite_house.folder / "archive.jsonl.rejected").read_text(encoding="utf-8").splitlines()
    assert json.loads(rejected)["line"] == 3


def test_many_queries_run_in_one_process(house: House) -> None:
    house.run("import", house.write(LINES))
    batch = house.folder / "queries.tsv"
    batch.write_text("q1\tكربلاء\nq2\tنفط\nq3\tلا شيء كهذا\nq4\t\n", encoding="utf-8")
    assert house.run("search", "--batch", str(batch), "--json") == 0
    records = house.records()
    assert [(record["qid"], record["rank"], record["url"]) for record in records] == [
        ("q1", 1, "https://example.org/1?utm_source=rss"),
        ("q2", 1, "https://example.org/2"),
    ]
    assert all({"qid", "rank", "id", "url", "score", "ms"} == set(record) for record in records)


def test_imported_articles_are_never_posted(house: House) -> None:
    house.run("import", house.write(LINES))

    async def intakes() -> set[str]:
        async with open_archive(load_config(str(house.config))) as store, store.read() as tx:
            found = [await tx.articles.by_url(str(line["url"])) for line in LINES]
            return {article.intake.value for article in found if article is not None}

    assert run_loop(intakes()) == {"import"}


def test_an_export_to_a_file_is_whole_or_absent(sqlite_house: House) -> None:
    sqlite_house.run("import", sqlite_house.write(LINES))
    target = sqlite_house.folder / "out.jsonl"
    assert sqlite_house.run("export", str(target)) == 0
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3
    assert sqlite_house.run("export", str(sqlite_house.folder / "nowhere" / "out.jsonl")) == 73


def test_a_search_for_nothing_is_a_usage_error(sqlite_house: House) -> None:
    assert sqlite_house.run("search") == 64
    assert sqlite_house.run("search", "--batch", str(sqlite_house.folder / "missing.tsv")) == 66
    assert sqlite_house.run("import", str(sqlite_house.folder / "missing.jsonl")) == 66
