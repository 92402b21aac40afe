"""Decompress a body within bounds: gzip and deflate, the two that are offered to servers."""

import zlib
from typing import Final

from bot.web.answer import MIB, Fault

_RATIO: Final = 100  # text shrinks 3-15 times; what shrinks more beyond a MiB is a bomb
_MEMBERS: Final = 64  # a gzip body may be several, one after another; a newsroom's is one
_GZIP: Final = b"\x1f\x8b\x08"  # the mark, and the only method there is
_AUTO: Final = 47  # zlib's own recognition of gzip and zlib headers
_RAW: Final = -15


class UnpackError(Exception):
    """The body is not to be unpacked; *fault* says why."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault


def unpack(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """*body* without its Content-Encoding, at most *max_bytes*.

    A body that is no gzip although its header says so is passed on as it is: servers lie, parsers decide. A
    file that is one («sitemap.xml.gz») is unpacked though no header says so.

    Raises:
        UnpackError: too large, a bomb, cut off, damaged, or an encoding that was never offered.
    """
    encoding = encoding.strip().lower()
    if encoding in {"", "identity", "none", "utf-8"} or not body:
        return _members(body, _AUTO, max_bytes) if body.startswith(_GZIP) else body
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise UnpackError(Fault.GARBLED, f"content-encoding {encoding[:40]!r} was not offered")
    window = _window(body)
    if window is None and encoding != "deflate":
        return body
    return _members(body, _RAW if window is None else window, max_bytes)


def _members(body: bytes, window: int, max_bytes: int) -> bytes:
    """The members of *body* one after another; trailing bytes that are no member are padding."""
    parts: list[bytes] = []
    size = 0
    rest = body
    for _ in range(_MEMBERS):
        unpacker = zlib.decompressobj(window)
        try:
            parts.append(unpacker.decompress(rest, max_bytes - size + 1))
        except zlib.error as error:
            raise UnpackError(Fault.GARBLED, f"damaged compressed body: {error}") from error
        size += len(parts[-1])
        _refuse_excess(packed=len(body), unpacked=size, max_bytes=max_bytes)
        if not unpacker.eof:
            raise UnpackError(Fault.DISCONNECTED, "the compressed body is cut off")
        rest = unpacker.unused_data
        if not rest.startswith(_GZIP[:2]):
            return parts[0] if len(parts) == 1 else b"".join(parts)
    raise UnpackError(Fault.BOMB, f"more than {_MEMBERS} gzip members")


def _refuse_excess(*, packed: int, unpacked: int, max_bytes: int) -> None:
    if unpacked > MIB and packed * _RATIO < unpacked:
        raise UnpackError(Fault.BOMB, f"{packed} bytes unpack to {unpacked} or more")
    if unpacked > max_bytes:
        raise UnpackError(Fault.TOO_LARGE, f"more than {max_bytes} bytes unpacked")


def _window(body: bytes) -> int | None:
    if body.startswith(_GZIP[:2]):
        return _AUTO
    if len(body) >= 2 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0:
        return _AUTO
    return None
