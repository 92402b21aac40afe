"""/why: the life of an article: seen, read, matched, summarised, posted, or why not."""

from collections.abc import Sequence
from datetime import datetime

from bot.commands import outside
from bot.commands.request import Audience, Command, Reply, Request
from bot.delivery.route import ChannelRule, passed_by
from bot.locale.moments import Moments
from bot.locale.phrases import Phrases
from bot.stories.evidence import points
from bot.text.richtext import Span, Style, bold, compose, link
from bot.text.urls import canonical_url
from storage.records.article import Article, Intake, PageState
from storage.records.clustering import Match
from storage.records.delivery import Delivery, DeliveryKind, DeliveryState
from storage.records.page_check import PageCheck
from storage.records.story import Relation, Story
from storage.store import Store, Transaction


class Tracing:
    """Tells an admin what became of an article, from the archive's own records."""

    def __init__(
        self, store: Store, phrases: Phrases, moments: Moments, rules: Sequence[ChannelRule]
    ) -> None:
        self._store = store
        self._phrases = phrases
        self._moments = moments
        self._rules = rules

    def command(self) -> Command:
        """What is registered."""
        return Command(name="why", words=("لماذا",), takes_words=True, audience=Audience.ADMINS, run=self.run)

    async def run(self, request: Request) -> Reply:
        """``/why address``."""
        words = request.words.split()
        if not words:
            return Reply(text=self._phrases.rich("why.ask"))
        async with self._store.read() as tx:
            article = await find_article(tx, words[0])
            if article is None:
                return Reply(text=self._phrases.rich("why.unseen"))
            check = await tx.checks.of_article(article.article_id)
            match = await tx.stories.match_of(article.article_id)
            story = await tx.stories.of_article(article.article_id)
            told = await tx.reading.story(story.story_id) if story else None
            deliveries = await tx.outbox.of_story(story.story_id) if story else ()
            articles = await tx.articles.of_story(story.story_id) if story else ()
            stranded = await tx.stranded.of(article.article_id, story.story_id if story else None)
        spans: list[Span | str] = [bold(outside.title_line(article.content.title)), "\n"]
        spans += [outside.name(article.source_name), "\n"]
        spans += self._step(article.seen_at, "why.seen", request)
        spans += self._intake(article)
        spans += self._gone(article, check, request)
        if match is not None:
            spans += self._matched(match, request)
        elif story is None and article.intake is not Intake.HELD:
            spans += ["\n• ", self._phrases.text("why.unmatched")]
        for one in stranded:
            spans += self._step(one.failed_at, f"why.set_aside.{one.station.value}", request)
            spans += ["\n   ", Span(outside.one_line(one.error, 160), (Style.CODE,))]
        if story is not None:
            spans += self._story(story, summarised=bool(told and told.sentences))
        for delivery in deliveries:
            spans += self._delivery(delivery, request)
        if story is not None and not deliveries:
            spans += ["\n• ", self._phrases.text("why.not_owed" if story.postable else "why.not_postable")]
        if story is not None and story.postable:
            spans += self._passed_by(story, articles)
        return Reply(text=compose(spans))

    def _passed_by(self, story: Story, articles: Sequence[Article]) -> list[Span | str]:
        """The channels that do not take the story, and which of their conditions it does not fulfil."""
        spans: list[Span | str] = []
        for address, reason in passed_by(story, articles, self._rules):
            channel = outside.name(str(address))
            spans += ["\n• ", self._phrases.text(f"why.unmet.{reason.value}", channel=channel)]
        return spans

    def _step(self, at: datetime, key: str, request: Request, **values: str) -> list[Span | str]:
        return ["\n• ", self._phrases.text(key, when=self._moments.stamp(at, request.now), **values)]

    def _intake(self, article: Article) -> list[Span | str]:
        spans: list[Span | str] = []
        if article.intake is not Intake.NEWS:
            spans += ["\n• ", self._phrases.text(f"why.intake.{article.intake.value}")]
        if article.page_state is not PageState.NONE:
            spans += ["\n• ", self._phrases.text(f"why.page.{article.page_state.value}")]
        if article.revision > 1:
            spans += ["\n• ", self._phrases.text("why.revised", times=article.revision - 1)]
        return spans

    def _gone(self, article: Article, check: PageCheck | None, request: Request) -> list[Span | str]:
        """Whether it is still on the publisher's site."""
        if article.gone_at is not None:
            return self._step(article.gone_at, "why.gone", request)
        if check is not None and check.missing:
            return ["\n• ", self._phrases.text("why.missing")]
        return []

    def _matched(self, match: Match, request: Request) -> list[Span | str]:
        relation = self._phrases.text(f"why.relation.{match.relation.value}")
        spans = self._step(match.decided_at, "why.matched", request, relation=relation)
        if match.relation is not Relation.FIRST and match.other_title and match.other_url:
            spans += ["\n   ", link(outside.title_line(match.other_title, 100), match.other_url)]
            if match.other_source_name:
                spans += [self._phrases.text("general.separator"), outside.name(match.other_source_name)]
            spans += [self._phrases.text("general.separator"), f"{match.score:.2f}"]
        return spans + self._evidence(match.evidence)

    def _evidence(self, evidence: str) -> list[Span | str]:
        """What spoke for the decision, in words."""
        said = [self._phrases.text(f"why.evidence.{point.key}", **point.values) for point in points(evidence)]
        return ["\n   ", outside.one_line("، ".join(said), 300)] if said else []

    def _story(self, story: Story, *, summarised: bool) -> list[Span | str]:
        spans: list[Span | str] = [
            "\n• ",
            self._phrases.text("why.story", story=int(story.story_id), version=story.version),
        ]
        if summarised:
            spans += ["\n• ", self._phrases.text("why.summarised")]
        return spans

    def _delivery(self, delivery: Delivery, request: Request) -> list[Span | str]:
        at = delivery.settled_at or delivery.sending_at or delivery.due_at
        kind = self._phrases.text(f"why.kind.{delivery.kind.value}")
        state = self._phrases.text(f"why.state.{delivery.state.value}")
        channel = outside.name(str(delivery.address))
        spans = self._step(at, "why.delivery", request, kind=kind, state=state, channel=channel)
        if delivery.message_id is not None and delivery.kind is DeliveryKind.POST:
            spans += [self._phrases.text("general.separator"), f"#{delivery.message_id}"]
        if delivery.reason and delivery.state is not DeliveryState.SENT:
            spans += ["\n   ", Span(outside.one_line(delivery.reason, 160), (Style.CODE,))]
        return spans


async def find_article(tx: Transaction, given: str) -> Article | None:
    """The article of an address as it was given, else of its canonical form."""
    found = await tx.articles.by_url(given)
    canonical = canonical_url(given)
    if found is None and canonical is not None and canonical != given:
        found = await tx.articles.by_url(canonical)
    return found
