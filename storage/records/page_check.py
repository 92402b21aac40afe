"""PageCheck: the page of a lately posted article, and what the looks at it have found."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.identity import ArticleId, SourceId, require_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCheck:
    """A page and how it fared.

    *options* is the JSON of the article's source; *looks* counts the looks that did not miss the page,
    *missing* those in a row that did.
    """

    article_id: ArticleId
    source_id: SourceId
    url: str
    options: str
    looks: int
    missing: int
    gone_at: datetime | None
    pushed_at: datetime | None
    checked_at: datetime | None
    due_at: datetime | None

    def __post_init__(self) -> None:
        require_aware(
            gone_at=self.gone_at, pushed_at=self.pushed_at, checked_at=self.checked_at, due_at=self.due_at
        )
