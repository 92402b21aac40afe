"""Any HTML to bounded, plain HTML: what may be handed to libxml2 from the open web.

libxml2 reads most broken markup in linear time, but not all of it: checking one tag of 200,000 attributes for
doubles takes it two minutes, half a million empty elements cost 100 MiB, and what is nested deeper than its
limit is lost with all that follows. So the tokens are read here, by rules that libxml2 cannot disagree with
because it only ever sees what this module writes: known elements, few attributes, bounded numbers and depth.
Scripts, styles and comments are left out; JSON-LD and the state of scripts are handed over as
text.
"""

import re
from dataclasses import dataclass
from typing import Final

MAX_CHARACTERS: Final = 2_000_000
_MAX_TAGS: Final = 40_000
_MAX_DEPTH: Final = 400
_MAX_TAG_CHARACTERS: Final = 20_000  # longer ones hold data: addresses, whose element is kept bare
_MAX_DATA_BLOCKS: Final = 20
_MAX_STATES: Final = 4
_MAX_STATE_CHARACTERS: Final = 1_000_000
_LEAST_STATE: Final = 200  # characters; shorter ones are settings

_NEXT: Final = re.compile(r"<(?=[a-zA-Z/!?])")
_COMMENT: Final = re.compile(r"<!--(?:>|->|.*?(?:--!?>|\Z))", re.DOTALL)
# A quote counts only after "="; possessive, so that nothing is read twice.
_TAG: Final = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,40})((?:[^>\"'=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')|[=\"'])*+)>"
)
_ATTRIBUTE: Final = re.compile(
    r"([a-zA-Z_:][a-zA-Z0-9_:.-]*)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?"
)
_KEPT_ATTRIBUTES: Final = frozenset(
    name
    for names in (
        "class id href src srcset datetime content property name itemprop itemtype rel type lang style",
        "hidden aria-hidden role title alt width height charset http-equiv data-src data-lazy data-lazy-src",
        "data-original data-post data-time data-date",
    )
    for name in names.split()
)
_STATE: Final = re.compile(r"__(?:NEXT|NUXT)_DATA__|__[A-Z_]*(?:NUXT|STATE|DATA)__\s*=")
_STREAM: Final = "__next_f"  # Next.js' app router pushes the state in many scripts: they are kept as one
_RAW: Final = frozenset(
    name
    for names in ("script style textarea title xmp iframe", "noembed noframes template svg math")
    for name in names.split()
)
_VOID: Final = frozenset(
    name
    for names in ("area base br col embed hr img", "input link meta source track wbr")
    for name in names.split()
)
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Elements that their next sibling ends: left open by many, legally, they make no depth.
_SELF_ENDING: Final = frozenset(
    ("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TamedMarkup:
    """What is left of a page: *html* for the parser, *json_ld* the texts of its structured data.

    *states* are what its scripts would build it from (`__NEXT_DATA__`, `window.__NUXT__`, the pushes of
    `__next_f` in one), as written.
    """

    html: str
    json_ld: tuple[str, ...]
    states: tuple[str, ...] = ()


def tame(source: str) -> TamedMarkup:
    """Rewrite *source* within the bounds above; never raises, linear in its length."""
    source = source[:MAX_CHARACTERS].replace("\0", "")
    written: list[str] = []
    json_ld: list[str] = []
    states: list[str] = []
    position = depth = 0
    heading = ""  # the one that is open: an end tag of any level ends it (HTML standard, 13.2.6.4.7)
    for _ in range(_MAX_TAGS):
        start = _NEXT.search(source, position)
        if start is None:
            break
        written.append(source[position : start.start()].replace("<", "&lt;"))
        position = start.start()
        if source.startswith(("<!", "<?"), position):
            position = _after_declaration(source, position)
            continue
        tag = _TAG.match(source, position)
        if tag is None:
            position = _after_bad_tag(source, position)
            continue
        position = tag.end()
        closing, name, attributes = tag[1], tag[2].lower(), tag[3]
        if name in _RAW:
            if not closing:
                position = _take_raw(source, tag, written, json_ld, states)
        elif closing:
            depth -= depth > 0 and name not in _SELF_ENDING
            if name in _HEADINGS:
                name, heading = heading or name, ""
            written.append(f"</{name}>")
        elif depth < _MAX_DEPTH or name in _VOID or name in _SELF_ENDING:
            depth += name not in _VOID and name not in _SELF_ENDING
            heading = name if name in _HEADINGS else heading
            written.append(f"<{name}{_attributes(attributes) if attributes else ''}>")
    else:
        position = len(source)
    written.append(source[position:].replace("<", "&lt;"))
    return TamedMarkup(html="".join(written), json_ld=tuple(json_ld), states=tuple(states))


def _after_declaration(source: str, position: int) -> int:
    """Past a comment, doctype, CDATA mark or processing instruction."""
    comment = _COMMENT.match(source, position)
    if comment is not None:
        return comment.end()
    end = source.find(">", position)
    return len(source) if end < 0 else end + 1


def _after_bad_tag(source: str, position: int) -> int:
    """Past «</>» or a name that is none; a tag that never ends takes the rest of the page with it."""
    end = source.find(">", position)
    return len(source) if end < 0 else end + 1


def _take_raw(
    source: str, tag: re.Match[str], written: list[str], json_ld: list[str], states: list[str]
) -> int:
    """Past an element whose content is no markup; the title is kept, and structured data set aside."""
    name = tag[2].lower()
    if tag[3].endswith("/") and name in {"svg", "math"}:
        return tag.end()
    close = re.compile(rf"</{name}\b", re.IGNORECASE).search(source, tag.end())
    end = len(source) if close is None else close.start()
    if name == "title":
        written.append(f"<title>{source[tag.end() : end].replace('<', '&lt;')}</title>")
    elif name == "script" and "ld+json" in tag[3].lower() and len(json_ld) < _MAX_DATA_BLOCKS:
        json_ld.append(source[tag.end() : end])
    elif name == "script" and source.find(_STREAM, tag.end(), min(end, tag.end() + 40)) >= 0:
        _take_push(source[tag.end() : end], states)
    elif name == "script" and _holds_state(source, tag, end) and len(states) < _MAX_STATES:
        states.append(source[tag.end() : end])
    return end


def _take_push(script: str, states: list[str]) -> None:
    """Add *script* to the pushes before it."""
    at = next((at for at, state in enumerate(states) if _STREAM in state[:40]), None)
    if at is None:
        states.append(script)
    elif len(states[at]) + len(script) <= _MAX_STATE_CHARACTERS:
        states[at] += script


def _holds_state(source: str, tag: re.Match[str], end: int) -> bool:
    """True for a script that is a page's state by its id or by what it assigns first."""
    if not _LEAST_STATE <= end - tag.end() <= _MAX_STATE_CHARACTERS:
        return False
    return bool(_STATE.search(tag[3]) or _STATE.search(source, tag.end(), tag.end() + 80))


def _attributes(text: str) -> str:
    if len(text) > _MAX_TAG_CHARACTERS:
        return ""
    kept: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        name = match[1].lower()
        if name in _KEPT_ATTRIBUTES and name not in kept:
            value = match[2] or match[3] or match[4] or ""
            kept[name] = f' {name}="{value.replace(chr(34), "&quot;")}"'
    return "".join(kept.values())
