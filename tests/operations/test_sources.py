"""``khabar sources`` lists, adds, and exchanges sources, and its numbers can be read by a machine."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.locale.phrases import load_phrases
from bot.operations.sources import health_of, line_of
from storage.records.feed import FeedError
from storage.store import Store
from tests.commands.newsroom import add_source
from tests.fakes import ManualClock

URL = "https://example.org/rss.xml"


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "config.toml"
    file.write_text(f'[[sources]]\nname = "واع"\nurl = "{URL}"\n', encoding="utf-8")
    return str(file)


def test_a_configured_source_is_listed_before_its_first_poll(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sources", "--json", "--config", config]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["source"], line["url"], line["status"]) == ("واع", URL, "not polled yet")


def test_an_added_source_is_exported_and_comes_in_elsewhere(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sources", "add", "https://basra.example/feed", "--name", "بصرة", "--config", config]) == 0
    capsys.readouterr()
    assert main(["sources", "export", "--config", config]) == 0
    exported = tmp_path / "sources.opml"
    exported.write_text(capsys.readouterr().out, encoding="utf-8")
    other = tmp_path / "other.toml"
    other.write_text('[database]\nurl = "sqlite:///other.db"\n', encoding="utf-8")
    assert main(["sources", "import", str(exported), "--config", str(other)]) == 0
    assert "2 sources added" in capsys.readouterr().out


def test_feeds_of_one_name_in_a_list_come_in_under_names_of_their_own(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    addresses = ("https://a.example/rss", "https://b.example/rss", "https://b.example/sport", URL)
    listed = "".join(f'<outline text="أخبار" xmlUrl="{address}"/>' for address in addresses)
    file = tmp_path / "list.opml"
    file.write_text(f'<opml version="2.0"><body>{listed}</body></opml>', encoding="utf-8")
    assert main(["sources", "import", str(file), "--config", config]) == 0
    assert "3 sources added, 1 known" in capsys.readouterr().out
    assert main(["sources", "--json", "--config", config]) == 0
    names = {json.loads(line)["source"] for line in capsys.readouterr().out.splitlines()}
    assert names == {"واع", "أخبار", "أخبار (b.example)", "أخبار (b.example/sport)"}


def test_a_source_is_added_once(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "add", URL, "--name", "مكرر", "--config", config]) == 65
    assert "already" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["ftp://example.org/", "javascript:alert(1)", "كلام"])
def test_what_is_no_web_address_is_refused(config: str, url: str) -> None:
    assert main(["sources", "add", url, "--config", config]) == 64


def test_an_opml_file_that_is_not_there_is_named(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "import", "/none.opml", "--config", config]) == 65
    assert "/none.opml" in capsys.readouterr().err


async def test_the_list_tells_cadence_and_trouble_of_each_source(
    sqlite_store: Store, clock: ManualClock
) -> None:
    now = clock.now()
    async with sqlite_store.write() as tx:
        source_id = await add_source(tx, "شفق نيوز", now=now)
        await tx.feeds.add(source_id, URL, now=now)
        [feed] = await tx.feeds.all()
        failing = replace(
            feed,
            error=FeedError.REFUSED,
            last_poll_at=now - timedelta(minutes=3),
            last_success_at=now - timedelta(hours=2),
            next_poll_at=now + timedelta(seconds=90),
            interval_s=300,
        )
        await tx.feeds.settle([failing])
        [feed] = await tx.feeds.all()
    health = health_of(feed, load_phrases(), now=now)
    assert health.trouble == "يرفض الخادم الاتصال"
    line, trouble = line_of(feed, health, now=now).splitlines()
    assert line.split() == ["refused", "2h", "ago", "in", "1m", "5m", "0", "-", "شفق", "نيوز", URL]
    assert trouble.strip() == "يرفض الخادم الاتصال"
