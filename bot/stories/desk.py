"""◇ The desk where a batch of articles finds its stories, each by the archive and those before it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.stories.comparison import Pair, Sighting
from bot.stories.match import Decision, Judged, Opened, StoryKey, decide
from bot.stories.study import Study
from storage.records.article import Article
from storage.records.identity import ArticleId
from storage.records.story import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What comes *near* each article of a batch, and what the archive holds of it."""

    near: Mapping[ArticleId, Sequence[ArticleId]]
    sightings: Mapping[ArticleId, Sighting]
    stories: Mapping[ArticleId, StoryKey]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An article with its story; *follows* is the story that a newly opened one goes on from."""

    article: Article
    story: StoryKey
    follows: StoryKey | None
    decision: Decision


def pairs_of(
    articles: Sequence[Article], studies: Mapping[ArticleId, Study], known: Known
) -> list[list[Pair]]:
    """Each article with those that come near it, of the archive and of the batch.

    Which come near each other does not hang on what is decided: all pairs can be judged before that.
    """
    return [list(found) for found in _pairs(articles, studies, known)]


def decide_all(
    articles: Sequence[Article], judged: Sequence[Sequence[Judged]], known: Known
) -> Iterator[Decided]:
    """Decide on *articles* in the order in which they came; *judged* are the pairs of each."""
    stories = dict(known.stories)
    for article, found in zip(articles, judged, strict=True):
        decision = decide(found)
        earlier = None if decision.other is None else stories[decision.other.article_id]
        story: StoryKey = Opened(article.article_id)
        follows: StoryKey | None = None
        if decision.relation is Relation.UPDATE:
            follows = earlier
        elif decision.relation is not Relation.FIRST and earlier is not None:
            story = earlier
        stories[article.article_id] = story
        yield Decided(article=article, story=story, follows=follows, decision=decision)


def _pairs(
    articles: Sequence[Article], studies: Mapping[ArticleId, Study], known: Known
) -> Iterator[Iterator[Pair]]:
    """Each article with those that come near it, of the archive and of the batch."""
    sightings = dict(known.sightings)
    for article in articles:
        new = Sighting(
            article_id=article.article_id,
            source_id=article.source_id,
            dated_at=article.dated_at,
            mark=studies[article.article_id].fingerprint.mark,
        )
        near = known.near[article.article_id]
        yield (Pair(new, sightings[other]) for other in near if other in sightings)
        sightings[article.article_id] = new
