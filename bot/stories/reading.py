"""◇ Articles, read once for all that the story room asks of them: words, stems, what is known of each."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np
from msgspec import Struct

from bot.stories.markets import quotations, quoted_words
from bot.stories.numbers import RISING, Counted, counted_words, figures, numbers, tolls
from bot.stories.topic_words import WORDS
from bot.text.names import body_beginnings, first_names, title_ends
from bot.text.normalize import normalize
from bot.text.places import nation_words, place_beginnings, placing_words
from bot.text.scan import Run, Scan, Short, scan
from bot.text.stopwords import STOP_WORDS
from bot.text.vocabulary import Kinds, Vocabulary, words_known

MOST_WORDS: Final = 600
NOTED_WORDS: Final = 150
MOST_CHARACTERS: Final = 6_000
"""What is read of an article; what makes two articles one, and what it is about, stands before that."""

_CALLS: Final = frozenset(
    normalize(
        "عاجل شاهد بالفيديو بالصور فيديو صور رسميا خاص حصري بالوثيقة وثيقة انفوغرافيك"
        " مباشر تحديث متابعة بالاسماء"
    ).split()
)
"""Words that newsrooms hang before a headline and that say nothing of the event."""

# What is known of a word, as flags.
SILENT: Final = 1 << 0
PLACING: Final = 1 << 1
BEGINS_PLACE: Final = 1 << 2
BEGINS_BODY: Final = 1 << 3
FIRST_NAME: Final = 1 << 4
ENDS_TITLE: Final = 1 << 5
FIGURE: Final = 1 << 6
COUNTED: Final = 1 << 7
QUOTED: Final = 1 << 8
RISES: Final = 1 << 9
URGENT: Final = 1 << 10
DIGITS: Final = 1 << 11
WEEKDAY: Final = 1 << 12
NATION: Final = 1 << 13
REACTION: Final = 1 << 14
OF_TOPIC: Final = 1 << 15
"""From this bit on stands the number of a topic, from 1."""
_WEEKDAYS: Final = normalize("السبت الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة").split()
_URGENTLY: Final = "عاجل"
_REACTIONS: Final = normalize(
    "يدين تدين يدينان أدانت دانت يستنكر تستنكر استنكر استنكرت استنكار يندد تندد ندد نددت تنديد"
    " يرحب ترحب رحب رحبت ترحيب يعزي تعزي تعزية يهنئ تهنئ هنأ هنأت تهنئة"
    " ينفي تنفي نفى نفت نفي"
).split()
"""Who condemns, welcomes, condoles or denies makes news of his own beside the event that he speaks of."""
_NOTED: Final = np.uint32(0xFFFF_FFFF & ~(SILENT | PLACING | WEEKDAY | NATION | REACTION))


class Passage(Struct, frozen=True, kw_only=True, eq=False):
    """A headline or a text."""

    found: Scan
    first: int
    last: int
    """Its words in *found*."""
    kinds: Kinds
    """The flags of each word."""
    known: Sequence[tuple[int, int]]
    """Runs of digits, and what lists have of the first NOTED_WORDS: where they stand, with their flags."""

    @property
    def run(self) -> Run:
        """Its words, normalised."""
        return Run(self.found, self.first, self.last)

    @property
    def terms(self) -> list[int]:
        """The stem of each word, 0 where the word says nothing."""
        telling = (self.kinds & (SILENT | DIGITS)) == 0
        terms: list[int] = (self.found.stems[self.first : self.last] * telling).tolist()
        return terms

    def where(self, kind: int, most: int = NOTED_WORDS) -> list[int]:
        """Where among its first *most* words those of a *kind* stand."""
        return [at for at, kinds in self.known if kinds & kind and at < most]

    def every(self, most: int) -> int:
        """The flags of all of its first *most* words."""
        every = 0
        for at, kinds in self.known:
            if at < most:
                every |= kinds
        return every

    def people(self, most: int) -> bool:
        """Whether a first name comes straight after the end of a title, among the first *most* words."""
        ended = -1
        for at, kinds in self.known:
            if kinds & FIRST_NAME and ended == at - 1 >= 0 and at < most:
                return True
            if kinds & ENDS_TITLE:
                ended = at
        return False

    def topics(self, most: int) -> list[str]:
        """The topics that its first *most* words tell, one for each different stem."""
        stems, names = self.found.stems, _topics()
        told = {
            int(stems[self.first + at]): names[kinds // OF_TOPIC - 1]
            for at, kinds in self.known
            if kinds >= OF_TOPIC and at < most
        }
        return list(told.values())

    def tolls(self, most: int) -> dict[Counted, int]:
        """See ``numbers.tolls`` and ``markets.quotations``, for the first *most* words."""
        kinds = self.every(most)
        figure = kinds & (FIGURE | DIGITS)
        if not (figure and kinds & (COUNTED | QUOTED)):
            return {}
        words = self.run[:most]
        found = tolls(words) if kinds & COUNTED else {}
        if kinds & DIGITS and kinds & QUOTED:
            starts = self.found.starts[self.first : self.first + len(words)]
            found |= quotations(self.found.folded, words, starts)
        return found

    def numbers(self) -> frozenset[int]:
        """See ``numbers.numbers``."""
        starts, first = self.found.starts, self.first
        return numbers(self.found.folded, [starts[first + at] for at, kinds in self.known if kinds & DIGITS])


class Reading(NamedTuple):
    """An article's headline and text."""

    title: Passage
    text: Passage


