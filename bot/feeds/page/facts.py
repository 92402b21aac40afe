"""What stands around an article: when, who, how often read, which picture, which section."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from lxml import etree

from bot.feeds.page.blocks import Line
from bot.feeds.page.claims import Claims
from bot.feeds.page.document import text_of
from bot.text.dates import parse_date
from bot.text.furniture import views_in
from bot.text.normalize import normalize
from bot.text.urls import canonical_url

_FEW: Final = 4  # elements looked at in one place
_SOME: Final = 40
_ABOVE: Final = 8  # lines above the headline that may belong to it
_BELOW: Final = 10
_HAS_TIME: Final = re.compile(r"\d\s?[:h]\s?\d\d|منذ|قبل|ago", re.IGNORECASE)
_NAMES_UTC: Final = re.compile(r"[0-9][zZ]$|[+-]00:?00$|\b(?:GMT|UTC)\b(?!\s*[+-]\s*[1-9])|[غج]رين[يت]*ش")
_PIECES: Final = re.compile(r"\s*[|•·»«]\s*|\s{2,}|(?<!\d)\s*/\s*(?=\D)|\s+[-–—]\s+(?=[^\d\s])")
_URL_DATE: Final = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[/-]([0-9]{1,2})[/-]([0-9]{1,2})(?![0-9])")
_COUNT: Final = re.compile(r"[0-9٠-٩][0-9٠-٩.,٬ ]*")
_VIEW_NAMES: Final = re.compile(r"(?:^|[\s_-])(?:views?|eye|hits|visits?|reads?|seen)", re.IGNORECASE)
_TIME_ONLY: Final = re.compile(r"[^0-9٠-٩]{0,12}[0-9٠-٩]{1,2}:[0-9٠-٩]{2}[^0-9]{0,12}")
_WRITTEN_BY: Final = re.compile(
    r"^(?:كتب(?:ت|ه|ها)?|بقلم|بواسطة|إعداد|اعداد|تحرير|المحرر|الكاتب|By|Par)\s*[:：/-]?\s+(.{3,50})$"
)
_MADE_BY: Final = re.compile(r"develop|design|powered", re.IGNORECASE)
_AUTHOR_NAMES: Final = re.compile(r"author|byline|writer|writeby|editor", re.IGNORECASE)
_NO_PICTURE: Final = re.compile(
    r"logo|default|placeholder|avatar|gravatar|icon|spinner|blank|pixel|1x1|spacer|emoji", re.IGNORECASE
)
_LEAST_SIDE: Final = 120  # pixels


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A date as read, and what its text told beside the day."""

    at: datetime
    timed: bool
    utc: bool


def find_published(
    claims: Claims, shown: Sequence[str], *, url: str, zone: ZoneInfo, now: datetime
) -> datetime | None:
    """When the article was published, UTC: the claim, made exact by what the page shows near the headline.

    *shown* are the texts near the headline. A claim that says UTC while the page shows the very same hour to
    its readers is local time wrongly labelled (seen on youm7.com and many others): then the page is believed.
    """
    claimed = list(_stamps(claims.published, zone=zone, now=now))
    visible = list(_stamps(shown, zone=zone, now=now))
    stamps = claimed or visible or list(_stamps(claims.modified, zone=zone, now=now))
    if not stamps:
        return _date_in_url(url, zone)
    best = stamps[0]
    if not best.timed:
        same_day = (stamp for stamp in (*claimed, *visible) if stamp.timed and _same_day(stamp, best, zone))
        best = next(same_day, best)
    return _relabelled(best, visible, zone) if best.utc and claimed else best.at


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
    """What may hold the date: `time` elements and lines around the headline, then those below the body."""
    top = first if headline is None else min(headline, first)
    head = range(max(top - _ABOVE, 0), first + 1)
    foot = range(last + 1, min(last + 1 + _BELOW, len(lines)))
    found: list[str] = []
    for at in sorted((*head, *foot), key=lambda position: _nearness(position, headline, first)):
        line = lines[at]
        for element in islice(line.block.iter("time"), _FEW):
            found.extend(filter(None, (element.get("datetime"), "".join(element.itertext()).strip())))
        if len(line.text) <= 160:
            if at + 1 < len(lines) and _TIME_ONLY.fullmatch(following := lines[at + 1].text[:40]):
                found.append(f"{line.text} {following}")
            found.append(line.text)
            found.extend(piece for piece in _PIECES.split(line.text) if piece and piece != line.text)
    return found


