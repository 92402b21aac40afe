"""``khabar import``, ``export`` and ``search``: an agency's archive in, searched, and out again."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from storage.opening import open_store
from storage.records.article import Article, Intake

DAM = {
    "url": "https://example.org/dam",
    "title": "افتتاح سدّ جديد في دهوك",
    "text": "افتتحت وزارة الموارد المائية سدا جديدا في محافظة دهوك.",
    "published": "2024-03-01T10:00:00+03:00",
    "source": "واع",
}
FAIR = {
    "url": "https://example.org/fair",
    "title": "معرض بغداد للكتاب",
    "text": "<p>انطلق معرض بغداد الدولي للكتاب.</p><script>x()</script><p>ويستمر عشرة أيام.</p>",
    "published": "2024-02-01",
    "source": "شفق نيوز",
}


@dataclass
class Desk:
    """One archive of its own, and the command line in front of it."""

    folder: Path
    output: pytest.CaptureFixture[str]

    def __post_init__(self) -> None:
        self.config = self.folder / "config.toml"
        self.config.write_text('[database]\nurl = "sqlite:///khabar.db"\n', encoding="utf-8")

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """The exit code, what was printed and what was said beside it."""
        name, *rest = arguments
        code = main([name, "--config", str(self.config), *rest])
        out, err = self.output.readouterr()
        return code, out, err

    def take(self, *lines: object) -> tuple[int, str]:
        """Import *lines*; bytes stay as they are."""
        file = self.folder / "archive.jsonl"
        file.write_bytes(b"\n".join(each if isinstance(each, bytes) else _line(each) for each in lines))
        code, _, err = self.run("import", "--workers", "1", str(file))
        return code, err

    def exported(self) -> list[dict[str, Any]]:
        code, out, _ = self.run("export")
        assert code == 0
        return [json.loads(line) for line in out.splitlines()]

    def article(self, url: str) -> Article:
        async def read() -> Article | None:
            store = await open_store(f"sqlite:///{self.folder / 'khabar.db'}")
            try:
                async with store.read() as tx:
                    return await tx.articles.by_url(url)
            finally:
                await store.close()

        found = asyncio.run(read())
        assert found is not None
        return found


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_an_imported_article_is_found_at_once_and_never_posted(desk: Desk) -> None:
    code, said = desk.take(DAM, FAIR)
    assert code == 0
    assert "2 articles added, 0 known already, 0 lines set aside" in said
    code, out, _ = desk.run("search", "--json", "سد", "دهوك")
    assert code == 0
    [hit] = [json.loads(line) for line in out.splitlines()]
    assert (hit["rank"], hit["url"], hit["source"]) == (1, DAM["url"], "واع")
    article = desk.article(DAM["url"])
    assert article.intake is Intake.IMPORT
    assert article.content.published_at == datetime(2024, 3, 1, 7, tzinfo=UTC)
    assert article.story_id is not None


def test_a_copy_in_an_imported_archive_is_told_apart_in_the_export(desk: Desk) -> None:
    copy = DAM | {
        "url": "https://copy.example/dam",
        "source": "شفق نيوز",
        "published": "2024-03-01T12:00:00+03:00",
    }
    desk.take(DAM, FAIR, copy)
    by_url = {line["url"]: line for line in desk.exported()}
    assert by_url[copy["url"]]["duplicate_of"] == by_url[DAM["url"]]["id"]
    assert by_url[copy["url"]]["story"] == by_url[DAM["url"]]["story"]
    assert by_url[FAIR["url"]]["duplicate_of"] is None


def test_importing_twice_adds_nothing(desk: Desk) -> None:
    desk.take(DAM, FAIR, DAM)
    before = desk.exported()
    assert len(before) == 2
    code, said = desk.take(DAM, DAM | {"url": "https://example.org/dam?utm_source=feed"}, FAIR)
    assert code == 0
    assert "0 articles added, 3 known already" in said
    assert desk.exported() == before
    _, out, _ = desk.run("search", "--json", "دهوك")
    assert len(out.splitlines()) == 1


def test_a_line_that_is_no_article_is_set_aside_with_its_number(desk: Desk) -> None:
    bad: tuple[object, ...] = (
        b"no json",
        b"[1]",
        b"\xff\xfe",
        {"title": "بلا عنوان"},
        DAM | {"url": "example.org/without-a-scheme"},
        DAM | {"url": "https://example.org/empty", "title": "", "text": " "},
        DAM | {"url": "https://example.org/dated", "published": "يوما ما"},
        b"[" * 99_999,
    )
    code, said = desk.take(DAM, *bad, b"", FAIR)
    assert code == 65
    told = [line.split(":")[0] for line in said.splitlines() if line.startswith("line ")]
    assert told == [f"line {number}" for number in range(2, 10)]
    assert "2 articles added" in said
    assert len(desk.exported()) == 2


def test_a_file_that_is_not_there_is_said(desk: Desk) -> None:
    code, _, said = desk.run("import", str(desk.folder / "nothing.jsonl"))
    assert code == 66
    assert "nothing.jsonl" in said


def test_what_was_exported_can_be_imported_elsewhere(desk: Desk) -> None:
    desk.take(DAM, FAIR)
    told = desk.exported()
    assert [each["url"] for each in told] == [DAM["url"], FAIR["url"]]
    assert told[0].keys() == {
        "id",
        "url",
        "title",
        "text",
        "published",
        "source",
        "story",
        "summary",
        "duplicate_of",
    }
    assert told[1]["text"] == "انطلق معرض بغداد الدولي للكتاب.\n\nويستمر عشرة أيام."
    file = desk.folder / "whole.jsonl"
    assert desk.run("export", str(file))[0] == 0
    assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == told
    assert not file.with_name("whole.jsonl.part").exists()
    (desk.folder / "khabar.db").rename(desk.folder / "first.db")
    for rest in desk.folder.glob("khabar.db-*"):
        rest.unlink()
    code, _, said = desk.run("import", "--workers", "1", str(file))
    assert (code, "2 articles added" in said) == (0, True)
    assert desk.exported() == told


def test_an_export_that_cannot_be_written_is_said(desk: Desk) -> None:
    code, _, said = desk.run("export", str(desk.folder / "missing" / "out.jsonl"))
    assert code == 73
    assert "khabar export:" in said


def test_many_queries_are_answered_a_line_for_each_hit(desk: Desk) -> None:
    desk.take(DAM, FAIR)
    queries = desk.folder / "queries.tsv"
    queries.write_text("q1\tمعرض الكتاب\nq2\tلا شيء من هذا\n\nq3\tافتتاح سد\r\nq4\t\n", encoding="utf-8")
    code, out, _ = desk.run("search", "--json", "--limit", "5", "--batch", str(queries))
    assert code == 0
    answers = [json.loads(line) for line in out.splitlines()]
    assert [(each["qid"], each["rank"], each["url"]) for each in answers] == [
        ("q1", 1, FAIR["url"]),
        ("q3", 1, DAM["url"]),
    ]
    for each in answers:
        assert each.keys() == {"qid", "rank", "id", "url", "score", "ms"}
        assert each["score"] > 0
        assert each["ms"] >= 0


def test_a_reader_at_the_terminal_sees_what_was_meant(desk: Desk) -> None:
    desk.take(DAM, FAIR)
    code, out, _ = desk.run("search", "معرص", "الكتاب")
    assert code == 0
    assert "هل تقصد: معرض الكتاب؟" in out
    assert "1. معرض بغداد للكتاب" in out
    assert FAIR["url"] in out
    assert desk.run("search", "زرافة")[1] == "لا نتائج.\n"


def test_a_search_for_nothing_is_a_wrong_call(desk: Desk) -> None:
    assert desk.run("search")[0] == 64
    assert desk.run("search", "--limit", "0", "خبر")[0] == 64
    assert desk.run("search", "--batch", str(desk.folder / "none.tsv"))[0] == 66