class Batch(NamedTuple):
    """Articles that were read together."""

    found: Scan
    kinds: Kinds
    """What is known of each word of *found*."""
    articles: Sequence[Reading]


def read(articles: Sequence[tuple[str, str]]) -> list[Batch]:
    """Read articles, each given by its title and text, together: that costs a third of one by one."""
    parts = (part for title, text in articles for part in (title, text[:MOST_CHARACTERS]))
    return [_batch(found) for found, _ in groupby(scan(parts, together=2), key=itemgetter(0))]


def _batch(found: Scan) -> Batch:
    kinds = (
        _vocabulary().kinds(found.words) | _topical().kinds(found.stems) | found.digits * np.uint32(DIGITS)
    )
    passages = list(_passages(found, kinds))
    return Batch(found, kinds, list(map(Reading, passages[::2], passages[1::2])))


def _passages(found: Scan, kinds: Kinds) -> Iterator[Passage]:
    bounds = np.array(found.bounds)
    place = np.arange(kinds.size) - np.repeat(bounds[:-1], np.diff(bounds))
    noted = np.flatnonzero((kinds & _NOTED != 0) & ((place < NOTED_WORDS) | found.digits))
    places, flags = noted.tolist(), kinds[noted].tolist()
    cuts = noted.searchsorted(found.bounds).tolist()
    for number, (begin, end) in enumerate(pairwise(cuts)):
        first = found.bounds[number]
        last = min(found.bounds[number + 1], first + MOST_WORDS)
        known = [
            (at - first, flag)
            for at, flag in zip(places[begin:end], flags[begin:end], strict=True)
            if at < last
        ]
        yield Passage(found=found, first=first, last=last, kinds=kinds[first:last], known=known)


@cache
def _vocabulary() -> Vocabulary:
    return words_known(
        {
            SILENT: STOP_WORDS | _CALLS,
            PLACING: placing_words(),
            BEGINS_PLACE: place_beginnings(),
            BEGINS_BODY: body_beginnings(),
            FIRST_NAME: first_names(),
            ENDS_TITLE: title_ends(),
            FIGURE: figures(),
            COUNTED: counted_words(),
            QUOTED: quoted_words(),
            RISES: RISING,
            URGENT: [_URGENTLY],
            WEEKDAY: _WEEKDAYS,
            NATION: nation_words(),
            REACTION: _REACTIONS,
        }
    )


@cache
def _topical() -> Vocabulary:
    """Stems with the number of their topic; one that two topics claim belongs to none."""
    found: dict[int, int] = {}
    twice = set()
    for number, listed in enumerate(WORDS.values(), start=1):
        for hashed in set(stems_of(listed).tolist()):
            if found.setdefault(hashed, number) != number:
                twice.add(hashed)
    known = {hashed: number * OF_TOPIC for hashed, number in found.items() if hashed not in twice}
    return Vocabulary(known, bits=32)


@cache
def _topics() -> Sequence[str]:
    return tuple(WORDS)


def stems_of(listed: str) -> Short:
    """The hashes of the stems of the words in *listed*, in order."""
    ((found, _),) = scan([listed])
    return found.stems
