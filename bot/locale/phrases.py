"""Look up a phrase of ar.toml and put values into it, with the six Arabic plural forms.

A phrase may hold ``{name}`` for a value and ``**…**`` for bold. Values are never read as markup: what a
publisher or a user wrote stays what it is. Plural rule: Unicode CLDR, cardinal, Arabic
(unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html#ar).
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib import resources
from typing import Any

from bot.text.richtext import RichText, Span, Style, compose

Value = str | int | Span | Sequence[Span | str]
"""What may stand in for ``{name}``: numbers are written in the reader's digits."""

_SLOT = re.compile(r"\{([a-z_]+)\}")
_PIECE = re.compile(r"(\*\*|\{[a-z_]+\})")
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class Digits(StrEnum):
    """How numbers are written."""

    WESTERN = "western"
    """123, as Iraqi newsrooms print them."""
    ARABIC = "arabic"
    """١٢٣."""


class Plural(StrEnum):
    """The six forms that an Arabic noun takes with a number."""

    ZERO = "zero"
    ONE = "one"
    TWO = "two"
    FEW = "few"
    MANY = "many"
    OTHER = "other"


def plural_of(number: int) -> Plural:
    """The form for *number*: 3–10 and 103–110 are few, 11–99 and 111–199 many, 100–102 and 200 other."""
    number = abs(number)
    if number <= 2:
        return (Plural.ZERO, Plural.ONE, Plural.TWO)[number]
    rest = number % 100
    if 3 <= rest <= 10:
        return Plural.FEW
    return Plural.MANY if rest >= 11 else Plural.OTHER


class Phrases:
    """The words of one language, looked up by dotted key such as ``search.nothing``."""

    __slots__ = ("_counted", "_digits", "_texts")

    def __init__(
        self, texts: Mapping[str, str], counted: Mapping[str, Mapping[Plural, str]], digits: Digits
    ) -> None:
        self._texts = texts
        self._counted = counted
        self._digits = digits

    @property
    def keys(self) -> frozenset[str]:
        """Every key, for the test that none is missing or unused."""
        return frozenset(self._texts) | frozenset(self._counted)

    def number(self, number: int) -> str:
        """*number* in the reader's digits."""
        return self.digits(str(number))

    def digits(self, text: str) -> str:
        """*text* with its digits as the reader wants them."""
        return text.translate(_EASTERN) if self._digits is Digits.ARABIC else text

    def counted(self, key: str, number: int) -> str:
        """A number with its noun in agreement: «خبر واحد، خبران، 3 أخبار، 11 خبراً، 100 خبر»."""
        return self._counted[key][plural_of(number)].replace("{n}", self.number(number))

    def text(self, key: str, **values: str | int) -> str:
        """The phrase as plain text; its bold marks are dropped. For buttons and notices."""
        return "".join(span.text for span in self.spans(key, **values))

    def rich(self, key: str, **values: Value) -> RichText:
        """The phrase as text and entities."""
        return compose(self.spans(key, **values))

    def spans(self, key: str, **values: Value) -> list[Span]:
        """The phrase in pieces, to stand among others.

        Raises:
            KeyError: no such phrase, or a slot without its value: a mistake in the program.
        """
        found: list[Span] = []
        bold = False
        for piece in _PIECE.split(self._texts[key]):
            if piece == "**":
                bold = not bold
            elif slot := _SLOT.fullmatch(piece):
                found += self._value(values[slot[1]], bold=bold)
            elif piece:
                found.append(Span(piece, (Style.BOLD,) if bold else ()))
        return found

    def _value(self, value: Value, *, bold: bool) -> list[Span]:
        if isinstance(value, int):
            value = self.number(value)
        if isinstance(value, str):
            return [Span(value, (Style.BOLD,) if bold else ())]
        if isinstance(value, Span):
            return [value]
        return [span for each in value for span in self._value(each, bold=bold)]


def load_phrases(digits: Digits = Digits.WESTERN) -> Phrases:
    """The Arabic phrases, read from ar.toml.

    Raises:
        ValueError: a counted phrase lacks one of the six forms.
    """
    source = resources.files(__package__).joinpath("ar.toml").read_text(encoding="utf-8")
    texts: dict[str, str] = {}
    counted: dict[str, Mapping[Plural, str]] = {}
    _flatten("", tomllib.loads(source), texts, counted)
    return Phrases(texts, counted, digits)


def _flatten(
    prefix: str, table: Mapping[str, Any], texts: dict[str, str], counted: dict[str, Mapping[Plural, str]]
) -> None:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            texts[key] = value.strip("\n")
        elif "other" in value:
            if set(value) != set(Plural):
                raise ValueError(f"ar.toml: {key} must have the six forms {', '.join(Plural)}")
            counted[key] = {Plural(form): text for form, text in value.items()}
        else:
            _flatten(f"{key}.", value, texts, counted)
