"""``khabar sources`` lists, adds, and exchanges sources, and its numbers can be read by a machine."""

import json
from pathlib import Path

import pytest

from bot.__main__ import main

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


def test_a_source_is_added_once(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "add", URL, "--name", "مكرر", "--config", config]) == 65
    assert "already" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["ftp://example.org/", "javascript:alert(1)", "كلام"])
def test_what_is_no_web_address_is_refused(config: str, url: str) -> None:
    assert main(["sources", "add", url, "--config", config]) == 64


def test_an_opml_file_that_is_not_there_is_named(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "import", "/none.opml", "--config", config]) == 65
    assert "/none.opml" in capsys.readouterr().err
