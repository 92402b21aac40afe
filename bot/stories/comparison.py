"""◇ What pairs of articles have in common: many pairs at once, by numpy.

Most candidates have little in common with an article, and a batch has hundreds of them: what each pair shares
is counted for all pairs together, so that the cost is that of some passes over arrays.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from bot.stories.mark import HEADLINE, NATION, PLACE, REACTION, WEEKDAY, Hashes, Mark
from bot.stories.numbers import Counted
from storage.records.identity import ArticleId, SourceId

Shares = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

_ONE_TEXT: Final = 0.45
_OTHER_NUMBERS: Final = 0.5
"""The same words with mostly other numbers are a report that returns (weather, markets), never one event."""
_SOME_FIGURES: Final = 3
"""Two reports of one event that both have so many figures have one in common, whatever their words."""
_THE_SAME_FIGURES: Final = 4
"""So many shared figures, and none that differs, make one text whatever place its credit line names."""
_OTHER_PLACES: Final = 0.5
_ONE_HEADLINE: Final = 0.5
_TOLD_OF: Final = 0.4
_TOLL_HOURS: Final = 12.0
_LIKELY_MOVE: Final = 0.2
"""A price that differs by a larger share is the price of something else."""
_ENOUGH_TERMS: Final = 0.3
_ENOUGH_COVERED: Final = 0.5
_REPRINT_HOURS: Final = 48.0
"""A newspaper prints the wire's text the next morning; what comes later is another day's report."""
_BARE: Final = 8
"""Terms up to which an article is hardly more than its headline."""
_SHORT: Final = 20
"""Terms up to which two articles that share a frame («… تقضي بالإعدام على …») share little else."""
_FRAMED: Final = 0.4
_FRAME_NAMED: Final = 0.75
"""Two short articles in one wording, of whose headlines neither occurs by more than this in the other, are
two events: what differs is whom or what they are about."""
_FRAME_FILLED: Final = 0.95
"""Two texts that resemble each other so much are one, whatever stands over them: no word amid a short frame
can be another one and leave that."""
_FRAME_LENGTHS: Final = 0.6
"""A flash and the report that it grows into share words as well, and are of very different lengths."""
_DAILY_HOURS: Final = 18.0
"""The same bare headline of one outlet is from here on the report of another day."""
_SLOTS: Final = 1 << 14
_SLOT: Final = np.uint32(_SLOTS - 1)
_NONE: Final = np.zeros(0, dtype=np.uint32)
_NO_ROLES: Final = np.zeros(0, dtype=np.uint8)
_TERMS: Final = attrgetter("terms")
_SHINGLES: Final = attrgetter("shingles")

Moved = tuple[Counted, int, int]
"""What was counted, the earlier figure, the new one."""


class Sighting(Struct, frozen=True, kw_only=True, eq=False):
    """An article as it is compared."""

    article_id: ArticleId
    source_id: SourceId
    dated_at: datetime
    mark: Mark


class Pair(NamedTuple):
    """Two articles to compare."""

    new: Sighting
    old: Sighting


class Comparison(NamedTuple):
    """What two articles have in common; shares are from 0 to 1, of the shorter article unless said."""

    shingles: float
    """Shared shingles."""
    headline: float
    """The terms of the worse-covered headline that occur in the other article."""
    agreeing: float
    """Shared numbers; 0 where one has none."""
    conflicting: float
    """Numbers that the other has not, on the side that has fewer of them, among that side's numbers."""
    displaced: float
    """Places that the other has not, on the side that names fewer of them, among that side's places."""
    hours: float
    """Between their dates, with no sign."""
    same_outlet: bool
    moved: Moved | None
    """What both count differently."""
    returns: bool
    """Whether this is a text that returns with other numbers: the weather of another day.

    A toll that another newsroom counts otherwise, or that rises within hours, is none.
    """
    elsewhere: bool
    """Whether this is one wording on two places: cables to two capitals, two states' ambassadors received."""
    another_day: bool
    """Whether this is a report of another day: the headlines name other days, or a bare one comes again."""
    framed: bool
    """Whether this is one frame of few words, filled with two things: two verdicts, two matches."""


