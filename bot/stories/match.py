"""◇ Which story does an article belong to? Its mark against those of the candidates, and the reason in words.

Two questions are asked of each pair. *Is it the same text?* (republished, cut, edited) and *is it the same
event?* (told in other words). Each is a logistic rule over what ``compare`` saw; weights.py says where the
weights come from. Numbers that conflict veto the first: the weather of two days shares all its words. A toll
that rose, or a market that moved, makes an article an update, which opens a story of its own that goes on
from the earlier one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import exp, log
from operator import mul
from typing import Final, TypeAlias

from bot.stories.mark import Mark, shared_shingles, shared_terms
from bot.stories.numbers import Counted
from bot.stories.weights import EVENT, EVENT_THRESHOLD, TEXT, TEXT_THRESHOLD, Weights
from storage.records.identity import ArticleId, SourceId, StoryId
from storage.records.story import Relation

EVENT_WINDOW_S: Final = 72 * 3_600.0
TEXT_WINDOW_S: Final = 7 * 86_400.0
_ENOUGH_TERMS: Final = 0.3
_ENOUGH_COVERED: Final = 0.5
_ONE_TEXT: Final = 0.45
_OTHER_NUMBERS: Final = 0.5
"""The same words with mostly other numbers are a report that returns (weather, markets), never one event."""
_OTHER_PLACES: Final = 0.5
_TOLD_OF: Final = 0.4
_TOLL_HOURS: Final = 12.0
_QUOTE_AFTER_S: Final = 60 * 60.0
"""A market moves all the time: within the hour another figure is another newsroom's reading of it."""
_LIKELY_MOVE: Final = 0.2
"""A price that differs by a larger share is the price of something else."""
_REPRINT_HOURS: Final = 48.0
"""A newspaper prints the wire's text the next morning; what comes later is another day's report."""
_UPDATE_AFTER_S: Final = 20 * 60.0
"""A figure that differs sooner is another newsroom's count, unless its headline says that it rose."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A story that is not stored yet, by the article that opened it."""

    by: ArticleId


StoryKey: TypeAlias = StoryId | Opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An article as it is compared; *story* is None until it has one."""

    article_id: ArticleId
    source_id: SourceId
    dated_at: datetime
    mark: Mark
    story: StoryKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two marks have in common; shares are from 0 to 1, of the shorter article unless said."""

    shingles: float
    """Shared shingles."""
    terms: float
    """Shared terms."""
    resemblance: float
    """Shared shingles among those of both."""
    here: float
    """The new headline's terms that occur in the other article."""
    there: float
    """The other headline's terms that occur in the new article."""
    headlines: float
    """Shared terms of the two headlines."""
    agreeing: float
    """Shared numbers; 0 where one has none."""
    conflicting: float
    """Numbers that the other has not, on the side that has fewer of them, among that side's numbers."""
    displaced: float
    """Places that the other does not name, on the side that has fewer of them, among that side's places."""
    proportion: float
    """The shorter length over the longer."""
    hours: float
    """Between their dates, with no sign."""
    same_outlet: bool
    moved: tuple[Counted, int, int] | None
    """What both count differently: what, the earlier figure, the new one."""

    @property
    def furniture(self) -> bool:
        """Whether two articles of one outlet share what stands around them, and their headlines nothing."""
        return self.same_outlet and self.headlines == 0 and min(self.here, self.there) < _TOLD_OF

    @property
    def elsewhere(self) -> bool:
        """Whether this is one wording on two places: cables to two capitals, accidents in two towns."""
        told_elsewhere = self.displaced >= _OTHER_PLACES and max(self.here, self.there) < 1
        return self.shingles >= _ONE_TEXT and told_elsewhere

    @property
    def apart(self) -> bool:
        """Whether this is no pair whatever the rules say."""
        return self.returns or self.elsewhere or self.furniture

    @property
    def returns(self) -> bool:
        """Whether this is a text that returns with other numbers: the weather of another day.

        A toll that another newsroom counts otherwise, or that rises within hours, is none.
        """
        told_again = self.moved is not None and self.hours <= _TOLL_HOURS
        return self.shingles >= _ONE_TEXT and self.conflicting > _OTHER_NUMBERS and not told_again


