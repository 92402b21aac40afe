"""Story + Summary + articles → Post: wording, fitting into Telegram's limits, buttons, photo, sound."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.cards.card import Card, address_of_card, is_card
from bot.delivery import wording
from bot.delivery.post import CAPTION_UNITS, TEXT_UNITS, Button, Post, Preview
from bot.delivery.template import Template, fill
from bot.text.bidi import direction_safe, isolate, strip_controls
from bot.text.normalize import normalize
from bot.text.richtext import Entity, RichText, appended, compose, link, utf16_length
from storage.records.article import Article
from storage.records.story import Story, Summary

ELLIPSIS: Final = "…"
MOST_ALSO: Final = 4
MOST_HASHTAGS: Final = 5
MOST_PICTURES: Final = 10  # of an album (core.telegram.org/bots/api#sendmediagroup)
FULL_TEXT_UNITS: Final = 3_000

BAGHDAD: Final = ZoneInfo("Asia/Baghdad")
DEFAULT_COLOUR: Final = "#1d3b53"

_CALL = re.compile(r"^\W*(?:خبر\s+)?عاجل(?:\s+جد\u064b?ا)?[\u064b-\u0652]*(?!\w)[\s|:!/.\-–—)\]]*")
_LIVE = re.compile(
    r"https?://(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}[/?#:][^\s«»()،؛\u2069]*"  # what is in an address is not
    r"|(?P<live>(?<!\w)@(?=\w)|(?<![\w/<>])/(?=[A-Za-z0-9_]))"
)
"""Where Telegram's clients see a mention or a command (tdlib, MessageEntity.cpp)."""
_WORD_JOINER = "\u2060"
_LEFT_TO_RIGHT_RUN = re.compile(
    r"(?:https?://|www\.)[^\s«»()،؛]+"  # an address
    r"|[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}|[@#][A-Za-z][\w.]*"  # mail, handle, tag
    r"|[A-Za-z][A-Za-z0-9.]*(?:[+#&]+|\.(?=\s[a-z])|&[A-Za-z]+)"  # C++, R&D
    r"|(?<![\w.,٫٬])[+\u2212-][0-9][0-9.,]*%?"  # a sign belongs to its number
    r"|(?<![\w.,+-])\+?[0-9]+(?:[ \u00a0-][0-9]+){1,6}(?![\w.,])"  # a telephone number, in groups
)


class Sound(StrEnum):
    """Which posts may ring."""

    BREAKING = "breaking"
    ALWAYS = "always"
    NEVER = "never"


