"""The JSON of a push → an Entry, or what is wrong with it in words for the programmer who sent it; no I/O."""

from datetime import datetime
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

from bot.feeds.entry import Entry, sound
from bot.text.dates import parse_date

Address = Annotated[str, Meta(pattern=r"^https?://\S+$", max_length=2_000)]
Line = Annotated[str, Meta(max_length=200)]
_NEVER_BEFORE: Final = 1990
"""No news is older; a date before it is a clock or a field that was never set."""


class PushedItem(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One article as its publisher's CMS has it; docs/push.md says what each field means."""

    source: Line | None = None
    guid: Annotated[str, Meta(min_length=1, max_length=2_000)] | None = None
    url: Address | None = None
    title: Annotated[str, Meta(max_length=1_000)] = ""
    text: str = ""
    published: Annotated[str, Meta(max_length=100)] | None = None
    image: Address | None = None
    images: Annotated[tuple[Address, ...], Meta(max_length=20)] = ()
    author: Line | None = None
    section: Line | None = None
    language: Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$")] | None = None
    archive: bool = False
    retracted: bool = False


class ItemError(ValueError):
    """The item cannot be taken in; the text says why, *status* is HTTP's."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def read_item(body: bytes) -> PushedItem:
    """The item in *body*.

    Raises:
        ItemError: no JSON, another shape, or nothing to know the article by, or nothing in it.
    """
    try:
        item = msgspec.json.decode(body, type=PushedItem)
    except msgspec.DecodeError as error:  # ValidationError is one
        raise ItemError(400, str(error).replace("`", "'")) from error
    except UnicodeDecodeError as error:
        raise ItemError(
            400, f"the body is not UTF-8: {error.reason} at byte {error.start} of a text"
        ) from error
    if item.guid is None and item.url is None:
        raise ItemError(422, "an item needs a guid or a url to be known by")
    if not item.retracted and not item.title.strip() and not item.text.strip():
        raise ItemError(422, "an item needs a title or a text")
    return item


def entry_of(item: PushedItem, *, zone: ZoneInfo, now: datetime) -> Entry:
    """The entry that a feed with this item would have had.

    Raises:
        ItemError: its date is none.
    """
    if item.published is not None:
        moment = parse_date(item.published, zone=zone, now=now)
        if moment is None or moment.year < _NEVER_BEFORE:
            raise ItemError(422, "published is no date: write ISO 8601, such as 2026-11-24T12:30:00+03:00")
    text = sound(item.text)
    images = tuple(filter(None, (item.image, *item.images)))
    return Entry(
        entry_id=sound(item.guid) if item.guid else None,
        url=item.url,
        title=sound(item.title),
        teaser=text,
        content=text,
        published=item.published,
        images=images,
        gallery=images if len(images) > 1 else (),
        author=sound(item.author) if item.author else None,
        categories=(sound(item.section),) if item.section else (),
        language=item.language,
    )
