"""Pictures for the news site: quiet landscapes under a coloured sky, each made from its name.

PNG with the standard library alone. A row is an integer of one byte per pixel, a layer is a bit mask over it:
800 by 450 pixels take about ten milliseconds.
"""

import hashlib
import math
import random
import struct
import zlib
from functools import lru_cache

WIDTH, HEIGHT = 800, 450
SKIES = (
    ((246, 211, 140), (196, 108, 84)),
    ((188, 222, 232), (58, 124, 158)),
    ((252, 222, 180), (226, 138, 90)),
    ((214, 220, 214), (110, 138, 132)),
    ((236, 200, 204), (120, 92, 140)),
    ((204, 226, 196), (52, 122, 108)),
)
SKY_STEPS = 96
SUN, FIRST_LAYER = SKY_STEPS, SKY_STEPS + 1
Colour = tuple[int, int, int]


@lru_cache(maxsize=64)
def picture(name: str) -> bytes:
    """The PNG of *name*: always the same one."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    dice = random.Random(seed)  # noqa: S311 (a landscape, not a secret)
    top, bottom = SKIES[seed % len(SKIES)]
    layers = _layers(dice)
    palette = [_mixed(top, bottom, step / (SKY_STEPS - 1)) for step in range(SKY_STEPS)]
    palette.append(_mixed(top, (255, 250, 235), 0.75))
    shade = _mixed(bottom, (18, 34, 40), 0.22)
    palette += [_mixed(shade, (16, 26, 32), n / len(layers)) for n in range(len(layers))]
    return _png(_rows(layers, dice), palette)


def _layers(dice: random.Random) -> list[bytes]:
    """The upper edges of hills, a skyline and a river bank, from far to near, in half pixels."""
    hills = [_ridge(dice, 128 + 14 * n, 30 - 6 * n) for n in range(2)]
    return [*hills, _skyline(dice, 176), _ridge(dice, 196, 6), _ridge(dice, 212, 4)]


def _ridge(dice: random.Random, level: float, swing: float) -> bytes:
    waves = [(dice.uniform(0.4, 3.2), dice.uniform(0, math.tau), dice.uniform(0.3, 1)) for _ in range(4)]
    total = sum(weight for _, _, weight in waves)
    return bytes(
        int(level - swing * sum(w * math.sin(f * x * math.tau / WIDTH + p) for f, p, w in waves) / total)
        for x in range(WIDTH)
    )


def _skyline(dice: random.Random, level: int) -> bytes:
    """Houses, here and there a dome or a minaret."""
    tops = bytearray([level]) * WIDTH
    at = dice.randrange(0, 30)
    while at < WIDTH - 60:
        kind = dice.choices(("house", "dome", "minaret", "gap"), (6, 2, 1, 3))[0]
        width = {"house": dice.randrange(18, 60), "dome": dice.randrange(44, 74), "minaret": 9, "gap": 24}[
            kind
        ]
        base = level - dice.randrange(4, 26)
        for x in range(at, min(at + width, WIDTH)):
            if kind == "dome":
                reach = (x - at - width / 2) / (width / 2)
                tops[x] = int(level - 8 - width / 3.2 * math.sqrt(max(0.0, 1 - reach * reach)))
            elif kind == "minaret":
                tops[x] = level - (60 if abs(x - at - 4) <= 2 else 46)
            elif kind == "house":
                tops[x] = base
        at += width + dice.randrange(0, 10)
    return bytes(tops)


def _rows(layers: list[bytes], dice: random.Random) -> bytes:
    """The pixels, row by row, each with PNG's filter byte 0."""
    sun_x, sun_y, sun_r = dice.randrange(140, WIDTH - 140), dice.randrange(90, 190), dice.randrange(34, 56)
    ones = int.from_bytes(b"\x01" * WIDTH, "big")
    out = bytearray()
    for y in range(HEIGHT):
        row = bytearray([min(SKY_STEPS - 1, y * SKY_STEPS // 330)]) * WIDTH
        half = math.isqrt(max(0, sun_r * sun_r - (y - sun_y) ** 2))
        row[sun_x - half : sun_x + half] = bytes([SUN]) * (2 * half)
        pixels = int.from_bytes(row, "big")
        below = bytes([255 if edge * 2 <= y else 0 for edge in range(256)])
        for number, tops in enumerate(layers):
            mask = int.from_bytes(tops.translate(below), "big")
            pixels = (pixels & ~mask) | (mask & (ones * (FIRST_LAYER + number)))
        out += b"\0" + pixels.to_bytes(WIDTH, "big")
    return bytes(out)


def _mixed(a: Colour, b: Colour, part: float) -> Colour:
    red, green, blue = (round(x + (y - x) * part) for x, y in zip(a, b, strict=True))
    return red, green, blue


def _png(rows: bytes, palette: list[Colour]) -> bytes:
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in palette)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"PLTE", colours)
        + _chunk(b"IDAT", zlib.compress(rows, 6))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