class Shape(StrEnum):
    """How a post is sent; one that stands in a chat keeps its shape when it is edited."""

    FREE = "free"
    PHOTO = "photo"
    CARD = "card"
    """A photo that we drew: it is drawn anew with the text."""
    ALBUM = "album"
    """Several photos, without buttons."""
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLook:
    """How a channel's headline cards look: the ground's colour (``#rrggbb``), and the path of its logo."""

    colour: str
    logo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a channel's posts look."""

    template: Template = wording.NEWS
    footer: str = ""
    full_text: bool = False
    images: bool = True
    album: bool = False
    sound: Sound = Sound.BREAKING
    share: bool = True
    cards: CardLook | None = None
    zone: tzinfo = BAGHDAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a post is made from: *articles* are those that the channel may show, *lead* is one of them."""

    story: Story
    summary: Summary
    lead: Article
    articles: Sequence[Article]


def render(
    material: Material,
    style: Style,
    *,
    token: str,
    shape: Shape = Shape.FREE,
    stands: Sequence[str] = (),
    updated_at: datetime | None = None,
) -> Post:
    """The post of a story in one channel; *token* makes its buttons unlike any other's.

    *stands*: the pictures that the post shows, which an edit of its words leaves there. *updated_at* adds
    «تحديث 14:05». What does not fit is left out from the end: the full text, then
    sentences of the summary, then words of the headline.
    """
    album = _album(material, style, shape, stands)
    photo_url = album[0] if album else _picture(material, style, shape, stands)
    tail = compose([link(wording.DETAILS, material.lead.content.url)])
    room = CAPTION_UNITS - (tail.units + 2 if album else 0)
    body = _fit(material, style, updated_at, room) if photo_url is not None else None
    preview = None
    if photo_url is not None and shape is Shape.FREE and body is None:
        preview = None if is_card(photo_url) else Preview(url=photo_url)
        photo_url, album = None, ()
    if body is None:
        limit = TEXT_UNITS if photo_url is None else room
        body = _fit(material, style, updated_at, limit) or _shortest(material, style, updated_at, limit)
    return Post(
        body=appended(body, tail) if album else body,
        buttons=_buttons(material.lead.content.url, token, share=style.share),
        photo_url=photo_url,
        preview=preview,
        silent=not _rings(style.sound, breaking=material.story.breaking),
        card=None if photo_url is None or is_card(photo_url) else _card(material, style.cards, style.zone),
        album=album,
    )


def _album(material: Material, style: Style, shape: Shape, stands: Sequence[str]) -> tuple[str, ...]:
    """The addresses of its photos, where it is one."""
    if shape is Shape.ALBUM:
        return tuple(stands)
    content = material.lead.content
    if shape is not Shape.FREE or not (style.album and style.images) or content.image_url is None:
        return ()
    pictures = tuple(dict.fromkeys((content.image_url, *content.pictures)))[:MOST_PICTURES]
    return pictures if len(pictures) > 1 else ()


def _picture(material: Material, style: Style, shape: Shape, stands: Sequence[str]) -> str | None:
    """The address of the photo or the card; a card stands where the source has no photo, and stays one."""
    if shape is Shape.TEXT:
        return None
    if shape is Shape.CARD:
        return _card(material, style.cards or CardLook(colour=DEFAULT_COLOUR), style.zone)
    if shape is Shape.PHOTO and stands:
        return stands[0]
    photo_url = material.lead.content.image_url if style.images else None
    return (
        photo_url
        if photo_url is not None or shape is Shape.PHOTO
        else _card(material, style.cards, style.zone)
    )


def _card(material: Material, look: CardLook | None, zone: tzinfo) -> str | None:
    """The address of the story's card; None where the channel has none."""
    if look is None:
        return None
    story, content = material.story, material.lead.content
    title = strip_controls(content.title)
    local = material.lead.dated_at.astimezone(zone)
    section = content.section or next(iter((*story.topics, *story.places)), "")
    return address_of_card(
        Card(
            headline=without_call(title) if story.breaking else title,
            kicker=wording.BREAKING_KICKER if story.breaking else strip_controls(section),
            source=strip_controls(material.lead.source_name),
            date=f"{local.day} {wording.MONTHS[local.month - 1]} {local.year}",
            colour=look.colour,
            breaking=story.breaking,
            logo=look.logo,
        )
    )


def token_of(*parts: object) -> str:
    """The token of a delivery, from what makes it unique; ten characters."""
    key = "\x1f".join(map(str, parts)).encode()
    return hashlib.blake2b(key, digest_size=5).hexdigest()


def core_hash(material: Material) -> str:
    """A hash of what the news says, whoever carries it: only when it changes is a post marked as updated."""
    said = (material.lead.content.title, *material.summary.sentences)
    return hashlib.blake2b("\n".join(map(normalize, said)).encode(), digest_size=6).hexdigest()


def outside_text(text: str) -> str:
    """A publisher's text as a post may show it: no hidden direction marks, no live mentions or commands.

    Runs that would be torn apart within Arabic are isolated; other Latin words and numbers stay as they are.
    """
    lines = (" ".join(line.split()) for line in strip_controls(text).split("\n"))
    clean = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    ordered = _LEFT_TO_RIGHT_RUN.sub(lambda run: isolate(run[0]), clean)
    return _LIVE.sub(lambda sign: sign[0] + _WORD_JOINER * bool(sign["live"]), ordered)


def hashtag(name: str) -> str:
    """«#ذي_قار» from «ذي قار»; empty when nothing of the name can stand in a hashtag."""
    bare = re.sub(r"[\u064b-\u0652\u0670\u0640]", "", name)
    tag = re.sub(r"_+", "_", re.sub(r"[^\w]+", "_", bare)).strip("_")
    return f"#{tag}" if tag and not tag.isdigit() else ""


