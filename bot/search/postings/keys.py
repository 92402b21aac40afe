"""◇ Terms as 64-bit numbers that sort as the terms do: what an index directory is made of.

Ten letters of a 64-letter alphabet fit in 61 bits, so that a term of an Arabic or Latin word, or a number,
*is* its key: it needs no table to be looked up in, a prefix is a range of keys, and a key can be read back.
The few longer terms meet under their first ten letters. A word of another script gets a hash above all of
these.
"""

import hashlib
from typing import Final

ALPHABET: Final = "0123456789abcdefghijklmnopqrstuvwxyzابتثجحخدذرزسشصضطظعغفقكلمنهوي"
"""The letters that a key can hold, in the order in which they sort."""
_BASE: Final = len(ALPHABET) + 1
LETTERS: Final = 10
"""How many letters of a term count."""
_READABLE: Final = _BASE**LETTERS
_CODES: Final = {letter: code for code, letter in enumerate(ALPHABET, 1)}
_PADDING: Final[tuple[int, ...]] = tuple(_BASE ** (LETTERS - length) for length in range(LETTERS + 1))
_POWERS: Final = tuple(_BASE**place for place in reversed(range(LETTERS)))


def term_key(term: str) -> int:
    """The key of *term*, which is a normalised word or stem; below 2⁶⁴ and never 0."""
    key = 0
    try:
        for letter in term[:LETTERS]:
            key = key * _BASE + _CODES[letter]
        return key * _PADDING[min(len(term), LETTERS)]
    except KeyError:
        digest = hashlib.blake2b(term.encode(errors="surrogatepass"), digest_size=8).digest()
        return _READABLE + int.from_bytes(digest, "big") % (2**64 - _READABLE)


def prefix_range(prefix: str) -> tuple[int, int]:
    """First and last key of the terms that begin with *prefix*; an empty range where none can be told."""
    prefix = prefix[:LETTERS]
    if not prefix or any(letter not in _CODES for letter in prefix):
        return 1, 0
    first = term_key(prefix)
    return first, first + _POWERS[len(prefix) - 1] - 1


def term_of(key: int) -> str | None:
    """The term, or its first ten letters, that *key* stands for; None where it is a hash."""
    if not 0 < key < _READABLE:
        return None
    letters = []
    for power in _POWERS:
        code, key = divmod(key, power)
        if code == 0:
            break
        letters.append(ALPHABET[code - 1])
    return "".join(letters)
