"""◇ The desk where a batch of articles finds its stories, one after the other, each knowing those before it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.stories.assembly import Lead, content_of, grown, leads, opened
from bot.stories.candidates import Postings
from bot.stories.evidence import evidence
from bot.stories.fingerprint import Fingerprint
from bot.stories.match import Decision, Opened, Sighting, StoryKey, decide
from storage.records.article import Article
from storage.records.clustering import StoryContent, StoryHead
from storage.records.identity import ArticleId, StoryId
from storage.records.story import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An article with its story; *evidence* is the JSON that explains the decision."""

    article: Article
    story: StoryKey
    decision: Decision
    evidence: str


class Desk:
    """What the archive holds on the events at hand, and what was decided on top of it.

    ``take`` each article in the order in which they came; then read *decided*, *changed* (articles that stay
    in their story with a new text: their revisions), *opened* and *grown* stories, and *follows*.
    """

    def __init__(
        self,
        *,
        prints: Mapping[ArticleId, Fingerprint],
        postings: Postings,
        sightings: Iterable[Sighting],
        heads: Mapping[StoryId, StoryHead],
        own_agency: str | None,
    ) -> None:
        self._prints = prints
        self._postings = postings
        self._sightings = {sighting.article_id: sighting for sighting in sightings}
        self._own_agency = own_agency
        self._contents: dict[StoryKey, StoryContent] = {
            story_id: content_of(head) for story_id, head in heads.items()
        }
        self._leads: dict[StoryKey, Lead] = {
            story_id: Lead.of_head(head, own_agency=own_agency) for story_id, head in heads.items()
        }
        self._touched: dict[StoryKey, None] = {}
        self.decided: list[Decided] = []
        self.changed: dict[ArticleId, int] = {}
        self.follows: dict[StoryKey, StoryKey] = {}

    @property
    def opened(self) -> Mapping[Opened, StoryContent]:
        """The stories that were opened, as they stand now."""
        return {key: self._contents[key] for key in self._touched if isinstance(key, Opened)}

    @property
    def grown(self) -> Mapping[StoryId, StoryContent]:
        """The stored stories that an article joined or changed in, as they stand now."""
        return {key: self._contents[key] for key in self._touched if not isinstance(key, Opened)}

    def take(self, article: Article) -> None:
        """Decide on *article*."""
        found = self._prints[article.article_id]
        if article.story_id is not None:
            self._grow(article.story_id, article)
            self.changed[article.article_id] = article.revision
            return
        new = self._sighting(article, story=None)
        near = self._postings.nearest(article.article_id, found.hashes)
        decision = decide(new, [self._sightings[other] for other in near if other in self._sightings])
        story = self._story_for(article, decision)
        self._sightings[article.article_id] = self._sighting(article, story=story)
        self._postings.add(article.article_id, found.hashes)
        self.decided.append(
            Decided(article=article, story=story, decision=decision, evidence=evidence(article, decision))
        )

    def _sighting(self, article: Article, *, story: StoryKey | None) -> Sighting:
        return Sighting(
            article_id=article.article_id,
            source_id=article.source_id,
            dated_at=article.dated_at,
            mark=self._prints[article.article_id].mark,
            story=story,
        )

    def _story_for(self, article: Article, decision: Decision) -> StoryKey:
        """Join the story that was decided on, or open one."""
        earlier = None if decision.other is None else decision.other.story
        if earlier is not None and decision.relation in {Relation.DUPLICATE, Relation.SAME_EVENT}:
            self._grow(earlier, article)
            return earlier
        key = Opened(article.article_id)
        self._contents[key] = opened(article)
        self._leads[key] = Lead.of_article(article, own_agency=self._own_agency)
        self._touched[key] = None
        if earlier is not None and decision.relation is Relation.UPDATE:
            self.follows[key] = earlier
        return key

    def _grow(self, key: StoryKey, article: Article) -> None:
        """*article* joins a story, or has changed in it."""
        lead = Lead.of_article(article, own_agency=self._own_agency)
        content = self._contents[key]
        takes_lead = content.lead_id == article.article_id or leads(lead, self._leads[key])
        self._contents[key] = grown(content, article, takes_lead=takes_lead)
        if takes_lead:
            self._leads[key] = lead
        self._touched[key] = None
