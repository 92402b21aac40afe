"""◇ What an article is about: the canonical sections of a newsroom."""

from storage.records.article import ArticleContent


def topics(content: ArticleContent) -> tuple[str, ...]:
    """The canonical topics of an article, the surest first."""
    return (content.section,) if content.section else ()
