"""When an article was published: what the page claims, made exact by what it shows near the headline."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import Final
from zoneinfo import ZoneInfo

from lxml import etree

from bot.feeds.page.blocks import Line
from bot.feeds.page.claims import Claims
from bot.feeds.page.document import text_of
from bot.text.dates import parse_date
from bot.text.furniture import date_in, ends_article, stated_date
from bot.text.normalize import normalize

_FEW: Final = 4  # elements looked at in one place
_ABOVE: Final = 8  # lines above the headline that may belong to it
_BELOW: Final = 10
_MENU: Final = 2  # lines of links above the headline: what stands over them is the site's, not the article's
_STAMPS: Final = 60  # elements of the article looked through for its stamp
_LONGEST: Final = 160  # characters of a line that may hold a date
_HEADLINE_WORDS: Final = 4
_HAS_TIME: Final = re.compile(r"\d\s?[:h]\s?\d\d|منذ|قبل|ago", re.IGNORECASE)
_NAMES_UTC: Final = re.compile(r"[0-9][zZ]$|[+-]00:?00$|\b(?:GMT|UTC)\b(?!\s*[+-]\s*[1-9])|[غج]رين[يت]*ش")
_FIGURES: Final = re.compile(
    r"\s*[0-9٠-٩۰-۹]{1,2}\s?[/.-]\s?[0-9٠-٩۰-۹]{1,2}\s?[/.-]\s?(?:20)?[0-9٠-٩۰-۹]{2}"
)
_PIECES: Final = re.compile(r"\s*[|•·»«]\s*|\s{2,}|(?<!\d)\s*/\s*(?=\D)|\s+[-–—]\s+(?=[^\d\s])")
_URL_DATE: Final = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[/-]([0-9]{1,2})[/-]([0-9]{1,2})(?![0-9])")
_TIME_ONLY: Final = re.compile(r"[^0-9٠-٩]{0,16}[0-9٠-٩]{1,2}:[0-9٠-٩]{2}[^0-9]{0,12}")
_CHANGED: Final = re.compile(
    r"^\W*(?:[اآ]خر\s)?(?:تحديث|تعديل|تم\sالتعديل|عدل|عدلت|حدث|updated|modified)", re.IGNORECASE
)
_TODAY: Final = re.compile(r"today|(?:^|[\s_-])now(?:$|[\s_-])|current[_-]?(?:date|time)", re.IGNORECASE)
# hAtom's «published» and what themes call the stamp of a post: these names mean the same everywhere.
_STAMP_NAMES: Final = re.compile(r"(?:^|\s)(?:published|entry-date|post-date|dt-published)(?:\s|$)")


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A date as read, and what its text told beside the day."""

    at: datetime
    timed: bool
    utc: bool
    numeric: bool = False  # day and month in figures alone, in either order


def find_published(
    claims: Claims, shown: Sequence[str], *, url: str, zone: ZoneInfo, now: datetime
) -> datetime | None:
    """When the article was published, UTC: the claim, made exact by what the page shows near the headline.

    *shown* are the texts near the headline. A claim that says UTC while the page shows the very same hour to
    its readers is local time wrongly labelled (seen on youm7.com and many others): then the page is believed.
    A date labelled as that of a change («آخر تحديث») counts where no other is found.
    """
    claimed = list(_stamps(claims.published, zone=zone, now=now))
    visible = list(_stamps((text for text in shown if not _CHANGED.match(text)), zone=zone, now=now))
    stamps = claimed or visible or list(_stamps((*claims.modified, *shown), zone=zone, now=now))
    if not stamps:
        return _date_in_url(url, zone)
    best = _in_order(stamps[0], visible, zone, now)
    if not best.timed:
        same_day = (stamp for stamp in (*claimed, *visible) if stamp.timed and _same_day(stamp, best, zone))
        best = next(same_day, best)
    return _relabelled(best, visible, zone) if best.utc and claimed else best.at


def _in_order(stamp: _Stamp, visible: Sequence[_Stamp], zone: ZoneInfo, now: datetime) -> _Stamp:
    """*stamp* with day and month exchanged, where its figures tell of a day to come.

    Or where only so they agree with what the page shows in words («11/10/2026» beside «10 تشرين الثاني»).
    """
    local = stamp.at.astimezone(zone)
    if not stamp.numeric or local.day > 12 or local.day == local.month:
        return stamp
    other = replace(stamp, at=local.replace(month=local.day, day=local.month).astimezone(UTC))
    words = [shown for shown in visible if not shown.numeric]
    agrees = any(_same_day(shown, other, zone) for shown in words)
    to_come = stamp.at > now + timedelta(days=1) and other.at <= now
    return (
        other if to_come or (agrees and not any(_same_day(shown, stamp, zone) for shown in words)) else stamp
    )


def _relabelled(claim: _Stamp, visible: Sequence[_Stamp], zone: ZoneInfo) -> datetime:
    """*claim*, or the time that readers are shown when it is the same hour without the UTC label."""
    minute = claim.at.replace(second=0, microsecond=0)
    same_clock = [
        stamp
        for stamp in visible
        if stamp.timed and stamp.at.astimezone(zone).replace(tzinfo=UTC, second=0, microsecond=0) == minute
    ]
    if not same_clock or any(stamp.utc for stamp in visible):
        return claim.at
    return same_clock[0].at.replace(second=claim.at.second)


