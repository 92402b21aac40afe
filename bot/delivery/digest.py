"""◇ A digest: which stories weigh most, and the post that lists them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from bot.delivery import wording
from bot.delivery.post import TEXT_UNITS, Button, Post
from bot.delivery.render import ELLIPSIS, Style, clip, outside_text
from bot.text.bidi import direction_safe
from bot.text.richtext import RichText, Span, bold, compose, link
from storage.records.delivery import Address
from storage.records.digest import DigestStory

MOST: Final = 10
"""So many stories a digest lists: what is read on a screen or two."""
LONGEST_TITLE: Final = 160

CARRIER_WEIGHT: Final = 2.0
BREAKING_WEIGHT: Final = 3.0
HALF_DAY: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A story as a digest shows it: *link* is the channel's own post where there is one, else *url*."""

    title: str
    source: str
    url: str
    link: str
    breaking: bool
    views: int


def weight(story: DigestStory, *, now: datetime) -> float:
    """How much a story weighs.

    Each doubling of the publishers that carry it counts 2, breaking news 3, each tenfold of its views 1, and
    half a day of age costs 1.
    """
    carried = CARRIER_WEIGHT * math.log2(max(story.carriers, 1))
    read = math.log10(1 + max(story.views, 0))
    age = max(now - story.published_at, timedelta()) / HALF_DAY
    return carried + BREAKING_WEIGHT * story.breaking + read - age


def weightiest(stories: Iterable[DigestStory], *, now: datetime) -> list[DigestStory]:
    """The stories, each once, the weightiest first; of equals the newer."""
    once = {story.story_id: story for story in stories}
    return sorted(once.values(), key=lambda story: (weight(story, now=now), story.published_at), reverse=True)


def most_read(stories: Iterable[DigestStory]) -> list[DigestStory]:
    """The stories that a counter was seen of, each once, the most read first."""
    once = {story.story_id: story for story in stories if story.views > 0}
    return sorted(once.values(), key=lambda story: (story.views, story.published_at), reverse=True)


def message_link(address: Address, chat_id: int | None, message_id: int | None) -> str | None:
    """The address of a post in a channel or supergroup; None where Telegram gives it none.

    ``t.me/<name>/<id>`` for a chat configured by name, ``t.me/c/<number>/<id>`` for its members alone else
    (core.telegram.org/api/links#message-links). Private chats and plain groups have no such links.
    """
    if message_id is None:
        return None
    if isinstance(address, str):
        return f"https://t.me/{address.removeprefix('@')}/{message_id}"
    bare = str(chat_id if chat_id is not None else address)
    return f"https://t.me/c/{bare.removeprefix('-100')}/{message_id}" if bare.startswith("-100") else None


def edition_title(hour: time) -> str:
    """«نشرة الصباح» until noon, «نشرة الظهيرة» until five, «نشرة المساء» after and in the small hours."""
    if time(4) <= hour < time(12):
        return wording.MORNING
    return wording.NOON if time(12) <= hour < time(17) else wording.EVENING


def render_digest(
    title: str,
    entries: Sequence[Entry],
    style: Style,
    *,
    at: datetime,
    token: str,
    more: str = "",
    with_views: bool = False,
) -> Post:
    """The post of a digest: its title and day, the entries, *more* and the channel's footer.

    What does not fit into a message is left out from the end.
    """
    local = at.astimezone(style.zone)
    day = f"{wording.DAYS[local.weekday()]} {local.day} {wording.MONTHS[local.month - 1]}"
    tail = [f"\n\n{direction_safe(line)}" for line in (more, style.footer) if line]
    body = RichText(text="")
    for shown in range(len(entries), 0, -1):
        spans: list[Span | str] = [bold(title), f"\n{day}\n"]
        for number, entry in enumerate(entries[:shown], start=1):
            spans += _lines(number, entry, with_views=with_views)
        body = compose([*spans, *tail])
        if body.units <= TEXT_UNITS:
            break
    first = entries[0].url.partition("#")[0]
    button = Button(text=wording.READ_FIRST, url=f"{first}#k{token}")
    return Post(body=clip(body, TEXT_UNITS), buttons=((button,),), silent=True)


def _lines(number: int, entry: Entry, *, with_views: bool) -> list[Span | str]:
    title = outside_text(entry.title)
    if len(title) > LONGEST_TITLE:
        title = title[:LONGEST_TITLE].rsplit(" ", 1)[0] + ELLIPSIS
    mark = wording.DIGEST_MARK if entry.breaking else ""
    about = outside_text(entry.source)
    if with_views:
        about = wording.VIEWS.format(source=about, views=f"{entry.views:,}")
    return [f"\n{number}. {mark}", link(direction_safe(title), entry.link), f"\n{direction_safe(about)}\n"]
