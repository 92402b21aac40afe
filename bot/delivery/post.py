"""Post: what is sent, as text, entities and buttons; and the JSON it travels through the outbox in."""

import hashlib
from dataclasses import dataclass, replace

import msgspec

from bot.text.richtext import RichText

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
"""Limits of a message and of a photo's caption in UTF-16 units (core.telegram.org/bots/api)."""

UPLOADED = 1
WITHOUT_PHOTO = 2
PLAIN = 3
LAST_DEGREE = PLAIN
"""The steps by which a post that the server refuses becomes plainer."""


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
    tells whether this one arrived. No *preview* means that none is wanted.
    """

    body: RichText
    buttons: tuple[tuple[Button, ...], ...]
    photo_url: str | None = None
    preview: Preview | None = None
    silent: bool = True

    @property
    def limit(self) -> int:
        """How many UTF-16 units the server takes."""
        return TEXT_UNITS if self.photo_url is None else CAPTION_UNITS


def degrade(post: Post, degree: int) -> Post:
    """The post as it is sent after *degree* refusals; at UPLOADED the bytes of the photo are ours."""
    if degree >= PLAIN:
        return replace(post, body=RichText(text=post.body.text), photo_url=None, preview=None)
    if degree >= WITHOUT_PHOTO:
        return replace(post, photo_url=None)
    return post


def next_degree(post: Post, degree: int, *, media: bool) -> int | None:
    """The degree after a refusal at *degree*, of the *media* or of the content; None: nothing is left."""
    if post.photo_url is not None and degree < WITHOUT_PHOTO:
        return min(degree + 1, WITHOUT_PHOTO) if media else PLAIN
    has_markup = bool(post.body.entities) or post.preview is not None
    return PLAIN if degree < PLAIN and (has_markup or post.photo_url is not None) else None


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
    """A hash of what readers see: text, styles, buttons and photo; sound is left out."""
    seen = _encoder.encode((post.body, post.buttons, post.photo_url, post.preview))
    return hashlib.blake2b(seen, digest_size=12).hexdigest()