def texts_near(lines: Sequence[Line], *, headline: int | None, first: int, last: int) -> list[str]:
    """What may hold the date, the likeliest first.

    `time` elements and lines around the headline, the article's own stamp, the lines below the body.
    """
    top = first if headline is None else min(headline, first)
    head = _head(lines, top, first)
    foot = below(lines, last)
    found: list[str] = []
    for at in sorted(head, key=lambda position: _nearness(position, headline, first)):
        found.extend(_texts_of(lines, at, whole=not first < at <= last and at != headline))
    found.extend(_own_stamps(lines[first if headline is None else headline].block, lines[first].block))
    for at in foot:
        found.extend(_texts_of(lines, at, whole=True))
    return found


def _head(lines: Sequence[Line], top: int, first: int) -> list[int]:
    """The lines from below the site's menu to the first of the body; a clock of the site is left out."""
    above: list[int] = []
    links = 0
    for at in range(top - 1, max(top - _ABOVE, 0) - 1, -1):
        links += lines[at].link_share >= 0.5
        if links >= _MENU:
            break
        if not _is_site_clock(lines[at].block):
            above.append(at)
    return [*reversed(above), *(at for at in range(top, first + 1) if not _is_site_clock(lines[at].block))]


def below(lines: Sequence[Line], last: int) -> list[int]:
    """The lines below the body, up to what begins something else: comments, a heading, other headlines."""
    found: list[int] = []
    for at in range(last + 1, min(last + 1 + _BELOW, len(lines))):
        line = lines[at]
        other = line.link_share >= 0.5 and len(line.text.split()) >= _HEADLINE_WORDS
        if line.heading or other or (line.link_share < 0.5 and ends_article(line.text)):
            break
        found.append(at)
    return found


def _is_site_clock(block: etree._Element) -> bool:
    """True for an element named after today: the site's own date, above every article."""
    near = (block, *islice(block.iterancestors(), 1), *islice(block.iter("span"), _FEW))
    return any(_TODAY.search(f"{each.get('class') or ''} {each.get('id') or ''}") for each in near)


def _texts_of(lines: Sequence[Line], at: int, *, whole: bool) -> Iterator[str]:
    """The texts of line *at* that may state a date, the likeliest first; *whole*: it is no prose."""
    line = lines[at]
    for element in islice(line.block.iter("time"), _FEW):
        yield from filter(None, (element.get("datetime"), text_of(element)))
    if len(line.text) > _LONGEST:
        return
    if at + 1 < len(lines) and _TIME_ONLY.fullmatch(following := lines[at + 1].text[:40]):
        yield f"{line.text} {following}"
    yield line.text
    if whole and not line.heading:
        for element in islice(line.block.iter("span", "small", "li"), _FEW):
            if date_in(told := text_of(element)[:_LONGEST]) is not None:
                yield told  # «قبل يومين» beside the writer's name, which runs into it
    if whole and not line.heading and (stated := stated_date(normalize(line.text))) is not None:
        yield stated
    pieces = [piece for piece in _PIECES.split(line.text) if piece and piece != line.text]
    yield from (f"{day} {clock}" for day, clock in pairwise(pieces) if _TIME_ONLY.fullmatch(clock[:40]))
    yield from pieces


def _own_stamps(title: etree._Element, block: etree._Element) -> Iterator[str]:
    """A stamp without text beside the headline, and those that the article's markup names as its day."""
    beside = title.getparent()
    for element in islice(beside.iterchildren("time"), _FEW) if beside is not None else ():
        yield element.get("datetime") or ""
    article = next((above for above in block.iterancestors() if _is_article(above)), None)
    if article is None:
        return
    for element in islice(article.iter("time", "abbr"), _STAMPS):
        if _STAMP_NAMES.search((element.get("class") or "").lower()) or element.get("pubdate") is not None:
            stated = element.get("datetime") or element.get("title")
            yield stated or text_of(element)


def _is_article(element: etree._Element) -> bool:
    return element.tag == "article" or "hentry" in (element.get("class") or "").split()


def _stamps(texts: Iterable[str], *, zone: ZoneInfo, now: datetime) -> Iterator[_Stamp]:
    for text in texts:
        at = parse_date(text, zone=zone, now=now)
        if at is not None:
            midnight = at.astimezone(zone).time() == datetime.min.time()
            timed = bool(_HAS_TIME.search(text)) and not (midnight and text.endswith(("00:00:00", "T00:00")))
            yield _Stamp(at, timed, bool(_NAMES_UTC.search(text)), bool(_FIGURES.match(text)))


def _same_day(one: _Stamp, other: _Stamp, zone: ZoneInfo) -> bool:
    """Within a day: a bare day may have been written in another zone than the exact time."""
    return abs((one.at.astimezone(zone).date() - other.at.astimezone(zone).date()).days) <= 1


def _date_in_url(url: str, zone: ZoneInfo) -> datetime | None:
    match = _URL_DATE.search(url)
    if match is None:
        return None
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=zone).astimezone(UTC)
    except ValueError:
        return None


def _nearness(at: int, headline: int | None, first: int) -> int:
    """Lines below the headline come first, then those above it."""
    if headline is None:
        return abs(first - at)
    return at - headline if headline <= at <= first else 100 + abs(at - headline)