def find_views(lines: Sequence[Line], *, headline: int | None, first: int, last: int) -> int | None:
    """The counter of readers that stands with the headline or right below the body."""
    top = first if headline is None else min(headline, first)
    for at in (*range(max(top - _ABOVE, 0), first + 1), *range(last + 1, min(last + 6, len(lines)))):
        line = lines[at]
        if len(line.text) <= 12 and (counted := _COUNT.fullmatch(line.text)) and _counts_views(line):
            return int("".join(filter(str.isdigit, counted[0])))
        if len(line.text) <= 80 and line.link_share < 0.5 and (views := views_in(line.text)) is not None:
            folded = normalize(line.text)
            if not any(word in folded for word in ("تعليق", "مشارك", "اعجاب", "comment", "share")):
                return views
    return None


def _counts_views(line: Line) -> bool:
    """True for a bare number beside an eye, or in an element named after views."""
    parent = line.block.getparent()
    near = [line.block, *islice(line.block.iter("i", "span", "svg", "img", "b"), _FEW)]
    near += [parent] if parent is not None and len(parent) <= _FEW else []
    return any(_VIEW_NAMES.search(element.get("class") or "") for element in near)


def find_author(
    claims: Claims, lines: Sequence[Line], *, headline: int | None, first: int, last: int
) -> str | None:
    """Who wrote it, if a person is named; accounts («admin») and the site itself are no authors."""
    sites = {normalize(name) for name in claims.site_names}
    candidates = [
        name for name in claims.authors if normalize(name) not in sites and not _MADE_BY.search(name)
    ]
    for at in range(first if headline is None else headline, min(last + 6, len(lines))):
        line = lines[at]
        if len(line.text) <= 70 and not first < at <= last:
            candidates.extend(_authors_in(line))
    names = [name.strip(" .:") for name in candidates if _is_name(name)]
    return next((name for name in names if not name.isascii()), next(iter(names), None))


def find_image(claims: Claims, lines: Sequence[Line], *, base: str, first: int) -> str | None:
    """The picture of the article: the claimed one, else the first large one above or in the body."""
    for address in (*claims.images, *_pictures(lines, first)):
        url = canonical_url(address, base=base)
        if url is not None and not _NO_PICTURE.search(url.rsplit("/", 1)[-1]):
            return url
    return None


def find_section(claims: Claims) -> str | None:
    """The section of the article; words of the template («featured») do not count on Arabic pages."""
    arabic = [name for name in claims.sections if any("\u0600" <= letter <= "\u06ff" for letter in name)]
    language = (claims.language or "").lower()
    if language.startswith("ar") or not language:
        return next(iter(arabic), None)
    return next(iter(claims.sections), None)


def _stamps(texts: Iterable[str], *, zone: ZoneInfo, now: datetime) -> Iterator[_Stamp]:
    for text in texts:
        at = parse_date(text, zone=zone, now=now)
        if at is not None:
            midnight = at.astimezone(zone).time() == datetime.min.time()
            timed = bool(_HAS_TIME.search(text)) and not (midnight and text.endswith(("00:00:00", "T00:00")))
            yield _Stamp(at, timed, bool(_NAMES_UTC.search(text)))


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
    """Lines below the headline come first, then those above it, then those below the body."""
    if headline is None:
        return abs(first - at)
    return at - headline if headline <= at <= first else 100 + abs(at - headline)


def _authors_in(line: Line) -> Iterator[str]:
    """Names after «كتب» or «بقلم», and in elements whose names or relations say author."""
    written = _WRITTEN_BY.match(line.text)
    if written is not None:
        yield written[1]
    parent = line.block.getparent()
    if parent is not None and _AUTHOR_NAMES.search(parent.get("class") or ""):
        yield line.text
    for element in islice(line.block.iter("a", "span", "b", "strong", "div", "p", "h5", "h6"), _SOME):
        said = f"{element.get('class') or ''} {element.get('rel') or ''} {element.get('itemprop') or ''}"
        if _AUTHOR_NAMES.search(said):
            text = text_of(element)
            named = _WRITTEN_BY.match(text)
            yield named[1] if named else text


def _is_name(text: str) -> bool:
    if (
        not 3 <= len(text.strip()) <= 60
        or text.startswith(("http", "@", "www."))
        or any(map(str.isdigit, text))
    ):
        return False
    return not (text.isascii() and (text.islower() or " " not in text.strip()))


def _pictures(lines: Sequence[Line], first: int) -> Iterator[str]:
    """Addresses of images in the parent of the first line of the body and its two ancestors."""
    element: etree._Element | None = lines[first].block
    for _ in range(4):
        if element is None or element.tag == "body":
            return
        for image in islice(element.iter("img"), _SOME):
            sides = [int(side) for name in ("width", "height") if (side := image.get(name) or "").isdigit()]
            if all(side >= _LEAST_SIDE for side in sides):
                yield from filter(None, map(image.get, ("data-src", "data-lazy-src", "data-original", "src")))
        element = element.getparent()
