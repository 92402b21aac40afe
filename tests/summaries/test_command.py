"""``khabar summarize`` as a script sees it: lines in, lines out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.summaries.extractive import summarize

TEXT = "أعلنت مديرية الماء في كربلاء، اليوم الثلاثاء، انجاز مشروع ماء الحسينية بعد عامين من العمل."


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def written(folder: Path, *rows: object) -> str:
    path = folder / "articles.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return str(path)


def test_each_article_gives_the_summary_that_the_bot_posts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["summarize", written(tmp_path, {"id": "a", "title": "خبر", "text": TEXT})]) == 0
    (answer,) = lines(capsys.readouterr().out)
    draft = summarize("خبر", TEXT)
    assert answer.pop("ms") >= 0
    assert answer == {
        "id": "a",
        "summary": draft.text,
        "sentences": list(draft.sentences),
        "method": "extractive",
    }


def test_a_bad_line_spoils_itself_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "articles.jsonl"
    good = json.dumps({"id": 1, "text": TEXT}).encode()
    path.write_bytes(
        b"\n".join((good, b"no json", b"[1]", b'{"text": 3}', b"\xff", b"", b"[" * 99_999, good))
    )
    assert main(["summarize", str(path)]) == 65
    captured = capsys.readouterr()
    assert [answer["id"] for answer in lines(captured.out)] == [1, 1]
    assert [line.split(":")[1].strip() for line in captured.err.splitlines()] == [
        f"line {number}" for number in (2, 3, 4, 5, 7)
    ]


def test_a_missing_file_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summarize", "/nowhere/articles.jsonl"]) == 65
    assert "articles.jsonl" in capsys.readouterr().err


def test_the_budget_may_be_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["summarize", "--budget", "60", written(tmp_path, {"id": 1, "text": TEXT})]) == 0
    assert len(lines(capsys.readouterr().out)[0]["summary"]) <= 60


def test_a_pipe_is_answered_line_by_line() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "summarize"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "text": TEXT}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(10) == 0
