"""The stories that the made-up newsrooms tell, and what must be read from a page of theirs."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A headline and its paragraphs, as their writer meant them."""

    title: str
    paragraphs: tuple[str, ...]


def _stories() -> tuple[Story, ...]:
    text = (Path(__file__).parent / "stories.txt").read_text(encoding="utf-8")
    told = (block.splitlines() for block in text.split("\n\n"))
    return tuple(Story(title=lines[0], paragraphs=tuple(lines[1:])) for lines in told)


SEWERS, DOLLAR, COLUMN, FLU, MATCH, CRASH, FLASH, VIDEO, INTERVIEW = _stories()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of some system. *published* is Baghdad's clock; what is None must not be found either."""

    kind: str
    html: str | bytes
    story: Story
    url: str = "https://newsroom.example/news/48213"
    published: str | None = "2026-11-24T17:11"
    place: str | None = None
    agency: str | None = None
    views: int | None = None
    author: str | None = None
    paragraphs: tuple[str, ...] = field(default=())  # where they are not the story's own

    @property
    def expected(self) -> tuple[str, ...]:
        """The paragraphs that must come out."""
        return self.paragraphs or self.story.paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class NoArticle:
    """A page that must be refused."""

    kind: str
    html: str
    url: str = "https://newsroom.example/page/7"
