"""Card: what a headline card shows, and the address by which it travels where a photo's address does."""

from dataclasses import dataclass
from typing import Final

import msgspec

SCHEME: Final = "card:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a card shows: *kicker* is the line above, *colour* is ``#rrggbb``, *logo* a picture's path."""

    headline: str
    kicker: str
    source: str
    date: str
    colour: str
    breaking: bool = False
    logo: str | None = None


def address_of_card(card: Card) -> str:
    """The card as an address: two cards have one address if and only if they look alike."""
    return SCHEME + msgspec.json.encode(card).decode()


def is_card(address: str | None) -> bool:
    """Whether the address is of a card that we draw."""
    return address is not None and address.startswith(SCHEME)


def card_of(address: str) -> Card:
    """The card of an address.

    Raises:
        msgspec.MsgspecError: it is of none.
    """
    return msgspec.json.decode(address.removeprefix(SCHEME), type=Card)
