"""◇ Articles as they are read once for all that the story room asks of them: words, stems, figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from bot.stories.markets import quotations
from bot.stories.numbers import Counted, numbers
from bot.text.normalize import normalize
from bot.text.scan import Scan, Short, Wide, scan
from bot.text.stopwords import STOP_WORDS

_Hash = TypeVar("_Hash", np.uint32, np.uint64)

MOST_WORDS: Final = 600
LEAD_WORDS: Final = 150
MOST_CHARACTERS: Final = 6_000
"""What is read of an article; what makes two articles one, and what it is about, stands before that."""

_CALLS: Final = frozenset(
    normalize(
        "عاجل شاهد بالفيديو بالصور فيديو صور رسميا خاص حصري بالوثيقة وثيقة انفوغرافيك"
        " مباشر تحديث متابعة بالاسماء"
    ).split()
)
"""Words that newsrooms hang before a headline and that say nothing of the event."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passage:
    """A headline or a text."""

    found: Scan
    first: int
    last: int
    """Its words in *found*."""
    telling: npt.NDArray[np.bool_]
    """Which of them say something: no stop words, no calls, no figures."""

    @property
    def stems(self) -> Short:
        """A hash for each word."""
        return self.found.stems[self.first : self.last]

    @property
    def terms(self) -> Short:
        """The stems that say something."""
        return self.stems[self.telling]

    def words(self, most: int) -> list[str]:
        """The first *most* words, normalised."""
        return self.found.spelled(self.first, min(self.last, self.first + most))

    def quotations(self, run: Sequence[str]) -> dict[Counted, int]:
        """See ``markets.quotations``, for the first words, which are given as *run*."""
        last = self.first + len(run)
        if not self.found.digits[self.first : last].any():
            return {}
        return quotations(self.found.folded, run, self.found.starts[self.first : last].tolist())

    def numbers(self) -> frozenset[int]:
        """See ``numbers.numbers``."""
        digits = self.found.digits[self.first : self.last]
        return numbers(self.found.folded, self.found.starts[self.first : self.last][digits].tolist())


class Reading(NamedTuple):
    """An article's headline and text."""

    title: Passage
    text: Passage
    heading: Sequence[str]
    """All words of the headline, normalised."""
    lead: Sequence[str]
    """The first LEAD_WORDS of the text."""


def read(articles: Sequence[tuple[str, str]]) -> list[Reading]:
    """Read articles, each given by its title and text, together: that costs a third of one by one."""
    passages = list(_passages([part for title, text in articles for part in (title, text[:MOST_CHARACTERS])]))
    return [
        Reading(title, text, title.words(MOST_WORDS), text.words(LEAD_WORDS))
        for title, text in zip(passages[::2], passages[1::2], strict=True)
    ]


def _passages(texts: Sequence[str]) -> Iterator[Passage]:
    for found, numbered in groupby(scan(texts), key=itemgetter(0)):
        telling = ~(found.digits | among(found.words, _silent()))
        for _, number in numbered:
            first = found.bounds[number]
            last = min(found.bounds[number + 1], first + MOST_WORDS)
            yield Passage(found=found, first=first, last=last, telling=telling[first:last])


@cache
def _silent() -> Wide:
    ((found, _),) = scan([" ".join(STOP_WORDS | _CALLS)])
    return np.unique(found.words)


def stems_of(listed: str) -> Short:
    """The hashes of the stems of the words in *listed*, in order."""
    ((found, _),) = scan([listed])
    return found.stems


def among(hashes: npt.NDArray[_Hash], known: npt.NDArray[_Hash]) -> npt.NDArray[np.bool_]:
    """Which of *hashes* are in *known*, which is ascending and not empty."""
    found: npt.NDArray[np.bool_] = known.take(known.searchsorted(hashes), mode="clip") == hashes
    return found
