"""◇ Which story does an article belong to? Its mark against those of the candidates, and the reason in words.

Two questions are asked of each pair. *Is it the same text?* (republished, cut, edited) and *is it the same
event?* (told in other words). Each is a logistic rule over what ``compare`` saw; weights.py says where the
weights come from. Numbers that conflict veto the first: the weather of two days shares all its words. A toll
that rose, or a market that moved, makes an article an update, which opens a story of its own that goes on
from the earlier one; so does the outcome of what was announced.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from msgspec import Struct

from bot.stories.comparison import Comparison, Comparisons, Moved, Pair, Shares, Sighting, compare
from bot.stories.outcome import outcome_known
from bot.stories.weights import EVENT, EVENT_THRESHOLD, TEXT, TEXT_THRESHOLD, Weights
from storage.records.identity import ArticleId, StoryId
from storage.records.story import Relation

EVENT_WINDOW_S: Final = 72 * 3_600.0
TEXT_WINDOW_S: Final = 7 * 86_400.0
_QUOTE_AFTER_S: Final = 60 * 60.0
"""A market moves all the time: within the hour another figure is another newsroom's reading of it."""
_RISEN: Final = 0.2
"""How sure of one event the rule must be where a headline says that a toll rose which both count: other words
than before («مصرع ثلاثة», «12 قتيلاً») are then to be expected."""
_MOST_RISEN: Final = 12
"""A toll that is more times the earlier one is of something else: of a war, not of its latest raid."""
_UPDATE_AFTER_S: Final = 20 * 60.0
"""A figure that differs sooner is another newsroom's count, unless its headline says that it rose."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A story that is not stored yet, by the article that opened it."""

    by: ArticleId


StoryKey: TypeAlias = StoryId | Opened


class Ground(StrEnum):
    """What decided."""

    NOTHING_NEAR = "nothing_near"
    SAME_TEXT = "same_text"
    SAME_EVENT = "same_event"
    TOLL_MOVED = "toll_moved"
    MARKET_MOVED = "market_moved"
    OUTCOME_KNOWN = "outcome_known"
    NOT_ALIKE = "not_alike"
    NUMBERS_CONFLICT = "numbers_conflict"
    OTHER_PLACES = "other_places"
    ANOTHER_DAY = "another_day"
    OTHER_SUBJECT = "other_subject"


class Decision(Struct, frozen=True, kw_only=True, eq=False):
    """An article's relation to *other*, the candidate that came nearest; *score* from 0 to 1.

    For FIRST *other* and *score* tell what was rejected; for UPDATE *other* is of the story it goes on from.
    """

    relation: Relation
    ground: Ground
    other: Sighting | None
    score: float
    comparison: Comparison | None


class Judged(NamedTuple):
    """A pair with what both rules say of it."""

    pair: Pair
    at: int
    """Its number among all that were *seen*."""
    seen: Comparisons
    text: float
    event: float

    @property
    def same_text(self) -> bool:
        """Whether the two are one text."""
        return self.text >= TEXT_THRESHOLD

    @property
    def same_event(self) -> bool:
        """Whether the two are of one event."""
        return self.text >= TEXT_THRESHOLD or self.event >= EVENT_THRESHOLD

    @property
    def rank(self) -> tuple[bool, float]:
        """What makes a pair go before others."""
        return self.same_text, self.text if self.same_text else self.event

    @property
    def nearness(self) -> float:
        """How near the older one seems to a reader, who sees its words and asks why the two are not one."""
        seen, at = self.seen, self.at
        parted = seen.returns[at] | seen.elsewhere[at] | seen.another_day[at] | seen.framed[at]
        return max(self.text, self.event, float(seen.shingles[at]) if parted else 0.0)

    @property
    def outcome_known(self) -> bool:
        """Whether the newer one tells, in a text of its own, the outcome of what the older one announced."""
        new, old = self.pair
        return not self.same_text and new.dated_at > old.dated_at and outcome_known(new.mark, old.mark)

    @property
    def comparison(self) -> Comparison:
        """What the two have in common."""
        return self.seen.of(self.at)


