"""Whether this machine can draw Arabic: Pillow needs the system's FriBidi for it."""

from PIL import features

FRIBIDI = bool(features.check("raqm"))


def report_line() -> str:
    """What the header of a test run says about it."""
    return "cards: drawn" if FRIBIDI else "cards: no libfribidi, the tests of cards are not collected"
