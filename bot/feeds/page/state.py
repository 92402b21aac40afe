"""The state that a page's scripts build it from: where the article stands when the markup does not show it.

Next.js keeps it as JSON (`__NEXT_DATA__`) or streams it (`bot.feeds.page.flight`), Nuxt 3 as a flat array
whose objects point by position (devalue), Nuxt 2 and others as a script that assigns it. No key is known
beforehand: the article is the object that holds the page's headline, its text the value with the most
sentences in it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeAlias

from bot.feeds.page import flight
from bot.feeds.page.document import one_line
from bot.text.furniture import Kind, kind_of
from bot.text.html import paragraphs as html_paragraphs
from bot.text.normalize import normalize

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_MOST_TITLED: Final = 20  # objects under the headline that are looked into
_MAX_NODES: Final = 20_000
_MAX_DEPTH: Final = 30
_LEAST_WORDS: Final = 4
_LEAST_CHARACTERS: Final = 20  # of a paragraph
_LEAST_BODY: Final = 60  # characters of a text that its headline vouches for
_LEAST_UNNAMED: Final = 300  # of one that nothing vouches for
_LONGEST_TITLE: Final = 300
_TITLES: Final = re.compile(r"^(?:title|headline|name|subject|slug)$|title$", re.IGNORECASE)
_DATES: Final = re.compile(r"publish|created_?at|^date$|^pub_?date$|news_?date", re.IGNORECASE)
_LITERAL: Final = re.compile(r'"((?:[^"\\\n]|\\.){60,}+)("?)')  # one without an end is passed over whole
_ARABIC: Final = re.compile("[\u0620-\u064a]{2}")
_STATED: Final = re.compile(r'<time datetime="([^"]{4,40})"')
_DECODER: Final = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldArticle:
    """What the state says: paragraphs, and the times beside them as written."""

    paragraphs: tuple[str, ...]
    published: tuple[str, ...] = ()


def told_article(states: Sequence[str], titles: Sequence[str], *, sure: bool) -> ToldArticle | None:
    """The article among *states* whose headline one of *titles* is; else the longest text.

    *sure*: the page says that it is an article. Where it does not, what looks like the headline may be the
    site's name: only a dated text below it counts.

    Never raises for what a state may hold; bounded in the objects that it looks at.
    """
    keys = {normalize(one_line(title)) for title in titles if len(title.split()) >= 2}
    longest = ToldArticle(paragraphs=())
    for state in states:
        loaded = _loaded(state)
        if loaded is not None:
            titled = (node for node in _objects(loaded) if _is_titled(node, keys))
            for node in islice(titled, _MOST_TITLED):
                told = _told(node)
                if told is not None and (
                    sure or (told.published and _size(told.paragraphs) >= 2 * _LEAST_BODY)
                ):
                    return told
        texts = _literals(state) if loaded is None else _strings(loaded)
        read = (_read(text, keys) for text in texts)
        longest = max((longest, *read), key=lambda told: _size(told.paragraphs))
    if not sure or _size(longest.paragraphs) < _LEAST_UNNAMED or len(longest.paragraphs) < 2:
        return None
    return longest


def _loaded(state: str) -> Json:
    """*state* as JSON, whole or as what its first assignment assigns; None when it is a program."""
    text = state.strip()
    if flight.MARK in text[:40]:
        return flight.read_flight(text)
    if not text.startswith(("{", "[")):
        text = text.partition("=")[2].strip()
    if not text.startswith(("{", "[")):
        return None
    try:
        loaded: Json = _DECODER.raw_decode(text)[0]  # a program may follow: `;(function(){…}())`
    except (ValueError, RecursionError):
        return None
    return _pointed(loaded) if isinstance(loaded, list) else loaded


def _pointed(flat: list[Json]) -> Json:
    """The objects of a flat array with the values that they point to in their places, one step each."""

    def value(pointer: Json) -> Json:
        inside = isinstance(pointer, int) and not isinstance(pointer, bool) and 0 <= pointer < len(flat)
        return flat[pointer] if inside and isinstance(pointer, int) else None

    objects = (entry for entry in flat if isinstance(entry, dict))
    pointing = [
        {key: value(pointer) for key, pointer in entry.items()}
        for entry in objects
        if entry and all(isinstance(pointer, int) for pointer in entry.values())
    ]
    return [*pointing, *flat] if pointing else flat


def _objects(loaded: Json) -> Iterator[dict[str, Json]]:
    return (node for node in _walk(loaded) if isinstance(node, dict))


def _strings(loaded: Json) -> Iterator[str]:
    return (node for node in _walk(loaded) if isinstance(node, str) and len(node) >= _LEAST_BODY)


def _walk(loaded: Json) -> Iterator[Json]:
    """Every value, in the order of the document; bounded in number and depth."""
    pending: list[tuple[Json, int]] = [(loaded, 0)]
    for _ in range(_MAX_NODES):
        if not pending:
            return
        node, depth = pending.pop()
        yield node
        if depth >= _MAX_DEPTH:
            continue
        children = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
        pending.extend((child, depth + 1) for child in reversed(children))


def _is_titled(node: dict[str, Json], keys: set[str]) -> bool:
    return any(
        isinstance(text, str) and 0 < len(text) <= _LONGEST_TITLE and normalize(one_line(text)) in keys
        for text in node.values()
    )


def _told(node: dict[str, Json]) -> ToldArticle | None:
    """The value of *node* with the most sentences, lists of editor blocks joined; None when there is none."""
    texts = max(
        (_gathered(value) for key, value in node.items() if not _TITLES.search(key)), key=_size, default=()
    )
    if _size(texts) < _LEAST_BODY:
        return None
    stamps = (value for key, value in node.items() if _DATES.search(key))
    return ToldArticle(paragraphs=texts, published=tuple(stamp for stamp in stamps if isinstance(stamp, str)))


def _gathered(value: Json) -> tuple[str, ...]:
    """The sentences under *value*, in order; objects with a headline of their own are other articles."""
    if isinstance(value, str):
        return _sentences(value)
    found: list[str] = []
    pending: list[tuple[Json, int]] = [(value, 0)]
    for _ in range(_MAX_NODES):
        if not pending:
            break
        node, depth = pending.pop()
        if isinstance(node, str):
            found.extend(_sentences(node))
        elif isinstance(node, dict) and depth and any(_TITLES.search(key) for key in node):
            continue
        elif isinstance(node, dict | list) and depth < _MAX_DEPTH:
            children = list(node.values()) if isinstance(node, dict) else node
            pending.extend((child, depth + 1) for child in reversed(children))
    return tuple(found)


def _literals(program: str) -> Iterator[str]:
    """The long string literals of a script, unescaped."""
    for match in _LITERAL.finditer(program):
        if not match[2]:
            continue
        try:
            text = json.loads(match[0], strict=False)
        except ValueError:
            continue
        if isinstance(text, str):
            yield text


def _sentences(text: str) -> tuple[str, ...]:
    """The paragraphs of *text*, markup or plain, when they read like an article's."""
    if len(text) < _LEAST_CHARACTERS or text.startswith(("http", "/", "data:")) or not _ARABIC.search(text):
        return ()
    lines = [line for line in html_paragraphs(text) if kind_of(line) is not Kind.FURNITURE]
    told = any(len(line) >= _LEAST_CHARACTERS and len(line.split()) >= _LEAST_WORDS for line in lines)
    return tuple(lines) if told else ()


def _read(text: str, titles: set[str]) -> ToldArticle:
    """The sentences of *text*; those below the headline, and its first stamp, where it is a whole page's."""
    lines = _sentences(text)
    at = next((at for at, line in enumerate(lines) if normalize(line) in titles), None)
    if at is None:
        return ToldArticle(paragraphs=lines)
    below = tuple(line for line in lines[at + 1 :] if len(line.split()) >= _LEAST_WORDS)
    return ToldArticle(paragraphs=below, published=tuple(_STATED.findall(text)[:1]))


def _size(texts: Sequence[str]) -> int:
    return sum(map(len, texts))
