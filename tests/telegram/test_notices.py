"""The owners are told of what needs them, each thing once, and again when it is over."""

from dataclasses import replace
from datetime import timedelta

from bot.clock import SystemClock
from bot.commands.approving import Approving
from bot.commands.retracting import Retracting
from bot.commands.sources import SourceCommands
from bot.locale.moments import BAGHDAD, Moments
from bot.telegram.notices import Notices
from bot.telegram.replier import Address, Replier
from storage.records.article import Intake
from storage.records.delivery import ChatEffect, DeliveryState
from storage.records.feed import FeedError
from storage.records.identity import ChatId
from storage.store import Store
from tests.commands.newsroom import add_source
from tests.fakes import ManualClock
from tests.telegram.conftest import PHRASES
from tests.telegram.test_administration import owe
from tests.telegram.test_holding import hold
from tests.telegram.test_setting_aside import strand

OWNER = 9001
CHANNEL = -1001


class Mouth(Replier):
    """A Replier that remembers what it was to say."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, address: Address, reply: object) -> None:
        assert address.chat_id == OWNER
        self.said.append(reply.text.text)  # type: ignore[attr-defined] # always a Reply


def notices(store: Store, clock: ManualClock, mouth: Mouth) -> Notices:
    return Notices(
        store=store,
        phrases=PHRASES,
        clock=clock,
        sources=SourceCommands(store, PHRASES, Moments(PHRASES)),
        retracting=Retracting(store, PHRASES, Moments(PHRASES), BAGHDAD),
        approving=Approving(store, PHRASES, Moments(PHRASES)),
        replier=mouth,
        owner_ids=frozenset({OWNER}),
    )


async def test_a_source_in_trouble_is_told_once_and_its_recovery_too(
    sqlite_store: Store, clock: ManualClock
) -> None:
    mouth = Mouth()
    watch = notices(sqlite_store, clock, mouth)
    async with sqlite_store.write() as tx:
        source_id = await add_source(tx, "شفق نيوز", now=clock.now())
        await tx.feeds.add(source_id, "https://example.org/rss", now=clock.now())

    async def fare(error: FeedError | None, failures: int) -> None:
        async with sqlite_store.write() as tx:
            [feed] = await tx.feeds.all()
            await tx.feeds.settle([replace(feed, error=error, failures=failures)])
        await watch.work()

    await fare(FeedError.WEB_PAGE, 1)
    assert mouth.said == []
    await fare(FeedError.WEB_PAGE, 3)
    await fare(FeedError.WEB_PAGE, 4)
    [told] = mouth.said
    assert told.startswith("🔴 تعثرت قراءة «شفق نيوز»: ليست خلاصة بل صفحة ويب")
    await fare(None, 0)
    await fare(None, 0)
    assert mouth.said[1:] == ["🟢 عادت قراءة «شفق نيوز» إلى طبيعتها."]


async def test_an_ended_feed_pauses_its_source_and_is_told_at_once(
    sqlite_store: Store, clock: ManualClock
) -> None:
    mouth = Mouth()
    watch = notices(sqlite_store, clock, mouth)
    async with sqlite_store.write() as tx:
        source_id = await add_source(tx, "شفق نيوز", now=clock.now())
        feed_id = await tx.feeds.add(source_id, "https://example.org/rss", now=clock.now())
        [feed] = [one for one in await tx.feeds.all() if one.feed_id == feed_id]
        await tx.feeds.settle([replace(feed, error=FeedError.GONE, failures=1)])
        await tx.sources.pause(source_id, FeedError.GONE)
    await watch.work()
    await watch.work()
    [told] = mouth.said
    assert told.startswith("⏸ «شفق نيوز»: أنهى الناشر هذه الخلاصة (410)")
    assert "لن تُعاد المحاولة" in told


async def test_a_channel_that_stops_is_told_once_and_when_it_goes_on(
    sqlite_store: Store, clock: ManualClock
) -> None:
    mouth = Mouth()
    watch = notices(sqlite_store, clock, mouth)
    async with sqlite_store.write() as tx:
        target_id = await tx.targets.ensure(CHANNEL, now=clock.now())
        await tx.targets.apply(target_id, ChatEffect(paused_reason="bot was kicked"), now=clock.now())
    await watch.work()
    await watch.work()
    assert len(mouth.said) == 1
    assert "bot was kicked" in mouth.said[0]
    async with sqlite_store.write() as tx:
        await tx.targets.resume(ChatId(CHANNEL))
    await watch.work()
    await watch.work()
    assert mouth.said[1:] == ["🟢 عاد النشر في «-1001»."]


async def test_a_pause_by_hand_is_no_news(sqlite_store: Store, clock: ManualClock) -> None:
    mouth = Mouth()
    async with sqlite_store.write() as tx:
        target_id = await tx.targets.ensure(CHANNEL, now=clock.now())
        await tx.oversight.pause(target_id, now=clock.now())
    await notices(sqlite_store, clock, mouth).work()
    assert mouth.said == []


async def test_a_dead_post_is_told_at_once_and_a_doubtful_one_after_five_minutes(
    sqlite_store: Store, clock: ManualClock
) -> None:
    mouth = Mouth()
    watch = notices(sqlite_store, clock, mouth)
    clock.moment = SystemClock().now()
    await owe(sqlite_store, state=DeliveryState.UNKNOWN)
    await watch.work()
    assert mouth.said == []
    clock.advance(timedelta(minutes=6))
    await watch.work()
    await watch.work()
    assert mouth.said == ["منشورات تحتاج إلى قرارك: منشور واحد — /outbox"]


async def test_news_that_is_held_back_is_told_once_until_it_is_decided_on(
    sqlite_store: Store, clock: ManualClock
) -> None:
    mouth = Mouth()
    watch = notices(sqlite_store, clock, mouth)
    await hold(sqlite_store, 12)
    await watch.work()
    await watch.work()
    assert mouth.said == ["حُجزت أخبار لا تبدو جديدة، والقرار لك: 12 خبراً — /held"]
    async with sqlite_store.write() as tx:
        newest = (await tx.intake.held(most=1))[0].article_id
        assert await tx.intake.release_all(newest, Intake.SEED) == 12
    await watch.work()
    assert len(mouth.said) == 1
    async with sqlite_store.read() as tx:
        assert await tx.oversight.notices() == frozenset()


async def test_news_that_broke_a_station_is_told_once_until_it_was_tried_again(
    sqlite_store: Store, clock: ManualClock
) -> None:
    mouth = Mouth()
    watch = notices(sqlite_store, clock, mouth)
    await strand(sqlite_store)
    await watch.work()
    await watch.work()
    assert mouth.said == ["تعثرت معالجة أخبار فنُحّيت جانباً: خبران — /aside"]
    async with sqlite_store.write() as tx:
        assert await tx.stranded.retry() == 2
    await watch.work()
    assert len(mouth.said) == 1
    async with sqlite_store.read() as tx:
        assert await tx.oversight.notices() == frozenset()
