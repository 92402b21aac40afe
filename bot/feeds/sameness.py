"""◇ Is it what was read last time? Quick hashes of words and of bodies, by which a change is noticed.

They are no keys: whoever wants to can write two texts with one number, and hides nothing but his own change.
What an article is known by is hashed in `bot.feeds.identity`, where nobody can.
"""

import re
from typing import Final

from xxhash import xxh3_64_intdigest, xxh3_128

_FIRST_ENTRY: Final = re.compile(rb"<(?:item|entry)[\s>]")
_DECLARATION_BYTES: Final = 120


def words_hash(*texts: str) -> int:
    """A number of 63 bits for *texts* in their order, the same on every machine."""
    number = 0
    for text in texts:
        # Halves of letters, which JSON may bring, count like all others.
        number = xxh3_64_intdigest(text.encode("utf-8", "surrogatepass"), number)
    return number >> 1


def hash_body(body: bytes, content_type: str) -> bytes:
    """What decides whether a body is the same: all from its first entry on, and what names its encoding.

    What stands before the entries is left out, since it tells the time of the build.
    """
    digest = xxh3_128(content_type.encode("utf-8", "replace"))
    declaration, end, _ = body[:_DECLARATION_BYTES].partition(b"?>")
    digest.update(declaration if end else b"")
    first = _FIRST_ENTRY.search(body)
    digest.update(memoryview(body)[first.start() :] if first is not None else body)
    return digest.digest()