class Ground(StrEnum):
    """What decided."""

    NOTHING_NEAR = "nothing_near"
    SAME_TEXT = "same_text"
    SAME_EVENT = "same_event"
    TOLL_MOVED = "toll_moved"
    MARKET_MOVED = "market_moved"
    NOT_ALIKE = "not_alike"
    NUMBERS_CONFLICT = "numbers_conflict"
    OTHER_PLACES = "other_places"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An article's relation to *other*, the candidate that came nearest; *score* from 0 to 1.

    For FIRST *other* and *score* tell what was rejected; for UPDATE *other* is of the story it goes on from.
    """

    relation: Relation
    ground: Ground
    other: Sighting | None
    score: float
    comparison: Comparison | None


def compare(new: Sighting, old: Sighting) -> Comparison:
    """What *new* and *old* have in common."""
    one, other = new.mark, old.mark
    shared = shared_terms(one, other)
    shingles = shared_shingles(one, other)
    every_shingle = one.shingles.size + other.shingles.size - shingles
    numbers = len(one.numbers & other.numbers)
    return Comparison(
        shingles=shingles / max(min(one.shingles.size, other.shingles.size), 1),
        terms=shared.terms / max(min(one.terms.size, other.terms.size), 1),
        resemblance=shingles / max(every_shingle, 1),
        here=shared.here / max(one.headline, 1),
        there=shared.there / max(other.headline, 1),
        headlines=shared.headlines / max(min(one.headline, other.headline), 1),
        agreeing=numbers / max(min(len(one.numbers), len(other.numbers)), 1),
        conflicting=_onesided(len(one.numbers), len(other.numbers), numbers),
        displaced=_onesided(one.places, other.places, shared.places),
        proportion=min(one.length, other.length) / max(one.length, other.length, 1),
        hours=_apart(new, old) / 3_600,
        same_outlet=new.source_id == old.source_id,
        moved=_moved(one, other),
    )


def _apart(new: Sighting, old: Sighting) -> float:
    """Seconds between two articles, whichever came first."""
    return abs((new.dated_at - old.dated_at).total_seconds())


def _onesided(one: int, other: int, shared: int) -> float:
    """How much of the smaller of two sets the larger one lacks, from their sizes."""
    fewest = min(one, other)
    return (fewest - shared) / fewest if fewest else 0.0


def _moved(new: Mark, old: Mark) -> tuple[Counted, int, int] | None:
    before = dict(old.tolls)
    for what, figure in new.tolls:
        earlier = before.get(what)
        if earlier is None or earlier == figure:
            continue
        counted = Counted(what)
        if not counted.quoted or abs(figure - earlier) <= _LIKELY_MOVE * earlier:
            return counted, earlier, figure
    return None


def features(seen: Comparison) -> tuple[float, ...]:
    """What the rules weigh, in the order of their weights.

    Shared terms and headlines count once more up to a level: beyond it two articles are no more of one event,
    however much of their text they share.
    """
    covered = min(seen.here, seen.there)
    return (
        seen.shingles,
        seen.terms,
        covered,
        seen.headlines,
        seen.conflicting,
        seen.displaced,
        log(1 + seen.hours),
        float(seen.hours > _REPRINT_HOURS),
        float(seen.same_outlet),
        seen.resemblance,
        seen.proportion,
        seen.shingles * seen.conflicting,
        min(seen.terms, _ENOUGH_TERMS),
        min(covered, _ENOUGH_COVERED),
        max(seen.here, seen.there),
    )


def score(found: Sequence[float], weights: Weights) -> float:
    """How sure a rule is of a pair with these `features`, from 0 to 1."""
    total = weights.bias + sum(map(mul, weights.weights, found))
    return 1 / (1 + exp(-max(-60.0, min(60.0, total))))


@dataclass(frozen=True, slots=True)
class _Judged:
    """A candidate with what both rules say of it."""

    old: Sighting
    seen: Comparison
    text: float
    event: float

    @property
    def same_text(self) -> bool:
        return self.text >= TEXT_THRESHOLD

    @property
    def same_event(self) -> bool:
        return self.same_text or self.event >= EVENT_THRESHOLD

    @property
    def rank(self) -> tuple[bool, float]:
        return self.same_text, self.text if self.same_text else self.event


def decide(new: Sighting, candidates: Sequence[Sighting]) -> Decision:
    """The story that *new* belongs to, judged against each of *candidates*."""
    judged = [_judge(new, old) for old in candidates if _apart(new, old) <= TEXT_WINDOW_S]
    found = max((pair for pair in judged if pair.same_event), key=lambda pair: pair.rank, default=None)
    if found is not None and found.seen.moved is not None:
        # Someone may have brought the new figure before: that is the story to join.
        tolls = set(new.mark.tolls)
        agreeing = [pair for pair in judged if pair.same_event and tolls & set(pair.old.mark.tolls)]
        found = max(agreeing, key=lambda pair: pair.rank, default=found)
    if found is not None:
        return _joined(new, found)
    nearest = max(judged, key=lambda pair: max(pair.text, pair.event), default=None)
    if nearest is None:
        return Decision(
            relation=Relation.FIRST, ground=Ground.NOTHING_NEAR, other=None, score=0.0, comparison=None
        )
    return Decision(
        relation=Relation.FIRST,
        ground=_rejected(nearest.seen),
        other=nearest.old,
        score=max(nearest.text, nearest.event),
        comparison=nearest.seen,
    )


def _rejected(seen: Comparison) -> Ground:
    if seen.returns:
        return Ground.NUMBERS_CONFLICT
    return Ground.OTHER_PLACES if seen.elsewhere else Ground.NOT_ALIKE


def _judge(new: Sighting, old: Sighting) -> _Judged:
    seen = compare(new, old)
    if seen.apart:
        return _Judged(old=old, seen=seen, text=0.0, event=0.0)
    found = features(seen)
    return _Judged(
        old=old,
        seen=seen,
        text=score(found, TEXT),
        event=0.0 if _apart(new, old) > EVENT_WINDOW_S else score(found, EVENT),
    )


def _joined(new: Sighting, found: _Judged) -> Decision:
    """The pair is one story, unless a toll rose or a market moved between the two."""
    relation = Relation.DUPLICATE if found.same_text else Relation.SAME_EVENT
    ground = Ground.SAME_TEXT if found.same_text else Ground.SAME_EVENT
    if found.seen.moved is not None:
        what, earlier, figure = found.seen.moved
        passed = (new.dated_at - found.old.dated_at).total_seconds()
        if what.quoted:
            if passed >= _QUOTE_AFTER_S:
                relation, ground = Relation.UPDATE, Ground.MARKET_MOVED
        elif figure > earlier and (passed >= _UPDATE_AFTER_S or new.mark.rising):
            relation, ground = Relation.UPDATE, Ground.TOLL_MOVED
    return Decision(
        relation=relation, ground=ground, other=found.old, score=found.rank[1], comparison=found.seen
    )
