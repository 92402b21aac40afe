"""``khabar why URL``: the life of an article: seen, matched, summarised, posted, or why not."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.app import open_archive, run_loop
from bot.clock import SystemClock
from bot.config.loading import Config, load_config
from bot.delivery.opening import rules_of
from bot.delivery.route import ChannelRule, Unmet, passed_by
from bot.stories.evidence import points
from bot.text.urls import canonical_url
from storage.records.article import Article, Intake, PageState
from storage.records.clustering import Match
from storage.records.delivery import Address, Delivery, DeliveryState
from storage.records.identity import DeliveryId
from storage.records.page_check import PageCheck
from storage.records.story import Relation, Story, Summary
from storage.records.stranded import Stranded
from storage.store import Store, Transaction

EX_DATA = 65
_EVIDENCE = {
    "ground.nothing_near": "nothing like it in the last days",
    "ground.same_text": "the same text",
    "ground.same_event": "the same event in other words",
    "ground.toll_moved": "the same event further on",
    "ground.market_moved": "the same market report with a price that moved",
    "ground.outcome_known": "the same event, and how it ended",
    "ground.not_alike": "not alike enough",
    "ground.other_subject": "the same frame about something else",
    "ground.numbers_conflict": "the same words with other numbers, a report that returns",
    "ground.other_places": "the same words about other places",
    "ground.another_day": "the same report of another day",
    "moved.dead": "the dead were {earlier}, now {figure}",
    "moved.injured": "the injured were {earlier}, now {figure}",
    "moved.missing": "the missing were {earlier}, now {figure}",
    "moved.arrested": "the arrested were {earlier}, now {figure}",
    "moved.cases": "the cases were {earlier}, now {figure}",
    "moved.dollar": "the dollar was at {earlier}, now {figure}",
    "moved.euro": "the euro was at {earlier}, now {figure}",
    "moved.gold": "gold was at {earlier}, now {figure}",
    "moved.oil": "oil was at {earlier}, now {figure}",
    "text": "{percent} % of the shorter text shared",
    "headline": "{percent} % of the headline covered ({words})",
    "agreeing": "{percent} % of the numbers agree",
    "conflicting": "{percent} % of the numbers conflict",
    "places_apart": "other places",
    "minutes": "{count} min apart",
    "hours": "{count} h apart",
    "same_outlet": "the same outlet",
}
_INTAKE = {
    Intake.NEWS: "came in as news",
    Intake.SEED: "was there at the first poll of its source: kept for search, not posted",
    Intake.IMPORT: "came in from an archive: kept for search, not posted",
    Intake.HELD: "held by the burst guard: an editor decides",
    Intake.FOREIGN: "not in Arabic, which its source does not allow: kept for search, not posted",
}
_UNMET = {
    Unmet.SOURCES: "it takes other sources",
    Unmet.LANGUAGES: "it takes other languages",
    Unmet.SECTIONS: "it takes other sections",
    Unmet.PLACES: "it takes other places",
    Unmet.WORDS: "none of its words is in the text",
    Unmet.WITHOUT_WORDS: "a word that it does not want is in the text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What the archive knows of an article."""

    article: Article
    match: Match | None
    story: Story | None
    summary: Summary | None
    deliveries: tuple[Delivery, ...]
    stranded: tuple[Stranded, ...] = ()
    check: PageCheck | None = None
    awaiting: frozenset[DeliveryId] = frozenset()
    """Those of the deliveries that an editor has to approve."""
    passed_by: tuple[tuple[Address, Unmet], ...] = ()
    """The channels that do not take the story, each with the condition that it does not fulfil."""


def configure(parser: argparse.ArgumentParser) -> None:
    """See bot.__main__."""
    parser.add_argument("url", help="the article's address")
    parser.add_argument("--config", help="the configuration file (default: $KHABAR_CONFIG or config.toml)")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Print the article's life; 65 where no such article was ever seen."""
    life = run_loop(_look_up(load_config(arguments.config), arguments.url))
    if life is None:
        print("khabar: no article with this address was ever seen", file=sys.stderr)
        return EX_DATA
    if arguments.json:
        print(json.dumps(as_json(life), ensure_ascii=False))
    else:
        print("\n".join(told(life)))
    return 0


async def _look_up(config: Config, url: str) -> Life | None:
    rules = rules_of(config.settings, folder=config.folder)
    async with open_archive(config) as store:
        return await look_up(store, url, rules)


async def look_up(store: Store, url: str, rules: Sequence[ChannelRule] = ()) -> Life | None:
    """The life of the article at *url*, or at its canonical form; *rules* are those of the channels."""
    async with store.read() as tx:
        article = await _find(tx, url)
        if article is None:
            return None
        story = await tx.stories.of_article(article.article_id)
        deliveries = () if story is None else tuple(await tx.outbox.of_story(story.story_id))
        now = SystemClock().now()
        awaiting = [
            each.delivery_id
            for each in deliveries
            if each.state is DeliveryState.READY and await tx.approvals.get(each.delivery_id, now=now)
        ]
        articles = () if story is None else await tx.articles.of_story(story.story_id)
        return Life(
            article=article,
            match=await tx.stories.match_of(article.article_id),
            story=story,
            summary=None if story is None else await tx.summaries.get(story.story_id),
            check=await tx.checks.of_article(article.article_id),
            deliveries=deliveries,
            awaiting=frozenset(awaiting),
            passed_by=() if story is None else tuple(passed_by(story, articles, rules)),
            stranded=tuple(
                await tx.stranded.of(article.article_id, None if story is None else story.story_id)
            ),
        )


