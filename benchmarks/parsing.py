"""Feeds read right: cases of other parsers' own suites, Arabic feeds, and what is new from poll to poll.

    python benchmarks/parsing.py DATA [--failures]        (or KHABAR_DATA; the feeds are in DATA/feeds)

Counted for Khabar and, in the same run, for every peer that is installed. A suite case passes when all its
checks do; an Arabic feed when every item, title, link and date that is on record is right. For the polls the
truth is the links: new is what no earlier document of the outlet had.
"""

import argparse
import asyncio
import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.parsing_readers import READERS, Reader, Reading, by_feedparser, seconds
from bot.clock import SystemClock
from bot.config.sections import Fetch
from bot.feeds.fetch import Fetched, FetchResult
from bot.feeds.opening import intake_of, reader_of
from bot.feeds.options import SourceOptions
from bot.feeds.poll import PollStation
from bot.feeds.sources import add_source
from bot.feeds.timing import Wishes
from bot.feeds.visit import Visitor
from bot.text import html
from bot.text.urls import canonical_url
from bot.workers import Workers
from storage.opening import open_store
from storage.records.feed import Feed

Case = dict[str, Any]
NEWSROOM: Final = ZoneInfo("Asia/Baghdad")
_DANGER: Final = re.compile(
    r"<\s*(script|object|embed|applet|iframe|form|style|meta|link|base|blink)\b|\son\w+\s*=|javascript:"
    r"|vbscript:|expression\(|-moz-binding",
    re.IGNORECASE,
)
_PATH: Final = re.compile(r"(feed|items\[(\d+)\])\.(.+)")
_TAG: Final = re.compile(r"<[^>]*>")


def main() -> None:
    """Count, and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", default=os.environ.get("KHABAR_DATA"))
    parser.add_argument("--failures", action="store_true", help="name what Khabar does not pass, on stderr")
    given = parser.parse_args()
    if given.folder is None:
        parser.error("name the folder of the data")
    feeds = Path(given.folder) / "feeds"
    readers = dict(installed())
    cases = rows(feeds / "cases_suites.jsonl")
    failures = {name: [*failed(cases, feeds, reader)] for name, reader in readers.items()}
    report("parsing.suites", len(cases), {name: len(cases) - len(lost) for name, lost in failures.items()})
    if given.failures:
        print(*failures["khabar"], sep="\n", file=sys.stderr)
    for kind in ("arabic", "reassembled"):
        known = [
            row for row in rows(feeds / f"rows_{kind}.jsonl") if row["kind"] != "html"
        ]  # pages lie there, too
        wrong = {name: [*misread(known, feeds, reader)] for name, reader in readers.items()}
        report(f"parsing.{kind}", len(known), {name: len(known) - len(lost) for name, lost in wrong.items()})
        if given.failures:
            print(*wrong["khabar"], sep="\n", file=sys.stderr)
    strings = rows(feeds / "dates_peer.jsonl")
    report("parsing.dates", len(strings), {"khabar": sum(map(is_dated, strings))})
    addresses = [pair for pair in rows(feeds / "pairs.jsonl") if pair["kind"] == "url_clean"]
    cleaned = sum((canonical_url(pair["input"]) or "") == pair["expected"] for pair in addresses)
    report("parsing.urls", len(addresses), {"khabar": cleaned})
    outlets = {one.name: sorted(one.glob("*.xml")) for one in sorted((feeds / "arabic_polls").iterdir())}
    exact, polls = asyncio.run(polled(outlets))
    report("parsing.polls", polls, {"khabar": exact})
    speed([(feeds / row["path"]).read_bytes() for row in rows(feeds / "rows_reassembled.jsonl")], readers)


def installed() -> Iterator[tuple[str, Reader]]:
    """The readers that there are."""
    for name, reader in READERS.items():
        try:
            reader(b"<rss><channel><item><title>x</title></item></channel></rss>", "", "http://a.example/")
        except ImportError:
            print(f"{name} is not installed: skipped", file=sys.stderr)
            continue
        yield name, reader


def rows(path: Path) -> list[Case]:
    """The lines of *path*."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def report(name: str, of: int, passed: dict[str, int]) -> None:
    """A line for each peer, or one where there is none."""
    ours = passed["khabar"]
    peers: dict[str, int | None] = {peer: count for peer, count in passed.items() if peer != "khabar"}
    for peer, count in (peers or {"": None}).items():
        print(
            json.dumps(
                {
                    "name": name,
                    "value": ours,
                    "unit": f"of {of}",
                    "peer": {"name": peer, "value": count} if peer else None,
                    "ratio": round(ours / count, 3) if count else None,
                }
            ),
            flush=True,
        )


