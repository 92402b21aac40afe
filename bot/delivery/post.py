"""Post: what is sent, as text, entities and buttons; and the JSON it travels through the outbox in."""

import hashlib
from dataclasses import dataclass, replace

import msgspec

from bot.cards.card import is_card
from bot.text.richtext import RichText

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
"""Limits of a message and of a photo's caption in UTF-16 units (core.telegram.org/bots/api)."""

UPLOADED = 1
WITHOUT_PHOTO = 2
PLAIN = 3
CARD = 4
ALONE = 5
LAST_DEGREE = PLAIN
"""The steps by which a post that the server refuses becomes plainer.

Their order is 0, UPLOADED, ALONE where it is an album, CARD where it has one, WITHOUT_PHOTO, PLAIN; their
numbers are kept in archives.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button that opens an address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The link preview of a text post: of *url*, whatever else is linked in it."""

    url: str
    large: bool = True
    above: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post, ready to send.

    *buttons* are rows; in every post they are unlike those of any other delivery, so that looking for them
    tells whether this one arrived. No *preview* means that none is wanted. *photo_url* may be a card's
    address; *card* is the one that takes the place of a photo which cannot be had. An *album* has several
    photos, *photo_url* first: it goes without buttons, which are there for when it becomes one message.
    """

    body: RichText
    buttons: tuple[tuple[Button, ...], ...]
    photo_url: str | None = None
    preview: Preview | None = None
    silent: bool = True
    card: str | None = None
    album: tuple[str, ...] = ()

    @property
    def limit(self) -> int:
        """How many UTF-16 units the server takes."""
        return TEXT_UNITS if self.photo_url is None else CAPTION_UNITS

    @property
    def messages(self) -> int:
        """How many messages it becomes."""
        return max(len(self.album), 1)


def degrade(post: Post, degree: int) -> Post:
    """The post as it is sent after *degree* refusals; at UPLOADED the bytes of the photo are ours."""
    if degree == ALONE:
        return replace(post, album=())
    if degree == CARD:
        return replace(post, photo_url=post.card, album=())
    if degree == PLAIN:
        return replace(post, body=RichText(text=post.body.text), photo_url=None, album=(), preview=None)
    if degree == WITHOUT_PHOTO:
        return replace(post, photo_url=None, album=())
    return post


def shown(payload: str, degree: int) -> Post:
    """A post of the outbox as it goes, or stands in its chat, after *degree* refusals."""
    return degrade(from_json(payload), degree)


def next_degree(post: Post, degree: int, *, media: bool) -> int | None:
    """The degree after a refusal at *degree*, of the *media* or of the content; None: nothing is left."""
    if post.photo_url is not None and degree in {0, UPLOADED, ALONE, CARD}:
        return _plainer_photo(post, degree) if media else PLAIN
    has_markup = bool(post.body.entities) or post.preview is not None
    return PLAIN if degree != PLAIN and (has_markup or post.photo_url is not None) else None


def _plainer_photo(post: Post, degree: int) -> int:
    """By its address, then uploaded, then the first of an album alone, then our card, then none."""
    if degree == CARD or is_card(post.photo_url):
        return WITHOUT_PHOTO
    if degree == 0:
        return UPLOADED
    if degree == UPLOADED and post.album:
        return ALONE
    return WITHOUT_PHOTO if post.card is None else CARD


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Post)


def to_json(post: Post) -> str:
    """The post for the outbox."""
    return _encoder.encode(post).decode()


def from_json(payload: str) -> Post:
    """The post in the outbox's *payload*.

    Raises:
        msgspec.MsgspecError: it is none.
    """
    return _decoder.decode(payload)


def fingerprint(post: Post) -> str:
    """A hash of what readers see: text, styles, buttons and photos; sound is left out."""
    seen = _encoder.encode((post.body, post.buttons, post.photo_url, post.preview, *post.album))
    return hashlib.blake2b(seen, digest_size=12).hexdigest()
