"""Article extraction on saved Arabic pages, against the extractors of other projects, in one run.

    python benchmarks/extraction.py DATA        (or KHABAR_DATA; the pages are in DATA/feeds/html)

What is right was settled by reading each page: the selectors below name its headline and the paragraphs of
its body, the dates are copied by hand, `REFUSED` are pages without an article text of their own. A body is
measured by its word pairs: precision, recall and their harmonic mean F1. Peers that are not installed are
skipped with a note.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from lxml import etree

from bot.feeds.page.article import ExtractedArticle
from bot.feeds.page.encoding import decode_page
from bot.feeds.page.extract import extract
from bot.feeds.page.selectors import Selector
from bot.text.dates import parse_date
from bot.text.tokens import words

ZONE: Final = ZoneInfo("Asia/Baghdad")
NOW: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ROUNDS: Final = 3

# Page → selector of the headline, selector of the paragraphs, day of publication ("": the page shows none).
GOLD: Final = {
    "akhbarelyom.com_1731695567": ("h1.entry-title", ".entry-content p", "2020-10-07"),
    "akhbarona_detail": ("h4.text-end.mb-3", ".detail-heading > p", "2023-11-27"),
    "arabic.sputniknews.com_1550981615": ("h1", ".b-article__lead p, .b-article__text > p", "2020-03-17"),
    "bbc-arabic": ("h1", "main > div > p.e17g058b0, main > div > h2.eglt09e0", "2024-03-03"),
    "control_fa_www.yjc.ir_1602557452": (".title h1, h1", ".body p, .body div", "2020-05-10"),
    "elbaladtv.net_1806793639": ("h1.jeg_post_title", ".content-inner > p", "2020-12-25"),
    "generic_mobile_arabic": ("h1", ".rtl-article p", ""),
    "moelfassi_pair_01": ("h1", ".entry-content p", ""),
    "moelfassi_pair_02": ("h1", ".entry-content p", ""),
    "moelfassi_pair_03": ("h1", ".entry-content p", ""),
    "moelfassi_pair_06": ("h1", ".entry-content p", ""),
    "moelfassi_pair_07": ("h1", ".entry-content p", ""),
    "www.albayan.ae_1623715966": ("h1.title", "#articledetails > p:not(.follow-google)", "2020-06-03"),
    "www.beirutobserver.com_1764731404": ("h1.entry-title", ".content-rules > p", "2020-11-09"),
    "www.youm7.com_1691196862": (".articleHeader h1", "#articleBody > p", "2020-08-24"),
}
REFUSED: Final = (
    *("iraq_news_aggregate", "PSRecord_pair_02", "PSRecord_pair_04", "PSRecord_pair_05", "PSRecord_pair_06"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an extractor says about a page; *body* "" is a refusal, *day* "" no date."""

    title: str
    day: str
    body: str


Extractor = Callable[[bytes], Reading]


def ours(page: bytes) -> Reading:
    """Khabar."""
    found = extract(page, url="https://pages.example/news/1.html", content_type=None, zone=ZONE, now=NOW)
    if not isinstance(found, ExtractedArticle):
        return Reading(title="", day="", body="")
    day = found.published.astimezone(ZONE).date().isoformat() if found.published else ""
    return Reading(title=found.title, day=day, body=found.text)


def _trafilatura() -> Extractor:
    from trafilatura import (  # type: ignore[import-not-found]  # noqa: PLC0415 - a peer may be missing
        bare_extraction,
    )

    def read(page: bytes) -> Reading:
        found: Any = bare_extraction(decode_page(page), with_metadata=True, include_comments=False)
        if found is None:
            return Reading(title="", day="", body="")
        return Reading(title=found.title or "", day=(found.date or "")[:10], body=found.text or "")

    return read


def _readability() -> Extractor:
    from readability import (  # type: ignore[import-not-found]  # noqa: PLC0415 - a peer may be missing
        Document,
    )

    def read(page: bytes) -> Reading:
        document: Any = Document(decode_page(page))
        root = etree.HTML(document.summary())
        body = " ".join(str(text) for text in root.itertext())
        return Reading(title=document.short_title(), day="", body=body)

    return read


def _newspaper() -> Extractor:
    import newspaper  # type: ignore[import-not-found]  # noqa: PLC0415 - a peer may be missing

    def read(page: bytes) -> Reading:
        article: Any = newspaper.Article("https://pages.example/news/1.html", language="ar")
        article.download(input_html=decode_page(page))
        article.parse()
        stamp = article.publish_date
        day = stamp.date().isoformat() if isinstance(stamp, datetime) else ""
        return Reading(title=article.title or "", day=day, body=article.text or "")

    return read


