"""◇ The default summary: whole sentences of the article itself, chosen within a budget of characters.

    clean | sentences | units with balanced quotes | lead always | best filling of the budget | join

What the measurements say (EASC, five human extracts an article): the lead is chosen by two humans in three,
the next sentences by about two in five, and no ranking beats position by more than noise. So the lead always
opens, and the rest is the pair of sentences that fills the budget best, weighed by position and by how many
of the article's repeated words they carry. Nothing is rewritten; a lead over the budget ends at a clause.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import log

from bot.summaries.clauses import balanced, clause_ends, shortened
from bot.summaries.draft import Draft
from bot.text.clean import clean
from bot.text.sentences import sentences
from bot.text.tokens import terms, words

__all__ = ("DEFAULT_BUDGET", "METHOD", "Draft", "summarize")

METHOD = "extractive"
DEFAULT_BUDGET = 350
"""Characters: what a reader takes in at a glance under a headline on a telephone."""

_MOST_SENTENCES = 3
_CANDIDATES = 12  # sentences looked at: further down, humans choose one in five
_SOURCE_LIMIT = 20_000  # characters of the article that are weighed; reports are longer only by mistake
_LEAD_SHARE = 0.68  # measured share of humans who chose the first sentence,
_NEXT_SHARE = 0.42  # the second, with the share lost by each sentence further down:
_DECAY = 0.03
_CENTRALITY = 0.3
_TYPICAL_CENTRALITY = 0.7
_BACK_REFERENCE = 0.05
_CUT_COST = 80.0  # characters of value that a summary ending in "…" must earn
_WELL_FILLED = 0.85  # share of the budget from which nothing is cut to fill it
_LEAST_LEAD = 120  # characters of a shortened lead
_LEAST_TITLE_WORDS = 4
_TIMES_TITLE = 2.5
_LEAST_PIECE = 20
_WORD = re.compile(r"[^\W_]+")
_LEAST_REST = 40

_REFERS_BACK = re.compile(
    r"^(?:و?(?:أضاف|اضاف|تابع|أوضح|اوضح|أشار|اشار|لفت|ذكر|بيّ?ن|أكد|اكد|شدد|نوه|استطرد|أردف)ت?\b|كما\b|كذلك|وقال|"
    r"يُ?ذكر|يُ?شار|من جانب|من جهت|بدور|وفي هذا|هذا |وهو |وهي |وذلك|لذلك|لكن|ولكن|أما |ثم |إلا أن|غير أن)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    value: float
    pieces: tuple[str, ...]


def summarize(title: str, text: str, *, budget: int = DEFAULT_BUDGET) -> Draft:
    """Two or three sentences of *text*, never more than *budget* characters, never the *title* again.

    *text* may be a whole page read as text: menus, counters, datelines and share lines are left out. Without
    a *title* the summary is all the reader has, so it keeps to the article's opening and fills the budget.
    Never raises; the same input gives the same draft.
    """
    units = list(_units(clean(text[:_SOURCE_LIMIT], title=title).paragraphs))
    said = words(title)
    units = _from_lead(_without_title(units, said))
    pieces: tuple[str, ...] = ()
    if units and budget > 1:
        pieces = _chosen(units, budget) if said else _opening(units, budget)
    return Draft(sentences=pieces, text=" ".join(pieces), method=METHOD)


def _units(paragraphs: Sequence[str]) -> Iterator[str]:
    """Sentences; those that share one quotation stay together, so that none opens what it does not close."""
    for paragraph in paragraphs:
        waiting = ""
        for sentence in sentences(paragraph):
            joined = f"{waiting} {sentence}" if waiting else sentence
            if balanced(joined) or not _may_close_later(joined):
                if waiting and not balanced(joined):
                    yield waiting
                    joined = sentence
                yield joined
                waiting = ""
            else:
                waiting = joined
        if waiting:
            yield from sentences(waiting)


def _may_close_later(text: str) -> bool:
    return len(text) < 2 * DEFAULT_BUDGET


def _without_title(units: list[str], title: list[str]) -> list[str]:
    """The units without those that say the title again; one that only opens with it loses that opening.

    A long lead that names the title on its way («برنامج بعنوان …») says more than the title and stays.
    """
    if len(title) < _LEAST_TITLE_WORDS:
        return units
    wanted = f" {' '.join(title)} "
    kept: list[str] = []
    for at, unit in enumerate(units[: 2 * _CANDIDATES]):
        said = words(unit)
        if wanted not in f" {' '.join(said)} ":
            kept.append(unit)
        elif said[: len(title)] == title:
            kept.extend(_after_words(unit, len(title)))
        elif at == 0 and len(said) > _TIMES_TITLE * len(title):
            kept.append(unit)
    return [*kept, *units[2 * _CANDIDATES :]] or units


def _after_words(unit: str, count: int) -> Iterator[str]:
    """What follows the first *count* words of a unit, if it can stand by itself."""
    opening = list(islice(_WORD.finditer(unit), count))
    rest = unit[opening[-1].end() :].lstrip(' .،؛:–—-|/!؟"»”)')
    if len(rest) >= _LEAST_REST and balanced(rest):
        yield rest


def _from_lead(units: list[str]) -> list[str]:
    """The units from the first one with balanced quotes on."""
    return units[next((at for at, unit in enumerate(units) if balanced(unit)), 0) :]


def _chosen(units: list[str], budget: int) -> tuple[str, ...]:
    """The pieces worth most within the budget; the lead, whole or shortened, is always the first."""
    shares = _shares(units)
    best = _Choice(value=0.0, pieces=())
    for lead in _leads(units[0], budget):
        for choice in _fillings(lead, units, shares, budget):
            if choice.value > best.value:
                best = choice
    return best.pieces or (shortened(units[0], budget),)


def _opening(units: list[str], budget: int) -> tuple[str, ...]:
    """The article from its start as far as the budget goes: what a reader needs where no headline was said.

    Whole sentences if they fill most of the budget, otherwise the next one follows up to a clause end.
    """
    pieces: list[str] = []
    room = budget
    for unit in units[:_MOST_SENTENCES]:
        if not balanced(unit) and pieces:
            break
        if len(unit) > room:
            if room > max(_LEAST_REST, budget * (1 - _WELL_FILLED)):
                pieces.append(shortened(unit, room))
            break
        pieces.append(unit)
        room -= len(unit) + 1
    return tuple(pieces) or (shortened(units[0], budget),)


def _leads(lead: str, budget: int) -> Iterator[str]:
    """The forms of the lead to try: itself when it fits, otherwise each clause end far enough in it."""
    if len(lead) <= budget:
        yield lead
        return
    yield shortened(lead, budget)
    for end in clause_ends(lead, budget - 1):
        if end >= _LEAST_LEAD:
            yield lead[:end] + "…"


def _fillings(lead: str, units: list[str], shares: list[float], budget: int) -> Iterator[_Choice]:
    """The lead alone and with one or two later sentences that fit beside it, each with its value."""
    opening = _LEAD_SHARE * len(lead)
    yield _Choice(value=opening - (_CUT_COST if lead.endswith("…") else 0), pieces=(lead,))
    room = budget - len(lead)
    fitting = [
        at for at in range(1, len(shares)) if _LEAST_PIECE <= len(units[at]) < room and balanced(units[at])
    ]
    for count in range(1, _MOST_SENTENCES):
        for places in combinations(fitting, count):
            if sum(len(units[at]) + 1 for at in places) > room:
                continue
            value = opening + sum(shares[at] * len(units[at]) for at in places)
            yield _Choice(value=value, pieces=(lead, *(units[at] for at in places)))


def _shares(units: list[str]) -> list[float]:
    """For each candidate, the share of humans expected to choose it: by position, centrality and opening."""
    stems = [terms(unit) for unit in units]
    spread = Counter(stem for unit in stems for stem in set(unit))
    shares = [_LEAD_SHARE]
    for at in range(1, min(len(units), _CANDIDATES)):
        central = sum(log(spread[stem]) for stem in stems[at]) / len(stems[at]) if stems[at] else 0.0
        share = _NEXT_SHARE - _DECAY * at + _CENTRALITY * (central - _TYPICAL_CENTRALITY)
        if _REFERS_BACK.match(units[at]):
            share -= _BACK_REFERENCE
        shares.append(max(share, 0.01))
    return shares
