"""What stands on a site at a given moment: which articles are out, in which version, with which dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.news.articles import NewsArticle, Site, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An article as it stands now."""

    article: NewsArticle
    version: Version
    published: datetime
    changed: datetime
    """Equal to *published* until the first change."""


def standing(site: Site, *, started: datetime, elapsed: float) -> tuple[Standing, ...]:
    """The articles that are out *elapsed* seconds after *started*, newest first."""
    found = [shown for article in site.articles if (shown := _now(article, started, elapsed))]
    return tuple(sorted(found, key=lambda shown: shown.published, reverse=True))


def _now(article: NewsArticle, started: datetime, elapsed: float) -> Standing | None:
    moment = started + timedelta(seconds=elapsed)
    out = [version for version in article.versions if _when(version, started) <= moment]
    if not out:
        return None
    return Standing(
        article=article,
        version=out[-1],
        published=_when(out[0], started),
        changed=_when(out[-1], started),
    )


def _when(version: Version, started: datetime) -> datetime:
    if isinstance(version.at, datetime):
        return version.at
    return started + timedelta(seconds=version.at)


def last_change(shown: Sequence[Standing]) -> datetime | None:
    """When something last changed on the site."""
    return max((each.changed for each in shown), default=None)