def answer_of(reader: Reader, case: Case, feeds: Path) -> Reading | None:
    """What *reader* makes of the case's document; None also where it raises."""
    headers = {name.lower(): value for name, value in (case.get("headers") or {}).items()}
    content_type = headers.get("content-type") or case.get("content_type") or ""
    try:
        return reader((feeds / case["file"]).read_bytes(), content_type, case["url"])
    except Exception:  # noqa: BLE001 - a peer may raise what it likes: it has not read the document
        return None


def failed(cases: list[Case], feeds: Path, reader: Reader) -> Iterator[str]:
    """The cases that *reader* does not pass, each with its first lost check."""
    for case in cases:
        reading = answer_of(reader, case, feeds)
        required = [check for check in case["checks"] if check.get("kind") != "optional"]
        lost = next((check for check in required if not holds(reading, check)), None)
        if lost is not None:
            found = (
                value_at(reading, lost["path"]) if reading is not None and lost["path"] != "error" else None
            )
            yield f"{case['id']}\t{lost['path']} {lost['op']} {lost['value']!r:.90}\t{found!r:.90}"


def value_at(reading: Reading, path: str) -> Any:
    """What stands at ``items.count``, ``feed.title``, ``items[0].link`` and the like."""
    if path == "items.count":
        return len(reading.items)
    match = _PATH.fullmatch(path)
    assert match is not None, path
    if match[1] == "feed":
        return reading.feed.get(match[3])
    at = int(match[2])
    if at >= len(reading.items):
        return None
    item = reading.items[at]
    if match[3] == "published_or_updated":
        return item["published"] if item["published"] is not None else item["updated"]
    return item.get(match[3])


def holds(reading: Reading | None, check: Case) -> bool:
    """Whether one check of a case is met."""
    operation, path, wanted = check["op"], check["path"], check["value"]
    if operation == "no_crash":
        return True
    if operation == "raises_or_empty":
        return reading is None or not reading.items
    if reading is None:
        return False
    found = value_at(reading, path)
    judge: dict[str, Callable[[], bool]] = {
        "ge": lambda: found is not None and found >= wanted,
        "time": lambda: bool(found == wanted),
        "no_mojibake": lambda: bool(found) and "\ufffd" not in found and "Ã" not in found,
        "safe_html": lambda: is_safe(reading, path, found or "", wanted),
        "eq": lambda: is_same(reading, path, found, wanted),
    }
    return judge[operation]()


def is_safe(reading: Reading, path: str, found: str, wanted: str) -> bool:
    """No element that acts; Khabar's texts are judged as readers get them."""
    if not reading.cleaned:
        return not _DANGER.search(found)
    text = html.plain(found) if path.endswith("title") else " ".join(html.paragraphs(found))
    return bare(text).replace(" ", "") == bare(wanted).replace(" ", "") or not _DANGER.search(text)


def is_same(reading: Reading, path: str, found: Any, wanted: Any) -> bool:
    """Numbers and addresses exactly, texts without their markup."""
    if isinstance(wanted, int):
        return bool(found == wanted)
    if found is None:
        return wanted in {None, ""}
    if path.endswith(("link", "id")):
        written = path.replace(".link", ".link as written")
        return bool(found.strip() == wanted.strip() or value_at(reading, written) == wanted)
    return bare(found) == bare(wanted)


def bare(text: str | None) -> str:
    """*text* without markup and runs of white space."""
    return " ".join(_TAG.sub("", unescape(unescape(text or ""))).split())


def misread(known: list[Case], feeds: Path, reader: Reader) -> Iterator[str]:
    """The feeds of which something on record is wrong, and what it is."""
    for row in known:
        truth = row["expectation"]
        case = {
            **row,
            "file": row["path"],
            "url": "http://feed.example/",
            "content_type": truth.get("content_type"),
        }
        reading = answer_of(reader, case, feeds)
        wrong = ["unread"] if reading is None else [*differences(reading, truth)]
        if wrong:
            yield f"{row['path']}\t{', '.join(wrong)}"