def gold_of(name: str, page: bytes) -> Reading:
    """What the selectors of *name* hold."""
    title, body, day = GOLD[name]
    root = etree.HTML(decode_page(page).encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    heading = Selector(title).first(root)
    texts = (" ".join(str(text) for text in element.itertext()) for element in Selector(body).all(root))
    return Reading(
        title="" if heading is None else "".join(map(str, heading.itertext())), day=day, body="\n".join(texts)
    )


def same_title(found: str, gold: str) -> bool:
    """The words of the headline, with at most the name of a site beside them."""
    ours_, right = words(found), words(gold)
    return bool(right) and f" {' '.join(right)} " in f" {' '.join(ours_)} " and len(ours_) <= len(right) + 6


def f1(found: str, gold: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of word pairs."""
    left, right = set(pairwise(words(found))), set(pairwise(words(gold)))
    if not left or not right:
        return 0.0, 0.0, 0.0
    common = len(left & right)
    precision, recall = common / len(left), common / len(right)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def measure(extractor: Extractor, pages: dict[str, bytes], *, verbose: bool) -> dict[str, float]:
    """Figures of one extractor over *pages*."""
    titles, days, bodies, precisions, recalls, times = [], [], [], [], [], []
    refused = 0
    for name, page in pages.items():
        spent = []
        reading = Reading(title="", day="", body="")
        for _ in range(ROUNDS):
            started = time.process_time()
            reading = extractor(page)
            spent.append(time.process_time() - started)
        times.append(min(spent) * 1000)
        if name in REFUSED:
            refused += not reading.body
            continue
        gold = gold_of(name, page)
        precision, recall, score = f1(reading.body, gold.body)
        titles.append(same_title(reading.title, gold.title))
        days.append(reading.day == gold.day)
        bodies.append(score)
        precisions.append(precision)
        recalls.append(recall)
        if verbose:
            print(
                f"{name:36} title {titles[-1]:1} day {days[-1]:1} P {precision:.3f} R {recall:.3f}",
                file=sys.stderr,
            )
    return {
        "title_right": statistics.mean(titles),
        "day_right": statistics.mean(days),
        "body_precision": statistics.mean(precisions),
        "body_recall": statistics.mean(recalls),
        "body_f1": statistics.mean(bodies),
        "refused_rightly": refused / len(REFUSED),
        "ms_per_page": statistics.mean(times),
    }


def date_figures() -> None:
    """What reading one date costs, in the forms that feeds use most."""
    for name, text in (
        ("rfc822", "Tue, 09 Jan 2024 17:11:00 +0300"),
        ("iso8601", "2024-01-09T17:11:00+03:00"),
        ("arabic", "الثلاثاء 9 كانون الثاني/يناير 2024 - 17:11"),
    ):
        started = time.process_time()
        for _ in range(20_000):
            parse_date(text, zone=ZONE, now=NOW)
        show(f"dates_{name}", (time.process_time() - started) / 20_000 * 1e6, "us", None, None)


def show(name: str, value: float, unit: str, peer: str | None, ratio: float | None) -> None:
    """One line of figures."""
    rounded = None if ratio is None else round(ratio, 3)
    print(json.dumps({"name": name, "value": round(value, 4), "unit": unit, "peer": peer, "ratio": rounded}))


def own_pages() -> None:
    """What reading a page costs, on the generated pages of the tests: for runs without the data folder."""
    folder = Path(__file__).resolve().parent.parent / "tests" / "feeds" / "page" / "pages"
    pages = [path.read_bytes() for path in sorted(folder.glob("*.html"))]
    started = time.process_time()
    for _ in range(20):
        for page in pages:
            ours(page)
    show(
        "extraction_ms_per_test_page",
        (time.process_time() - started) / 20 / len(pages) * 1000,
        "ms",
        None,
        None,
    )


def saved_pages(folder: Path) -> None:
    """Ours and every installed peer; figures of peers carry ours over theirs as the ratio."""
    verbose = "-v" in sys.argv
    found = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.html"))}
    pages = {name: page for name, page in found.items() if name in GOLD or name in REFUSED}
    base = measure(ours, pages, verbose=verbose)
    for name, value in base.items():
        show(f"extraction_{name}", value, "ms" if name.startswith("ms") else "share", None, None)
    for peer, load in (
        ("trafilatura", _trafilatura),
        ("readability-lxml", _readability),
        ("newspaper4k", _newspaper),
    ):
        try:
            extractor = load()
        except ImportError:
            print(f"extraction: {peer} is not installed, skipped", file=sys.stderr)
            continue
        for name, value in measure(extractor, pages, verbose=verbose).items():
            unit = "ms" if name.startswith("ms") else "share"
            show(f"extraction_{name}", value, unit, peer, base[name] / value if value else None)


def main() -> int:
    """Run what there is data for."""
    given = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    data = next(iter(given), os.environ.get("KHABAR_DATA", ""))
    folder = Path(data) / "feeds" / "html"
    if data and folder.is_dir():
        saved_pages(folder)
    else:
        print("extraction: no data folder (argument or KHABAR_DATA), saved pages skipped", file=sys.stderr)
    own_pages()
    date_figures()
    return 0


if __name__ == "__main__":
    sys.exit(main())