class Comparisons(Struct, frozen=True, kw_only=True, eq=False):
    """What pairs have in common: a number for each pair, in their order. See Comparison."""

    shingles: Shares
    terms: Shares
    """Shared terms."""
    headline: Shares
    agreeing: Shares
    conflicting: Shares
    displaced: Shares
    hours: Shares
    same_outlet: Flags
    moved: Sequence[Moved | None]
    returns: Flags
    elsewhere: Flags
    another_day: Flags
    framed: Flags
    reacts: Flags
    """Whether one headline tells what someone says to an event, and the other does not."""
    apart: Flags
    """Whether this is no pair whatever the rules say: for one of these, as the furniture of one outlet,
    because of many figures none is shared, or as one frame of few words filled with two things."""
    features: Shares
    """What the rules weigh: a row for each pair, in the order of their weights."""

    def of(self, pair: int) -> Comparison:
        """What the pair of this number has in common."""
        return Comparison(
            shingles=float(self.shingles[pair]),
            headline=float(self.headline[pair]),
            agreeing=float(self.agreeing[pair]),
            conflicting=float(self.conflicting[pair]),
            displaced=float(self.displaced[pair]),
            hours=float(self.hours[pair]),
            same_outlet=bool(self.same_outlet[pair]),
            moved=self.moved[pair],
            returns=bool(self.returns[pair]),
            elsewhere=bool(self.elsewhere[pair]),
            another_day=bool(self.another_day[pair]),
            framed=bool(self.framed[pair]),
        )


def compare(pairs: Sequence[Pair]) -> Comparisons:
    """What each of *pairs* has in common."""
    new, old = [pair.new.mark for pair in pairs], [pair.old.mark for pair in pairs]
    one, other = _sizes(new), _sizes(old)
    shared = _shared_terms(new, old)
    shingles = np.bincount(_meetings(new, old, _SHINGLES).pairs, minlength=len(pairs))
    numbers = np.array([len(mine.numbers & theirs.numbers) for mine, theirs in zip(new, old, strict=True)])
    here, there = _share(shared.here, one.headline), _share(shared.there, other.headline)
    seconds = [abs((pair.new.dated_at - pair.old.dated_at).total_seconds()) for pair in pairs]
    return _judgeable(
        shingles=_share(shingles, np.minimum(one.shingles, other.shingles)),
        resemblance=_share(shingles, one.shingles + other.shingles - shingles),
        terms=_share(shared.terms, np.minimum(one.terms, other.terms)),
        worse=np.minimum(here, there),
        better=np.maximum(here, there),
        headlines=_share(shared.headlines, np.minimum(one.headline, other.headline)),
        agreeing=_share(numbers, np.minimum(one.numbers, other.numbers)),
        conflicting=_lacking(one.numbers, other.numbers, numbers, numbers),
        displaced=_lacking(one.places, other.places, shared.places_here, shared.places_there),
        proportion=_share(np.minimum(one.length, other.length), np.maximum(one.length, other.length)),
        hours=np.array(seconds, dtype=np.float64) / 3_600,
        same_outlet=np.array([pair.new.source_id == pair.old.source_id for pair in pairs], dtype=np.bool_),
        moved=[_moved(mine, theirs) for mine, theirs in zip(new, old, strict=True)],
        rising=np.array([mark.rising for mark in new], dtype=np.bool_),
        other_days=(one.days > 0) & (other.days > 0) & (shared.days == 0),
        bare=np.maximum(one.length, other.length) <= _BARE,
        # The headline of each says that someone is of a state that the other article never names.
        other_nations=(one.nations > shared.nations_here) & (other.nations > shared.nations_there),
        one_reacts=(one.reactions > 0) != (other.reactions > 0),
        figures=np.minimum(one.numbers, other.numbers),
        counts=(shared.terms, shingles, np.minimum(one.length, other.length)),
    )