def clip(body: RichText, limit: int) -> RichText:
    """At most *limit* UTF-16 units of *body*, cut after a word, with its entities cut alike."""
    if body.units <= limit:
        return body
    kept, units = [], 0
    for character in body.text:
        units += utf16_length(character)
        if units > limit - 1:
            break
        kept.append(character)
    text = "".join(kept)
    space = max(text.rfind(" "), text.rfind("\n"))
    text = (text[:space] if space > len(text) // 2 else text).rstrip() + ELLIPSIS
    end = utf16_length(text)
    entities = tuple(
        Entity(
            style=entity.style,
            offset=entity.offset,
            length=min(entity.length, end - entity.offset),
            url=entity.url,
        )
        for entity in body.entities
        if entity.offset < end
    )
    return RichText(text=text, entities=entities)


def _fit(material: Material, style: Style, updated_at: datetime | None, limit: int) -> RichText | None:
    """The fullest wording within *limit*; None when even one sentence does not fit, or a wanted full text.

    A wanted full text is worth the photo's place: the caption of a photo is too short for it.
    """
    values = _values(material, style, updated_at)
    for full_text, sentences in _wordings(material, style):
        if style.full_text and not full_text and limit <= CAPTION_UNITS:
            return None
        body = fill(
            style.template,
            values | {"full_text": full_text, "summary": " ".join(sentences)},
            finish=direction_safe,
        )
        if body.units <= limit:
            return body
    return None


def _wordings(material: Material, style: Style) -> Iterator[tuple[str, list[str]]]:
    """Full text and summary, from the fullest to a single sentence."""
    headline = normalize(_headline(material))
    sentences = [outside_text(sentence) for sentence in material.summary.sentences]
    if len(sentences) == 1 and normalize(sentences[0]).strip(" .") == headline.strip(" ."):
        sentences = []
    full_text = outside_text(material.lead.content.text) if style.full_text else ""
    if full_text:
        yield clip(RichText(text=full_text), FULL_TEXT_UNITS).text, sentences
    for count in range(len(sentences), 0, -1):
        yield "", sentences[:count]
    if not sentences:
        yield "", []


def _shortest(material: Material, style: Style, updated_at: datetime | None, limit: int) -> RichText:
    """The headline with what the template puts around it, cut where it must be."""
    values = _values(material, style, updated_at) | {"full_text": "", "summary": ""}
    return clip(fill(style.template, values, finish=direction_safe), limit)


def _values(material: Material, style: Style, updated_at: datetime | None) -> dict[str, str]:
    story, content = material.story, material.lead.content
    tags = dict.fromkeys(filter(None, map(hashtag, (*story.places[:2], *story.topics[:3], *story.names[:2]))))
    local = material.lead.dated_at.astimezone(style.zone)
    day = f"{local.day} {wording.MONTHS[local.month - 1]}"
    clock = local.strftime("%H:%M")
    is_today = local.date() == material.lead.seen_at.astimezone(style.zone).date()
    values = {
        "mark": wording.BREAKING_MARK if story.breaking else "",
        "headline": _headline(material),
        "place": outside_text(story.places[0] if story.places else content.place or ""),
        "time": clock if is_today else f"{day}، {clock}",
        "date": day,
        "source": outside_text(material.lead.source_name),
        "also": _also(material),
        "hashtags": " ".join(list(tags)[:MOST_HASHTAGS]),
        "footer": style.footer,
        "author": outside_text(content.author or ""),
        "section": outside_text(content.section or ""),
        "updated": "",
    }
    if updated_at is not None:
        values["updated"] = wording.UPDATED.format(time=updated_at.astimezone(style.zone).strftime("%H:%M"))
    return values


def _headline(material: Material) -> str:
    title = outside_text(material.lead.content.title)
    return without_call(title) if material.story.breaking else title


def without_call(title: str) -> str:
    """A breaking headline without the «عاجل» that stands before it."""
    return _CALL.sub("", title) or title


def _also(material: Material) -> str:
    """The other publishers that carry the story, in the order in which they did."""
    names = dict.fromkeys(
        outside_text(article.source_name) for article in material.articles if article.gone_at is None
    )
    names.pop(outside_text(material.lead.source_name), None)
    shown = list(names)[:MOST_ALSO]
    if len(names) > MOST_ALSO:
        return f"{wording.LIST_SEPARATOR.join(shown)} {wording.AND_OTHERS}"
    return wording.LIST_SEPARATOR.join(shown)


def _buttons(url: str, token: str, *, share: bool) -> tuple[tuple[Button, ...], ...]:
    """One row, the main button on the right, where an Arabic reader begins: Telegram does not mirror rows.

    The token travels in the share button, or else behind the # of the article's address, which is not sent
    to the site.
    """
    if not share:
        return ((Button(text=wording.DETAILS, url=f"{url.partition('#')[0]}#k{token}"),),)
    shared = f"https://t.me/share/url?url={quote(url, safe='')}&k={token}"
    return ((Button(text=wording.SHARE, url=shared), Button(text=wording.DETAILS, url=url)),)


def _rings(sound: Sound, *, breaking: bool) -> bool:
    return sound is Sound.ALWAYS or (sound is Sound.BREAKING and breaking)
