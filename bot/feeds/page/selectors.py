"""CSS selectors for the rules of a source, turned into XPath: the part of CSS that such rules need.

Understood: `tag`, `*`, `#id`, `.class`, `[attr]`, `[attr=value]`, `[attr^=…]`, `[attr$=…]`, `[attr*=…]`,
`[attr~=…]`, `:first-child`, `:last-child`, `:nth-child(n)`, `:not(one simple selector)`, descent by a space,
`>`, `+`, `~`, and lists by a comma. Anything else is refused by name when the rules are read, not later.
"""

import re
from typing import Final

from lxml import etree

_SIMPLE: Final = re.compile(
    r"""(?P<tag>[a-zA-Z][a-zA-Z0-9]*|\*)
    |\#(?P<id>[\w-]+)
    |\.(?P<name>[\w-]+)
    |\[\s*(?P<attribute>[\w:-]+)\s*(?:(?P<operator>[~^$*]?=)\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\]\s"']+))\s*)?\]
    |:not\(\s*(?P<not>[^()]+?)\s*\)
    |:nth-child\(\s*(?P<nth>[0-9]{1,4})\s*\)
    |:(?P<pseudo>first-child|last-child)""",
    re.VERBOSE,
)
_COMBINATOR: Final = re.compile(r"\s*([>+~])\s*|\s+")
_AXES: Final = {
    None: "//",
    ">": "/",
    "+": "/following-sibling::*[1]/self::",
    "~": "/following-sibling::",
}
_MAX_CHARACTERS: Final = 500


class Selector:
    """A selector ready to be asked; *css* is refused with ValueError when any of it is not understood."""

    def __init__(self, css: str) -> None:
        if not css.strip() or len(css) > _MAX_CHARACTERS:
            raise ValueError(f"not a selector: {css[:60]!r}")
        self.css = css
        self._find = etree.XPath(" | ".join(_path(part.strip()) for part in _split_list(css)))

    def all(self, root: etree._Element) -> list[etree._Element]:
        """The elements that match, *root* and below, in document order."""
        found = self._find(root)
        nodes = found if isinstance(found, list) else []
        return [node for node in nodes if etree.iselement(node)]

    def first(self, root: etree._Element) -> etree._Element | None:
        """The first match, or None."""
        return next(iter(self.all(root)), None)


def _split_list(css: str) -> list[str]:
    """At commas outside brackets and quotes."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(css):
        depth += (character in "[(") - (character in "])")
        if character == "," and depth == 0:
            parts.append(css[start:at])
            start = at + 1
    return [*parts, css[start:]]


def _path(css: str) -> str:
    path = ""
    position = 0
    combinator: str | None = None
    if not css:
        raise ValueError("an empty selector in the list")
    while position < len(css):
        node, tests, position = _compound(css, position)
        path += f"{_AXES[combinator] if path else 'descendant-or-self::'}{node}{tests}"
        if position < len(css):
            joint = _COMBINATOR.match(css, position)
            if joint is None or joint.end() == len(css):
                raise ValueError(f"not understood in selector {css!r}: {css[position:]!r}")
            combinator, position = joint[1], joint.end()
    return path


def _compound(css: str, position: int) -> tuple[str, str, int]:
    """One element's tests: `div.entry#main[lang]`."""
    node, tests, start = "*", "", position
    while (match := _SIMPLE.match(css, position)) is not None:
        if match["tag"]:
            if position != start:
                raise ValueError(f"an element name must come first: {css!r}")
            node = match["tag"].lower()
        else:
            tests += f"[{_test(match)}]"
        position = match.end()
    if position == start:
        raise ValueError(f"not understood in selector {css!r}: {css[position:]!r}")
    return node, tests, position


def _test(match: re.Match[str]) -> str:
    if match["name"]:
        return _has_word("class", match["name"])
    if match["attribute"] or match["id"]:
        value = match["id"] or match["double"] or match["single"] or match["bare"] or ""
        operator = "=" if match["id"] else match["operator"]
        return _attribute_test((match["attribute"] or "id").lower(), operator, value)
    if match["not"]:
        return _negation(match["not"])
    if match["pseudo"] == "last-child":
        return "not(following-sibling::*)"
    return f"count(preceding-sibling::*)={int(match['nth'] or 1) - 1}"


def _negation(css: str) -> str:
    node, tests, end = _compound(css, 0)
    if end != len(css):
        raise ValueError(f"not understood inside :not(): {css!r}")
    name = "" if node == "*" else f"[self::{node}]"
    return f"not(self::*{name}{tests})"


def _attribute_test(name: str, operator: str | None, value: str) -> str:
    if operator is None:
        return f"@{name}"
    quoted = _quoted(value)
    if operator == "=":
        return f"@{name}={quoted}"
    if not value or operator == "~=":
        return _has_word(name, value) if value else "false()"
    if operator == "^=":
        return f"starts-with(@{name}, {quoted})"
    if operator == "*=":
        return f"contains(@{name}, {quoted})"
    return f"substring(@{name}, string-length(@{name}) - {len(value) - 1})={quoted}"


def _has_word(name: str, word: str) -> str:
    return f"contains(concat(' ', normalize-space(@{name}), ' '), {_quoted(f' {word} ')})"


def _quoted(text: str) -> str:
    if '"' in text and "'" in text:
        raise ValueError(f"both kinds of quotes in one value: {text!r}")
    return f"'{text}'" if '"' in text else f'"{text}"'
