"""◇ The desk where a batch of articles finds its stories, one after the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.stories.candidates import Postings
from bot.stories.fingerprint import Fingerprint
from bot.stories.match import Decision, Opened, Sighting, StoryKey, decide
from bot.stories.study import Study
from storage.records.article import Article
from storage.records.identity import ArticleId
from storage.records.story import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An article with its story; *follows* is the story that a newly opened one goes on from."""

    article: Article
    story: StoryKey
    follows: StoryKey | None
    decision: Decision


class Desk:
    """What the archive holds *near* each article of the batch, and what was decided on top of it.

    ``take`` each article in the order in which they came: each is judged against those before it too.
    """

    def __init__(
        self,
        *,
        studies: Mapping[ArticleId, Study],
        near: Mapping[ArticleId, Sequence[ArticleId]],
        sightings: Iterable[Sighting],
    ) -> None:
        self._studies = studies
        self._near = near
        self._taken = Postings({})
        self._sightings = {sighting.article_id: sighting for sighting in sightings}

    def take(self, article: Article) -> Decided:
        """Decide on *article*."""
        found = self._studies[article.article_id].fingerprint
        new = self._sighting(article, found, story=None)
        taken = self._taken.nearest(article.article_id, found.hashes)
        near = (*self._near.get(article.article_id, ()), *taken)
        decision = decide(new, [self._sightings[other] for other in near if other in self._sightings])
        earlier = None if decision.other is None else decision.other.story
        follows: StoryKey | None = None
        if earlier is not None and decision.relation in {Relation.DUPLICATE, Relation.SAME_EVENT}:
            story = earlier
        else:
            story = Opened(article.article_id)
            follows = earlier if decision.relation is Relation.UPDATE else None
        self._sightings[article.article_id] = self._sighting(article, found, story=story)
        self._taken.add(article.article_id, found.hashes)
        return Decided(article=article, story=story, follows=follows, decision=decision)

    @staticmethod
    def _sighting(article: Article, found: Fingerprint, *, story: StoryKey | None) -> Sighting:
        return Sighting(
            article_id=article.article_id,
            source_id=article.source_id,
            dated_at=article.dated_at,
            mark=found.mark,
            story=story,
        )