async def _find(tx: Transaction, url: str) -> Article | None:
    canonical = canonical_url(url)
    return await tx.articles.by_url(url) or (await tx.articles.by_url(canonical) if canonical else None)


def told(life: Life) -> Iterator[str]:
    """The life in lines, in the order in which it happened."""
    article = life.article
    yield article.content.title
    seen = f"{article.seen_at:%Y-%m-%d %H:%M:%S}Z in {article.source_name}"
    yield f"seen       {seen}: {_INTAKE[article.intake]}"
    if article.page_state is not PageState.NONE:
        yield f"page       {article.page_state.value}"
    if article.revision > 1:
        yield f"changed    {article.revision - 1} times"
    yield from _whether_gone(life)
    if life.match is not None:
        yield f"matched    {_matched(life.match)}"
    for one in life.stranded:
        yield f"set aside  by {one.station.value} at {one.failed_at:%Y-%m-%d %H:%M:%S}Z: {one.error}"
    if life.story is None:
        yield f"story      none yet: {_waits_for(article)}"
        return
    led = "" if life.story.lead_id == article.article_id else f", led by article {life.story.lead_id}"
    yield f"story      {life.story.story_id}, version {life.story.version}{led}"
    if life.summary is not None:
        yield f"summarised {life.summary.method}: {' '.join(life.summary.sentences)}"
    for delivery in life.deliveries:
        awaiting = ": an editor's word is awaited (/approve)" if delivery.delivery_id in life.awaiting else ""
        yield f"delivery   {_delivered(delivery)}{awaiting}"
    yield from _not_posted(life.story, life)


def _not_posted(story: Story, life: Life) -> Iterator[str]:
    """Why nothing of the story was posted."""
    if not story.postable:
        yield "not posted: nothing in the story came in as news"
    elif life.summary is None:
        yield "not posted: its story is not summarised yet"
    elif not life.deliveries:
        yield "not posted: no channel takes this story"
    for address, reason in life.passed_by if story.postable else ():
        yield f"passed by  {address}: {_UNMET[reason]}"


def _waits_for(article: Article) -> str:
    """What an article without a story waits for."""
    if article.intake is Intake.HELD:
        return "an editor lets it go or drops it (/held)"
    if article.page_state is PageState.WAITING:
        return "its page is read first"
    return "the story station comes to it within seconds while the bot runs"


def _whether_gone(life: Life) -> Iterator[str]:
    """Whether its page is still there."""
    if life.article.gone_at is not None:
        yield f"gone       {life.article.gone_at:%Y-%m-%d %H:%M:%S}Z: its publisher took it down"
    elif life.check is not None and life.check.missing:
        yield f"missing    its page was not there at the last {life.check.missing} looks; more will follow"


def _matched(match: Match) -> str:
    """The decision and what spoke for it, in words."""
    because = "; ".join(_EVIDENCE[point.key].format(**point.values) for point in points(match.evidence))
    if match.relation is Relation.FIRST:
        near = f", nearest «{match.other_title}» ({match.score:.2f})" if match.other_title else ""
        return f"first of its story{near}: {because}"
    return f"{match.relation.value} of «{match.other_title}» ({match.score:.2f}): {because}"


def _delivered(delivery: Delivery) -> str:
    number = f" as message {delivery.message_id}" if delivery.message_id is not None else ""
    reason = f": {delivery.reason}" if delivery.reason else ""
    at = delivery.settled_at or delivery.due_at
    outcome = f"{delivery.state.value}{number} at {at:%H:%M:%S}Z{reason}"
    return f"{delivery.kind.value} to {delivery.address}: {outcome}"


def as_json(life: Life) -> dict[str, Any]:
    """The life as one object; times are ISO 8601 with their offset."""
    article, story = life.article, life.story
    return {
        "id": article.article_id,
        "url": article.content.url,
        "title": article.content.title,
        "source": article.source_name,
        "seen": article.seen_at.isoformat(),
        "intake": article.intake.value,
        "page": article.page_state.value,
        "revision": article.revision,
        "gone": None if article.gone_at is None else article.gone_at.isoformat(),
        "missing": 0 if life.check is None else life.check.missing,
        "matched": None
        if life.match is None
        else {
            "relation": life.match.relation.value,
            "other": life.match.other_url,
            "score": round(life.match.score, 4),
            "evidence": json.loads(life.match.evidence),
        },
        "story": None if story is None else int(story.story_id),
        "set_aside": [
            {"station": one.station.value, "error": one.error, "at": one.failed_at.isoformat()}
            for one in life.stranded
        ],
        "postable": story is not None and story.postable,
        "summary": None if life.summary is None else " ".join(life.summary.sentences),
        "deliveries": [
            {
                "chat": delivery.address,
                "kind": delivery.kind.value,
                "state": delivery.state.value,
                "message_id": delivery.message_id,
                "at": (delivery.settled_at or delivery.due_at).isoformat(),
                "reason": delivery.reason,
            }
            for delivery in life.deliveries
        ],
        "passed_by": [{"chat": address, "condition": reason.value} for address, reason in life.passed_by],
    }
