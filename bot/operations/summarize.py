"""``khabar summarize``: articles given as JSON Lines, summarised by the very code that the bot runs."""

import argparse
import json
import sys
import time
from collections.abc import Iterable

import msgspec

from bot.summaries.extractive import DEFAULT_BUDGET, summarize


class Line(msgspec.Struct, frozen=True):
    """One article; *text* may be a whole page read as text."""

    id: str | int
    text: str
    title: str = ""


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("file", nargs="?", help="JSON Lines of {id,title,text}; standard input when absent")
    parser.add_argument("--budget", type=int, default=DEFAULT_BUDGET, help="longest summary, in characters")


def run(arguments: argparse.Namespace) -> int:
    """Print ``{id,summary,sentences,method,ms}`` a line; 65 where a line could not be read."""
    if arguments.file in {None, "-"}:
        return _summarize(sys.stdin.buffer, budget=arguments.budget)
    try:
        with open(arguments.file, "rb") as lines:  # noqa: PTH123 - a path, or what the shell substitutes for one
            return _summarize(lines, budget=arguments.budget)
    except OSError as error:
        print(f"khabar: {arguments.file}: {error.strerror}", file=sys.stderr)
        return 65


def _summarize(lines: Iterable[bytes], *, budget: int) -> int:
    decoder = msgspec.json.Decoder(Line)
    code = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            article = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            print(f"khabar: line {number}: {error}", file=sys.stderr)
            code = 65
            continue
        begun = time.process_time()
        draft = summarize(article.title, article.text, budget=budget)
        spent_ms = (time.process_time() - begun) * 1000
        answer = {
            "id": article.id,
            "summary": draft.text,
            "sentences": draft.sentences,
            "method": draft.method,
            "ms": round(spent_ms, 3),
        }
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    return code
