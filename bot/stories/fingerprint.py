"""◇ The marks of articles from their words: shingles of light stems, headline terms, numbers and tolls.

A *shingle* is two neighbouring terms whichever comes first, so that an editor's inversion keeps it. Every
shingle is in the mark; the archive is searched by a sample of them (those of the lead, and of the rest one in
SAMPLE, which two texts draw alike: FracMinHash, Irber et al., "Lightweight compositional analysis of
metagenomes with FracMinHash", 2022) and by the terms of the headline and the lead.

The articles of a batch are worked on together: a *key* is the number of an article above the hash of a term
or shingle, so that sorting the keys of all sorts those of each.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from bot.stories import reading
from bot.stories.mark import HEADLINE, NATION, PLACE, REACTION, WEEKDAY, Hashes, Mark, Roles
from bot.stories.reading import DIGITS, MOST_WORDS, PLACING, RISES, SILENT, Batch, read
from bot.text.scan import Places, Short, Wide

_Value = TypeVar("_Value", np.uint8, np.uint32)

SAMPLE: Final = 10
LEAD_TERMS: Final = 16
"""Terms from the start of the text that are all searched by, as their shingles are: a summary or a breaking
line keeps little else of its story, and who tells it in other words has in the lead what was a headline."""
_MIX_SUM: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
_MIX_DIFFERENCE: Final = np.uint64(0xC2B2_AE3D_27D4_EB4F)
_HALF: Final = np.uint64(32)
_TOLD_BY_HEADLINES: Final = (reading.WEEKDAY, reading.NATION, reading.REACTION)
_TOLL_WORDS: Final = 30
"""Words of the text that are read for tolls."""


class Fingerprint(Struct, frozen=True, kw_only=True, eq=False):
    """A Mark with the hashes that its article is found by.

    Those of shingles come first, then those of terms with all bits turned round: a term is no shingle.
    """

    mark: Mark
    hashes: Hashes
    terms: int
    """How many of the hashes are those of terms."""


def fingerprint(title: str, text: str) -> Fingerprint:
    """The fingerprint of an article."""
    (batch,) = read([(title, text)])
    (found,) = fingerprints(batch)
    return found


def fingerprints(batch: Batch) -> Iterator[Fingerprint]:
    """The fingerprint of each article of *batch*."""
    words = _telling(batch)
    terms, roles = _terms(words)
    every, searched = _shingles(words)
    heads = terms[(roles & HEADLINE) != 0]
    named = _distinct(np.concatenate((heads, _leads(words))))
    ends = np.arange(1, len(batch.articles), dtype=np.uint64) << _HALF
    parts = zip(
        batch.articles,
        _split(terms.astype(np.uint32), terms, ends),
        _split(roles, terms, ends),
        _split(every.astype(np.uint32), every, ends),
        _split(searched.astype(np.uint32), searched, ends),
        np.bincount((heads >> _HALF).astype(np.int64), minlength=len(batch.articles)).tolist(),
        _split(named.astype(np.uint32), named, ends),
        np.bincount(words.streaming.articles, minlength=len(batch.articles)).tolist(),
        strict=True,
    )
    for (title, text), its_terms, its_roles, shingles, sampled, heading, names, length in parts:
        mark = Mark(
            terms=its_terms,
            roles=its_roles,
            headline=heading,
            places=int(np.count_nonzero(its_roles & PLACE)),
            shingles=shingles,
            numbers=title.numbers() | text.numbers(),
            # The headline's figures go before those of the lead.
            tolls=tuple(sorted((text.tolls(_TOLL_WORDS) | title.tolls(MOST_WORDS)).items())),
            length=length,
            rising=title.every(MOST_WORDS) & RISES != 0,
        )
        yield Fingerprint(mark=mark, hashes=np.concatenate((sampled, ~names)), terms=names.size)


class _Terms(NamedTuple):
    """Terms of articles, in the order in which they stand there."""

    articles: Places
    """The number of the article that each is of, ascending."""
    hashes: Short

    @property
    def keys(self) -> Wide:
        """The keys of the terms."""
        return _keys(self.articles, self.hashes)


class _Telling(NamedTuple):
    """The words of a batch that say something."""

    streaming: _Terms
    """Those of the text, or of the headline where there is no text."""
    heading: _Terms
    placing: _Terms
    days: _Terms
    """Days of the week that the headline names."""
    nations: _Terms
    """Of which states it says that someone is."""
    reactions: _Terms
    """What it says that someone says to an event."""


def _telling(batch: Batch) -> _Telling:
    bounds = np.array(batch.found.bounds)
    passages = np.repeat(np.arange(bounds.size - 1), np.diff(bounds))
    read_words = np.arange(passages.size) - bounds[passages] < MOST_WORDS
    at = np.flatnonzero(read_words & ((batch.kinds & (SILENT | DIGITS)) == 0))
    passages = passages[at]
    articles, titled = passages >> 1, (passages & 1) == 0
    stems = batch.found.stems[at]
    placing = (batch.kinds[at] & PLACING) != 0
    texts = np.bincount(articles[~titled], minlength=len(batch.articles))
    streaming = ~titled | (texts[articles] == 0)
    told = [titled & ((batch.kinds[at] & kind) != 0) for kind in _TOLD_BY_HEADLINES]
    return _Telling(*(_Terms(articles[of], stems[of]) for of in (streaming, titled, placing, *told)))


def _terms(words: _Telling) -> tuple[Wide, Roles]:
    """The keys of the different terms, ascending, and the roles of each."""
    heading = words.heading.keys
    terms = _distinct(np.concatenate((words.streaming.keys, heading)))
    roles = np.zeros(terms.size, dtype=np.uint8)
    roles[terms.searchsorted(heading)] = HEADLINE
    roles[terms.searchsorted(words.placing.keys)] |= PLACE
    roles[terms.searchsorted(words.days.keys)] |= WEEKDAY
    roles[terms.searchsorted(words.nations.keys)] |= NATION
    roles[terms.searchsorted(words.reactions.keys)] |= REACTION
    return terms, roles


def _leads(words: _Telling) -> Wide:
    """The keys of the terms with which the texts begin."""
    articles, hashes = words.streaming
    before = np.arange(articles.size) - articles.searchsorted(articles)
    first = before < LEAD_TERMS
    return _keys(articles[first], hashes[first])


def _shingles(words: _Telling) -> tuple[Wide, Wide]:
    """The keys of the different shingles, ascending, and of those that the archive is searched by."""
    articles, hashes = words.streaming
    run = hashes.astype(np.uint64)
    one, other = run[:-1], run[1:]
    whole = (one != other) & (articles[:-1] == articles[1:])
    mixed = ((one + other) * _MIX_SUM ^ (one ^ other) * _MIX_DIFFERENCE) >> _HALF
    found, articles = mixed[whole], articles[:-1][whole]
    before = np.arange(found.size) - articles.searchsorted(articles)
    keys = _keys(articles, found)
    return _distinct(keys), _distinct(keys[(before < LEAD_TERMS - 1) | (found % SAMPLE == 0)])


def _keys(articles: Places, hashes: Short | Wide) -> Wide:
    keys: Wide = articles.astype(np.uint64) << _HALF | hashes
    return keys


def _distinct(keys: Wide) -> Wide:
    """*keys* ascending, each once; what ``numpy.unique`` does, in half the time for so few."""
    ordered = np.sort(keys)
    fresh = np.empty(ordered.size, dtype=np.bool_)
    fresh[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return ordered[fresh]


def _split(values: npt.NDArray[_Value], keys: Wide, ends: Wide) -> Iterator[npt.NDArray[_Value]]:
    """The *values* of each article, in the order of *keys*; *ends* are those where each but the last ends."""
    cuts = (0, *keys.searchsorted(ends).tolist(), keys.size)
    return (values[first:last] for first, last in pairwise(cuts))