def _judgeable(
    *,
    shingles: Shares,
    resemblance: Shares,
    terms: Shares,
    worse: Shares,
    better: Shares,
    headlines: Shares,
    agreeing: Shares,
    conflicting: Shares,
    displaced: Shares,
    proportion: Shares,
    hours: Shares,
    same_outlet: Flags,
    moved: Sequence[Moved | None],
    rising: Flags,
    other_days: Flags,
    bare: Flags,
    other_nations: Flags,
    one_reacts: Flags,
    figures: Counts,
    counts: tuple[Counts, Counts, Counts],
) -> Comparisons:
    """The vetoes and the features of what was seen.

    Shared terms and headlines count once more up to a level: beyond it two articles are no more of one event,
    however much of their text they share. Beside the shares stand three *counts*: of shared terms, of shared
    shingles, of the shorter text's terms. A third of a short text are few words, a third of a long one many.
    """
    one_text = shingles >= _ONE_TEXT
    told_again = np.array([each is not None for each in moved], dtype=np.bool_) & (hours <= _TOLL_HOURS)
    none_shared = (figures >= _SOME_FIGURES) & (agreeing == 0)
    returns = one_text & (conflicting > _OTHER_NUMBERS) & ~told_again
    other_nations = other_nations & (headlines >= _ONE_HEADLINE)
    all_shared = (figures >= _THE_SAME_FIGURES) & (agreeing == 1)
    displacing = ((displaced >= _OTHER_PLACES) & ~all_shared) | other_nations
    elsewhere = one_text & displacing & (better < 1)
    another_day = (one_text & other_days) | (same_outlet & bare & (hours >= _DAILY_HOURS))
    # A price or a toll that its headline says has moved is told in one frame each time.
    goes_on = np.array([each is not None and each[0].quoted for each in moved], dtype=np.bool_) | rising
    framed = ~goes_on & (counts[2] <= _SHORT) & (proportion >= _FRAME_LENGTHS)
    framed &= (shingles >= _FRAMED) & (resemblance < _FRAME_FILLED) & (better <= _FRAME_NAMED)
    furniture = same_outlet & (headlines == 0) & (worse < _TOLD_OF)
    features = (
        shingles,
        terms,
        worse,
        headlines,
        conflicting,
        displaced,
        np.log1p(hours),
        hours > _REPRINT_HOURS,
        same_outlet,
        resemblance,
        proportion,
        shingles * conflicting,
        np.minimum(terms, _ENOUGH_TERMS),
        np.minimum(worse, _ENOUGH_COVERED),
        better,
        *np.log1p(counts),
    )
    return Comparisons(
        shingles=shingles,
        terms=terms,
        headline=worse,
        agreeing=agreeing,
        conflicting=conflicting,
        displaced=displaced,
        hours=hours,
        same_outlet=same_outlet,
        moved=moved,
        returns=returns,
        elsewhere=elsewhere,
        another_day=another_day,
        framed=framed,
        reacts=one_reacts & ~one_text,
        apart=returns | elsewhere | another_day | furniture | framed | (none_shared & ~told_again),
        features=np.column_stack(features).astype(np.float64, copy=False),
    )


class _Sizes(NamedTuple):
    terms: Counts
    headline: Counts
    places: Counts
    shingles: Counts
    numbers: Counts
    length: Counts
    days: Counts
    nations: Counts
    reactions: Counts


def _sizes(marks: Sequence[Mark]) -> _Sizes:
    # An article is in many pairs, and is measured once.
    once = {id(mark): mark for mark in marks}
    rows = {key: row for row, key in enumerate(once)}
    sizes = np.array([_measured(mark) for mark in once.values()], dtype=np.int64)
    return _Sizes(*sizes.reshape(-1, len(_Sizes._fields))[[rows[id(mark)] for mark in marks]].T)


def _measured(mark: Mark) -> tuple[int, ...]:
    terms, shingles, numbers = mark.terms.size, mark.shingles.size, len(mark.numbers)
    # Hardly a term has one of the last roles: those that do are looked at one by one.
    roles: list[int] = mark.roles[mark.roles >= WEEKDAY].tolist()
    told = (sum(held & role != 0 for held in roles) for role in (WEEKDAY, NATION, REACTION))
    return terms, mark.headline, mark.places, shingles, numbers, mark.length, *told


