"""◇ People and bodies that an article tells of, precision first: a wrong hashtag is worse than none.

A body counts by its full name, unless the word after it makes it a namesake («وزارة الدفاع الأمريكية»). A
person counts only where a title stands before the name, the name begins with a known first name, and it ends
in a family name with the article: «رئيس الوزراء محمد شياع السوداني». The rest is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from bot.text.name_tables import BODIES, FAMILY_NAMES_NOT, FIRST_NAMES, TITLES
from bot.text.tokens import words

READ_WORDS: Final = 60
_LONGEST_TITLE: Final = 4
_LONGEST_NAME: Final = 4
_CLITICS: Final = ("", "و", "ب", "ل", "ف", "ول", "وب")

_UPON: Final = "على"
"""Normalised it is the name «علي»."""
_OF_FAITH: Final = "الدين"
"""«سعد الدين العثماني»: the first half of a name."""
_AROUND: Final = "،,.؛:»\"'”)!؟?"
_NAMESAKES: Final = frozenset(words("وزارة مجلس رئاسة المحكمة الشرطة جهاز"))
"""First words of bodies that other states have under the same name."""
_OWN: Final = frozenset(words("العراقي العراقية الاتحادي الاتحادية الدولي"))

Run = tuple[str, ...]


@cache
def _bodies() -> dict[str, tuple[tuple[Run, str], ...]]:
    """The names that a word may begin, the longest first, each with its canonical name."""
    found: dict[str, list[tuple[Run, str]]] = {}
    for line in BODIES.strip().splitlines():
        canonical, _, aliases = line.partition(":")
        for name in (canonical, *aliases.split("|")):
            run = tuple(words(name))
            for first in _forms(run[0]) if run else ():
                found.setdefault(first, []).append((run, canonical.strip()))
    return {first: tuple(sorted(names, key=lambda one: -len(one[0]))) for first, names in found.items()}


def _forms(word: str) -> Iterator[str]:
    for clitic in _CLITICS:
        if clitic.endswith("ل") and word.startswith("ال"):
            yield f"{clitic}ل{word[2:]}"
        else:
            yield f"{clitic}{word}"


@cache
def _titles() -> frozenset[Run]:
    titles = [tuple(words(title)) for title in TITLES.split("|")]
    return frozenset((form, *title[1:]) for title in titles for form in _forms(title[0]))


@cache
def _first_names() -> frozenset[str]:
    return frozenset(words(FIRST_NAMES))


@cache
def _no_family() -> frozenset[str]:
    return frozenset(words(FAMILY_NAMES_NOT))


def names_in(headline: str, text: str) -> tuple[str, ...]:
    """The people and bodies that an article tells of: those of the headline first, then those of its lead.

    Bodies have their canonical name; people are written as the article writes them.
    """
    lead = " ".join(text.split(maxsplit=READ_WORDS)[:READ_WORDS])
    return names_of(_told(headline), _told(lead))


class Told(NamedTuple):
    """The words of a part of an article that are read, and where bodies may begin in them.

    *written* is the part as it is written, None where no first name comes straight after the end of a title:
    then nobody is introduced in it.
    """

    run: Sequence[str]
    begun: Sequence[int]
    written: str | None


def _told(written: str) -> Told:
    run = words(written)
    bodies = _bodies()
    return Told(run, [at for at, word in enumerate(run) if word in bodies], written)


def names_of(*parts: Told) -> tuple[str, ...]:
    """`names_in` for parts whose words are known."""
    found: dict[str, None] = {}
    for run, begun, written in parts:
        found.update(dict.fromkeys(_bodies_in(run, begun)))
        if written is not None and _introduces(run := list(run)):
            tokens = written.split(maxsplit=len(run))[: len(run)]
            found.update(dict.fromkeys(_people_in([_bare(token) for token in tokens], tokens)))
    return tuple(found)


def body_beginnings() -> Iterable[str]:
    """The normalised words that the name of a body may begin with, clitics included."""
    return _bodies()


def first_names() -> Iterable[str]:
    """The normalised first names of people."""
    return _first_names()


def title_ends() -> Iterator[str]:
    """The normalised words that a title may end with."""
    return (title[-1] for title in _titles())


def _introduces(run: Sequence[str]) -> bool:
    """Whether a title stands before a first name: only then is the writing itself looked at."""
    first_names = _first_names()
    return any(_titled(run, at) for at, word in enumerate(run) if word in first_names)


def _titled(run: Sequence[str], at: int) -> bool:
    titles = _titles()
    return any(tuple(run[max(0, at - length) : at]) in titles for length in range(1, _LONGEST_TITLE + 1))


def _bare(token: str) -> str:
    """The one word of a token; "" where it holds several or none, so that no name runs over it."""
    found = words(token)
    return found[0] if len(found) == 1 else ""


def _bodies_in(run: Sequence[str], begun: Iterable[int]) -> Iterator[str]:
    bodies = _bodies()
    done = 0
    for at in begun:
        for name, canonical in bodies[run[at]] if at >= done else ():
            end = at + len(name)
            if tuple(run[at + 1 : end]) == name[1:]:
                if not _of_another(name, run[end] if end < len(run) else ""):
                    yield canonical
                done = end
                break


def _of_another(name: Run, after: str) -> bool:
    """«وزارة الدفاع الأمريكية», «الاتحاد الأفريقي لكرة القدم»: a namesake, told by the word *after* it."""
    if after == "لكره":
        return True
    foreign = after.startswith("ال") and after.endswith(("ي", "يه")) and after not in _OWN
    return name[0] in _NAMESAKES and foreign


def _people_in(run: Sequence[str], written: Sequence[str]) -> Iterator[str]:
    first_names = _first_names()
    for at, word in enumerate(run):
        if word in first_names and written[at] != _UPON and _titled(run, at):
            end = _family_name(run, written, at)
            if end is not None:
                yield " ".join(written[at:end]).strip(_AROUND)


def _family_name(run: Sequence[str], written: Sequence[str], at: int) -> int | None:
    """Where the name that begins *at* ends: after the first word with the article; None where none has it."""
    for place in range(at + 1, min(at + _LONGEST_NAME, len(run))):
        if written[place - 1][-1:] in _AROUND or not run[place]:
            return None
        if run[place].startswith("ال") and len(run[place]) > 4 and run[place] != _OF_FAITH:
            return None if run[place] in _no_family() else place + 1
        if place > at + 1 and run[place] != _OF_FAITH and run[place] not in _first_names():
            return None
    return None