def judge(pairs: Sequence[Pair]) -> list[Judged]:
    """What both rules say of each of *pairs*."""
    if not pairs:
        return []
    seen = compare(pairs)
    apart = seen.apart | seen.reacts
    text = np.where(apart, 0.0, score(seen.features, TEXT))
    beyond = apart | (seen.hours > EVENT_WINDOW_S / 3_600)
    event = np.where(beyond, 0.0, score(seen.features, EVENT))
    rose = np.array(
        [_rose(pair, moved) for pair, moved in zip(pairs, seen.moved, strict=True)], dtype=np.bool_
    )
    event = np.where(
        rose & (event >= _RISEN) & (seen.displaced == 0), np.maximum(event, EVENT_THRESHOLD), event
    )
    numbered = enumerate(zip(pairs, text.tolist(), event.tolist(), strict=True))
    return [Judged(pair, at, seen, of_text, of_event) for at, (pair, of_text, of_event) in numbered]


def _rose(pair: Pair, moved: Moved | None) -> bool:
    """Whether the newer headline says that a toll rose, and it did, by no more than one event's may."""
    if moved is None or not pair.new.mark.rising:
        return False
    what, earlier, figure = moved
    return not what.quoted and earlier < figure <= _MOST_RISEN * earlier


def score(features: Shares, weights: Weights) -> Shares:
    """How sure a rule is of each pair with these *features*, from 0 to 1."""
    sure: Shares = 1 / (1 + np.exp(-np.clip(features @ np.array(weights.weights) + weights.bias, -60, 60)))
    return sure


def decide(judged: Sequence[Judged]) -> Decision:
    """The story that an article belongs to, by its pairs with each candidate."""
    judged = [pair for pair in judged if pair.seen.hours[pair.at] * 3_600 <= TEXT_WINDOW_S]
    found = max((pair for pair in judged if pair.same_event), key=lambda pair: pair.rank, default=None)
    if found is not None and found.seen.moved[found.at] is not None:
        # Someone may have brought the new figure before: that is the story to join.
        tolls = set(found.pair.new.mark.tolls)
        agreeing = [pair for pair in judged if pair.same_event and tolls & set(pair.pair.old.mark.tolls)]
        found = max(agreeing, key=lambda pair: pair.rank, default=found)
    if found is not None and found.outcome_known:
        # So may someone have told the outcome.
        told = [pair for pair in judged if pair.same_event and not pair.outcome_known]
        found = max(told, key=lambda pair: pair.rank, default=found)
    if found is not None:
        return _joined(found)
    nearest = max(judged, key=lambda pair: pair.nearness, default=None)
    if nearest is None:
        return Decision(
            relation=Relation.FIRST, ground=Ground.NOTHING_NEAR, other=None, score=0.0, comparison=None
        )
    seen = nearest.comparison
    return Decision(
        relation=Relation.FIRST,
        ground=_rejected(seen),
        other=nearest.pair.old,
        score=max(nearest.text, nearest.event),
        comparison=seen,
    )


def _rejected(seen: Comparison) -> Ground:
    if seen.returns:
        return Ground.NUMBERS_CONFLICT
    if seen.another_day:
        return Ground.ANOTHER_DAY
    if seen.elsewhere:
        return Ground.OTHER_PLACES
    return Ground.OTHER_SUBJECT if seen.framed else Ground.NOT_ALIKE


def _joined(found: Judged) -> Decision:
    """The pair is one story, unless a toll rose or a market moved between the two."""
    relation = Relation.DUPLICATE if found.same_text else Relation.SAME_EVENT
    ground = Ground.SAME_TEXT if found.same_text else Ground.SAME_EVENT
    seen = found.comparison
    new, old = found.pair
    if seen.moved is not None:
        what, earlier, figure = seen.moved
        passed = (new.dated_at - old.dated_at).total_seconds()
        if what.quoted:
            if passed >= _QUOTE_AFTER_S:
                relation, ground = Relation.UPDATE, Ground.MARKET_MOVED
        elif figure > earlier and (passed >= _UPDATE_AFTER_S or new.mark.rising):
            relation, ground = Relation.UPDATE, Ground.TOLL_MOVED
    elif found.outcome_known:
        relation, ground = Relation.UPDATE, Ground.OUTCOME_KNOWN
    return Decision(relation=relation, ground=ground, other=old, score=found.rank[1], comparison=seen)