class _SharedTerms(NamedTuple):
    """How many terms are shared: all, of either headline, of both, of either one's places, days, nations."""

    terms: Counts
    here: Counts
    there: Counts
    headlines: Counts
    places_here: Counts
    places_there: Counts
    days: Counts
    nations_here: Counts
    nations_there: Counts


def _shared_terms(new: Sequence[Mark], old: Sequence[Mark]) -> _SharedTerms:
    met = _meetings(new, old, _TERMS)
    mine = np.concatenate([mark.roles for mark in met.news] or [_NO_ROLES])[met.mine]
    theirs = np.concatenate([mark.roles for mark in old] or [_NO_ROLES])[met.theirs]

    def count(which: Flags) -> Counts:
        counted: Counts = np.bincount(met.pairs[which], minlength=len(new))
        return counted

    return _SharedTerms(
        terms=np.bincount(met.pairs, minlength=len(new)),
        here=count((mine & HEADLINE) != 0),
        there=count((theirs & HEADLINE) != 0),
        headlines=count((mine & theirs & HEADLINE) != 0),
        places_here=count((mine & PLACE) != 0),
        places_there=count((theirs & PLACE) != 0),
        days=count((mine & theirs & WEEKDAY) != 0),
        nations_here=count((mine & NATION) != 0),
        nations_there=count((theirs & NATION) != 0),
    )


class _Meetings(NamedTuple):
    """Hashes that both articles of a pair have."""

    pairs: Counts
    """The number of the pair, ascending."""
    mine: Counts
    """Where each stands among those of the *news*."""
    theirs: Counts
    """Where it stands among those of the old marks."""
    news: Sequence[Mark]
    """Each new mark once."""


def _meetings(new: Sequence[Mark], old: Sequence[Mark], of: Callable[[Mark], Hashes]) -> _Meetings:
    """The hashes that both marks of each pair have.

    Few are shared: a table by some bits of the hashes of the new mark says of most at once that they are not.
    """
    rows = {id(mark): row for row, mark in enumerate({id(mark): mark for mark in new}.values())}
    news = list({id(mark): mark for mark in new}.values())
    mine = np.concatenate([of(mark) for mark in news] or [_NONE])
    theirs = np.concatenate([of(mark) for mark in old] or [_NONE])
    my_row = np.repeat(np.arange(len(news)), [of(mark).size for mark in news])
    sizes = [of(mark).size for mark in old]
    their_row = np.repeat([rows[id(mark)] for mark in new], sizes).astype(np.int64, copy=False)
    table = np.zeros(len(news) * _SLOTS, dtype=np.bool_)
    table[my_row * _SLOTS + (mine & _SLOT)] = True
    near = np.flatnonzero(table[their_row * _SLOTS + (theirs & _SLOT)])
    keys, asked = my_row << 32 | mine, their_row[near] << 32 | theirs[near]
    at = keys.searchsorted(asked)
    met = keys.take(at, mode="clip") == asked if keys.size else np.zeros(0, dtype=np.bool_)
    pairs = np.repeat(np.arange(len(old)), sizes)
    return _Meetings(pairs[near[met]], at[met], near[met], news)


def _share(shared: Counts, whole: Counts) -> Shares:
    share: Shares = shared / np.maximum(whole, 1)
    return share


def _lacking(one: Counts, other: Counts, mine: Counts, theirs: Counts) -> Shares:
    """How much of the smaller of two sets the larger lacks; *mine* are those of *one* that *other* has."""
    shared = np.where(one < other, mine, np.where(other < one, theirs, np.maximum(mine, theirs)))
    fewest = np.minimum(one, other)
    return _share(fewest - shared, fewest)


def _moved(new: Mark, old: Mark) -> Moved | None:
    if not (new.tolls and old.tolls):
        return None
    before = dict(old.tolls)
    for what, figure in new.tolls:
        earlier = before.get(what)
        if earlier is None or earlier == figure:
            continue
        counted = Counted(what)
        if not counted.quoted or abs(figure - earlier) <= _LIKELY_MOVE * earlier:
            return counted, earlier, figure
    return None
