"""◇ Direction marks: what to take out of outside text, what to put around Latin names inside Arabic.

Rules: Unicode Standard Annex #9 (the bidirectional algorithm). A paragraph takes its direction from its first
strong character outside isolates (rules P2 and P3); U+2068 FIRST STRONG ISOLATE … U+2069 POP DIRECTIONAL
ISOLATE keep a run from reordering its neighbours.
"""

import re
import unicodedata

_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"
_RIGHT_TO_LEFT_MARK = "\u200f"
_OPEN_ISOLATES = frozenset("\u2066\u2067\u2068")

# Marks of direction, zero-width spaces, soft hyphens, C0/C1 controls other than tab and line ends,
# interlinear and object placeholders, and lone surrogates (unencodable, so they would fail far from here).
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffc\ud800-\udfff]"
)
# A zero-width non-joiner is spelling in Persian and Kurdish, a joiner is spelling in an emoji sequence;
# anywhere else both are leftovers of page layout.
_STRAY_JOINER = re.compile(r"\u200c(?![^\W\d_])|(?<![^\W\d_])\u200c|\u200d(?![^\w\s])|(?<![^\w\s])\u200d")


def strip_controls(text: str) -> str:
    """The text without direction marks, zero-width padding, control characters and lone surrogates.

    Line ends and tabs stay; so do the joiners that spell Persian words and compound emoji.
    """
    bare = _INVISIBLE.sub("", text)
    return _STRAY_JOINER.sub("", bare) if "\u200c" in bare or "\u200d" in bare else bare


def isolate(text: str) -> str:
    """One Latin or number run, wrapped so that an Arabic line around it keeps its order; "" stays ""."""
    bare = strip_controls(text)
    return f"{_FIRST_STRONG_ISOLATE}{bare}{_POP_ISOLATE}" if bare else ""


def first_strong_is_rtl(text: str) -> bool:
    """Whether a reader's client lays this line out from the right by itself (UAX #9, P2 and P3)."""
    depth = 0
    for character in text:
        if character in _OPEN_ISOLATES:
            depth += 1
        elif character == _POP_ISOLATE:
            depth = max(0, depth - 1)
        elif depth == 0:
            match unicodedata.bidirectional(character):
                case "R" | "AL":
                    return True
                case "L":
                    return False
                case _:
                    pass
    return False


def direction_safe(line: str) -> str:
    """The line, with a mark in front when it would otherwise be laid out from the left; "" stays ""."""
    return line if not line or first_strong_is_rtl(line) else _RIGHT_TO_LEFT_MARK + line
