"""A headline card: Card → JPEG bytes, in Arabic typography, for news without a picture.

Runs in a worker process, which alone imports the imaging library. HarfBuzz shapes and FriBidi orders the
text (Pillow's *raqm* layout): where the machine has no FriBidi there is no card, since letters that do not
join are worse than none.
"""

import io
from typing import TYPE_CHECKING, Final

import msgspec

from bot.cards.card import Card, card_of

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

FAMILY: Final = "IBM Plex Sans Arabic"
WIDTH: Final = 1280
HEIGHT: Final = 720
MARGIN: Final = 84
QUALITY: Final = 90
SIZES: Final = tuple(range(84, 39, -4))
"""Of the headline in pixels: the largest that fits is taken."""
MOST_LINES: Final = 4
TOP: Final = 196
BOTTOM: Final = 560
"""The headline stands between them."""
SMALL: Final = 34
ALARM: Final = (200, 30, 36)
WHITE: Final = (255, 255, 255)
SOFT: Final = (222, 226, 232)
LOGO: Final = (300, 104)


class CardError(Exception):
    """The card cannot be drawn on this machine, or not from this."""


def draw_card(address: str) -> bytes:
    """The card of *address* as JPEG.

    Raises:
        CardError: no card; the text says why.
    """
    from PIL import Image, ImageDraw, features  # noqa: PLC0415 - only workers pay for the imaging library

    if not features.check("raqm"):
        raise CardError("no FriBidi: install the system's libfribidi to have Arabic drawn")
    try:
        card = card_of(address)
    except msgspec.MsgspecError as error:
        raise CardError(f"no card: {error}") from error
    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    _ground(draw, _rgb(card.colour))
    _kicker(draw, card)
    _headline(draw, card)
    _foot(draw, card)
    if card.logo is not None:
        _logo(image, card.logo)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _font(weight: str, size: int) -> "FreeTypeFont":
    import fontpkg  # noqa: PLC0415 - see draw_card
    from PIL import ImageFont  # noqa: PLC0415 - see draw_card

    path = fontpkg.path(FAMILY, weight=weight)
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)


def _ground(draw: "ImageDraw", colour: tuple[int, int, int]) -> None:
    """From the channel's colour at the top to a darker one, so that white text stands on either."""
    for row in range(HEIGHT):
        share = 1 - 0.45 * row / HEIGHT
        draw.line([(0, row), (WIDTH, row)], fill=tuple(round(part * share) for part in colour))
    edge = tuple(min(255, round(part * 1.5 + 40)) for part in colour)
    draw.rectangle([WIDTH - 18, 0, WIDTH, HEIGHT], fill=edge)


def _kicker(draw: "ImageDraw", card: Card) -> None:
    """«عاجل» on red, else the section's name over a short line."""
    if not card.kicker:
        return
    font = _font("bold" if card.breaking else "semibold", 42 if card.breaking else 38)
    right, middle = WIDTH - MARGIN, 108
    width = font.getlength(card.kicker, direction="rtl", language="ar")
    if card.breaking:
        draw.rounded_rectangle([right - width - 60, middle - 42, right, middle + 42], radius=12, fill=ALARM)
        right -= 30
    else:
        draw.rectangle([right - 64, middle + 36, right, middle + 41], fill=WHITE)
    draw.text(
        (right, middle - 4), card.kicker, font=font, fill=WHITE, anchor="rm", direction="rtl", language="ar"
    )


def _headline(draw: "ImageDraw", card: Card) -> None:
    """The headline as large as it fits, its lines of nearly one length, in the middle of its place."""
    font, lines = _fitted(card.headline)
    height = round(font.size * 1.5)
    at = TOP + (BOTTOM - TOP - height * len(lines)) // 2 + height // 2
    for line in lines:
        draw.text(
            (WIDTH - MARGIN, at), line, font=font, fill=WHITE, anchor="rm", direction="rtl", language="ar"
        )
        at += height


def _fitted(headline: str) -> tuple["FreeTypeFont", list[str]]:
    room = WIDTH - 2 * MARGIN
    for size in SIZES:
        font = _font("bold", size)
        lines = _wrapped(headline, font, room)
        if len(lines) <= MOST_LINES and len(lines) * size * 1.5 <= BOTTOM - TOP:
            return font, _balanced(headline, font, room, len(lines))
    font = _font("bold", SIZES[-1])
    lines = _wrapped(headline, font, room)[:MOST_LINES]
    lines[-1] = lines[-1].rsplit(" ", 1)[0] + "…"
    return font, lines


def _wrapped(text: str, font: "FreeTypeFont", room: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer, direction="rtl", language="ar") > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _balanced(text: str, font: "FreeTypeFont", room: int, count: int) -> list[str]:
    """As many lines, but none much shorter than the others: a last line of one word looks forgotten."""
    narrow, wide = room // 3, room
    while wide - narrow > 16:
        middle = (narrow + wide) // 2
        lines = _wrapped(text, font, middle)
        fits = len(lines) <= count and all(
            font.getlength(line, direction="rtl", language="ar") <= room for line in lines
        )
        narrow, wide = (narrow, middle) if fits else (middle, wide)
    return _wrapped(text, font, wide)


def _foot(draw: "ImageDraw", card: Card) -> None:
    draw.line([(MARGIN, 606), (WIDTH - MARGIN, 606)], fill=SOFT, width=2)
    draw.text(
        (WIDTH - MARGIN, 652),
        card.source,
        font=_font("semibold", SMALL),
        fill=WHITE,
        anchor="rm",
        direction="rtl",
        language="ar",
    )
    draw.text(
        (MARGIN, 652),
        card.date,
        font=_font("regular", SMALL),
        fill=SOFT,
        anchor="lm",
        direction="rtl",
        language="ar",
    )


def _logo(image: "Image", path: str) -> None:
    from PIL import Image  # noqa: PLC0415 - see draw_card

    try:
        with Image.open(path) as opened:
            logo = opened.convert("RGBA")
    except OSError as error:
        raise CardError(f"no logo: {error}") from error
    logo.thumbnail(LOGO)
    image.paste(logo, (MARGIN, 108 - logo.height // 2), logo)
