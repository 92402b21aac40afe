"""Which channels a story goes to, and when: sources, sections, places, words, languages, quiet hours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.delivery.render import BAGHDAD, Style
from bot.text.normalize import normalize
from storage.records.article import Article
from storage.records.delivery import Address
from storage.records.story import Story

ALL_SOURCES = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From *start* to *end*, local time, over midnight if need be: only breaking news is posted."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """A chat, which stories it gets, and how they look there.

    An empty tuple is no condition. *words*: any of them must be in title or text; *without_words*: none may.
    *freshness*: a post that could not be sent for so long is given up. *catch_up*: so many late posts,
    the rest become one digest. *digests*, *most_read*: the hours of these, in *zone*. *breaking_quota*: so
    many posts an hour may ring; null is no limit. *pin_for*: so long a breaking post is pinned; null: never.
    """

    address: Address
    sources: tuple[str, ...] = (ALL_SOURCES,)
    thread_id: int | None = None
    sections: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    style: Style = field(default_factory=Style)
    quiet_hours: QuietHours | None = None
    freshness: timedelta = timedelta(hours=24)
    catch_up: int = 10
    digests: tuple[time, ...] = ()
    most_read: time | None = None
    approval: bool = False
    zone: ZoneInfo = BAGHDAD
    breaking_quota: int | None = None
    pin_for: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A story goes to this channel, shown by these of its articles, not before *due_at*."""

    rule: ChannelRule
    articles: Sequence[Article]
    lead: Article
    due_at: datetime


def route(
    story: Story, articles: Sequence[Article], rules: Sequence[ChannelRule], *, now: datetime
) -> list[Route]:
    """The channels of a story; a chat and topic that two rules name gets it by the first that matches."""
    routes: dict[tuple[Address, int | None], Route] = {}
    for rule in rules:
        key = (rule.address, rule.thread_id)
        if key in routes:
            continue
        shown = [article for article in articles if from_source(article, rule)]
        if not shown or _unmet_by(story, shown, rule) is not None:
            continue
        lead = next((article for article in shown if article.article_id == story.lead_id), shown[0])
        due_at = now if story.breaking else after_quiet_hours(now, rule)
        routes[key] = Route(rule=rule, articles=shown, lead=lead, due_at=due_at)
    return list(routes.values())


def from_source(article: Article, rule: ChannelRule) -> bool:
    """Whether the channel shows this article's source."""
    return ALL_SOURCES in rule.sources or article.source_name in rule.sources


class Unmet(StrEnum):
    """The condition of a rule that a story does not fulfil."""

    SOURCES = "sources"
    LANGUAGES = "languages"
    SECTIONS = "sections"
    PLACES = "places"
    WORDS = "words"
    WITHOUT_WORDS = "without_words"


def unmet(story: Story, articles: Sequence[Article], rule: ChannelRule) -> Unmet | None:
    """The first condition of *rule* that the story does not fulfil; None when the channel takes it."""
    shown = [article for article in articles if from_source(article, rule)]
    return _unmet_by(story, shown, rule) if shown else Unmet.SOURCES


def passed_by(
    story: Story, articles: Sequence[Article], rules: Sequence[ChannelRule]
) -> list[tuple[Address, Unmet]]:
    """The chats that do not take the story, each with the condition of each of its rules that is not met."""
    found = [((rule.address, rule.thread_id), unmet(story, articles, rule)) for rule in rules]
    taking = {lane for lane, reason in found if reason is None}
    return [(lane[0], reason) for lane, reason in found if reason is not None and lane not in taking]


def _unmet_by(story: Story, articles: Sequence[Article], rule: ChannelRule) -> Unmet | None:
    """The same of *articles* that are all of the rule's sources."""
    contents = [article.content for article in articles]
    if rule.languages and not any((content.language or "ar")[:2] in rule.languages for content in contents):
        return Unmet.LANGUAGES
    sections = {normalize(content.section) for content in contents if content.section}
    sections |= set(map(normalize, story.topics))
    if rule.sections and sections.isdisjoint(map(normalize, rule.sections)):
        return Unmet.SECTIONS
    places = set(map(normalize, story.places)) | {normalize(c.place) for c in contents if c.place}
    if rule.places and places.isdisjoint(map(normalize, rule.places)):
        return Unmet.PLACES
    if not rule.words and not rule.without_words:
        return None
    texts = [normalize(f"{content.title}\n{content.text}") for content in contents]
    if rule.words and not any(_finds(word, text) for word in rule.words for text in texts):
        return Unmet.WORDS
    unwanted = any(_finds(word, text) for word in rule.without_words for text in texts)
    return Unmet.WITHOUT_WORDS if unwanted else None


def after_quiet_hours(now: datetime, rule: ChannelRule) -> datetime:
    """*now*, or the end of the quiet hours that it falls into."""
    quiet = rule.quiet_hours
    if quiet is None or quiet.start == quiet.end:
        return now
    local = now.astimezone(rule.zone)
    at = local.time()
    over_midnight = quiet.start > quiet.end
    is_quiet = at >= quiet.start or at < quiet.end if over_midnight else quiet.start <= at < quiet.end
    if not is_quiet:
        return now
    day = local.date() + timedelta(days=1) if over_midnight and at >= quiet.start else local.date()
    return max(datetime.combine(day, quiet.end, tzinfo=rule.zone).astimezone(now.tzinfo), now)


def _finds(word: str, text: str) -> bool:
    return _pattern(word).search(text) is not None


@lru_cache(maxsize=4_096)
def _pattern(word: str) -> re.Pattern[str]:
    """The word as written, whatever of و ف ب ك ل ال is joined to its front."""
    bare = normalize(word).strip()
    bare = bare.removeprefix("ال") if len(bare) > 4 else bare
    return re.compile(rf"(?<!\w)[وف]?[بكل]?(?:ال|ل)?{re.escape(bare)}(?!\w)") if bare else re.compile(r"(?!)")