def differences(reading: Reading, truth: Case) -> Iterator[str]:
    """What of *reading* is not as on record."""
    items = reading.items
    titles = [html.plain(item["title"] or "") for item in items]
    several = len(truth.get("titles", ()))
    if "items" in truth and len(items) != truth["items"]:
        yield "items"
    if titles[:several] != [html.plain(title) for title in truth.get("titles", ())]:
        yield "titles"
    written = [item.get("link as written") or item["link"] for item in items]
    if written[: len(truth.get("links", ()))] != truth.get("links", []):
        yield "links"
    moments = truth.get("published_epoch", [])
    if [item["published"] for item in items[: len(moments)]] != moments:
        yield "dates"
    digests = {
        hashlib.sha1("\n".join(texts).encode()).hexdigest()
        for texts in (titles, [i["title"] or "" for i in items])
    }
    if "titles_sha1" in truth and truth["titles_sha1"] not in digests:
        yield "some title"
    first = truth.get("first")
    if first is not None and items:
        if titles[0] != html.plain(first["title"]):
            yield "first title"
        if first["link"] not in {items[0]["link"], items[0].get("link as written")}:
            yield "first link"
        if first["published"] and items[0]["published"] != seconds(first["published"]):
            yield "first date"


def is_dated(case: Case) -> bool:
    """Whether a date string says what its project expects, to the second."""
    found, wanted = seconds(case["input"]), case["expected"]
    if wanted == "must_parse":
        return found is not None
    return found == (int(datetime.fromisoformat(wanted).timestamp()) if wanted else None)


class Shelf:
    """A Fetcher that gives the document laid on it."""

    body = b""

    async def fetch(self, feed: Feed, options: SourceOptions) -> FetchResult:  # noqa: ARG002 - the port's shape
        """See Fetcher."""
        body = self.body
        return Fetched(
            body=body,
            url=feed.url,
            content_type="",
            etag=None,
            last_modified=None,
            body_hash=hashlib.sha256(body).digest()[:16],
            wishes=Wishes(),
            wire_bytes=len(body),
        )


async def polled(outlets: dict[str, list[Path]]) -> tuple[int, int]:
    """Polls after which exactly the new items were stored, and polls altogether; each outlet by itself."""
    exact = several = 0
    clock = SystemClock()
    for outlet, documents in outlets.items():
        shelf, links = Shelf(), set[str]()
        with tempfile.TemporaryDirectory() as name:
            store = await open_store("sqlite:///polls.db", base=Path(name))
            await add_source(store, name=outlet, url="http://feed.example/rss", now=datetime.now(UTC))
            async with Workers() as workers:
                visitor = Visitor(
                    fetcher=shelf,
                    reader=reader_of(newsroom=NEWSROOM, clock=clock, workers=workers),
                    clock=clock,
                )
                intake = intake_of(store, fetch=Fetch(), newsroom=NEWSROOM)
                station = PollStation(store, visitor=visitor, intake=intake, clock=clock)
                for document in documents:
                    shelf.body = document.read_bytes()
                    read = by_feedparser(shelf.body, "", "http://feed.example/rss")
                    there = {item["link"] for item in read.items} if read is not None else set()
                    report_of = await station.once()
                    several += 1
                    exact += report_of.new == len(there - links)
                    links |= there
                await station.close()
            await store.close()
    return exact, several


def speed(bodies: list[bytes], readers: dict[str, Reader]) -> None:
    """Processor time a document, the best of three rounds."""
    spent = {}
    for name, reader in readers.items():
        rounds = []
        for _ in range(3):
            began = time.process_time()
            for body in bodies:
                try:
                    reader(body, "", "http://feed.example/")
                except Exception:  # noqa: BLE001 - see answer_of
                    continue
            rounds.append(time.process_time() - began)
        spent[name] = min(rounds) / len(bodies) * 1000
    ours = spent.pop("khabar")
    for name, peer in spent.items():
        line = {"name": "parsing.cpu", "value": round(ours, 3), "unit": "ms/feed"}
        line |= {"peer": {"name": name, "value": round(peer, 3)}, "ratio": round(peer / ours, 2)}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
