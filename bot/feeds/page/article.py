"""What reading a page gives: an article, or the reason why the page is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class Refusal(StrEnum):
    """Why a page is no article; the words are part of the command line's output."""

    NOT_HTML = "not_html"  # nothing in it that a browser would show as a page
    NO_HEADLINE = "no_headline"
    NO_BODY = "no_body"  # a headline without a sentence beneath: a video, a gallery, an embedded post
    OF_THE_SITE = "of_the_site"  # about the site or kept by it: a notice of privacy, a login, prayer times
    ERROR_PAGE = "error_page"  # «الصفحة غير موجودة», though the server says 200
    LISTING = "listing"  # a front page, a section, an aggregator: many headlines, no text of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRules:
    """What one source does differently, as CSS selectors (the subset of `bot.feeds.page.selectors`).

    Each is optional; what is None is found without help. *remove* names parts of the page never read.
    *entry* to *entry_image* are for listing pages: the blocks, and inside each block the link and the rest.
    """

    title: str | None = None
    body: str | None = None
    published: str | None = None
    author: str | None = None
    image: str | None = None
    remove: Sequence[str] = ()
    entry: str | None = None
    entry_link: str | None = None
    entry_title: str | None = None
    entry_published: str | None = None
    entry_image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedArticle:
    """An article as its page shows it. Addresses are absolute, texts clean single lines.

    *place* and *agency* come from the dateline («من كربلاء الخبر - بغداد»), which *paragraphs* leave out.
    *text* is the paragraphs parted by blank lines. *views* is the counter that the page shows.
    *pictures* are those within the body; *image_url* may be among them, or be one of them in another size.
    """

    title: str
    paragraphs: tuple[str, ...]
    canonical_url: str
    published: datetime | None = None
    place: str | None = None
    agency: str | None = None
    views: int | None = None
    image_url: str | None = None
    pictures: tuple[str, ...] = ()
    author: str | None = None
    section: str | None = None
    site_name: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        """Refuse a time that is not UTC."""
        if self.published is not None and self.published.tzinfo is not UTC:
            raise ValueError("published must be aware and in UTC")

    @property
    def text(self) -> str:
        """The body as one string, paragraphs parted by blank lines."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnArticle:
    """The page was read and is no article; *detail* is one English sentence for the operator."""

    reason: Refusal
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """One article as a listing page or a channel page announces it; *pictures* are all of an album."""

    url: str
    title: str
    published: datetime | None = None
    summary: str | None = None
    image_url: str | None = None
    pictures: tuple[str, ...] = ()
    author: str | None = None
    section: str | None = None
    views: int | None = None
