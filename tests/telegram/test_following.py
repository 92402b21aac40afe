"""What a reader follows is a rule of delivery like a channel's, until the reader asks to be forgotten."""

from datetime import timedelta

import pytest

from bot.commands.following import Following
from bot.commands.request import ChatKind, Request, Role
from bot.commands.welcome import Welcome
from bot.delivery.enqueue import enqueue
from bot.summaries.summarize import summarize_stories
from bot.summaries.summarizer import ExtractiveSummarizer
from storage.records.chat import Standing, Wish
from storage.records.delivery import DeliveryState
from storage.records.identity import ChatId
from storage.store import Store
from tests.commands.newsroom import add_story
from tests.fakes import ManualClock
from tests.telegram.conftest import PHRASES

READER = ChatId(1001)


def request(clock: ManualClock, words: str, update_id: int = 1) -> Request:
    return Request(
        update_id=update_id,
        chat_id=READER,
        chat_kind=ChatKind.PRIVATE,
        user_id=READER,
        role=Role.READER,
        now=clock.now(),
        words=words,
    )


@pytest.mark.parametrize(
    ("words", "kind", "term"),
    [
        ("البصرة", Wish.PLACE, "البصره"),
        ("محافظة البصرة", Wish.PLACE, "البصره"),
        ("بصرة", Wish.PLACE, "البصره"),
        ("ذي قار", Wish.PLACE, "ذي قار"),
        ("مستشفى البصرة", Wish.WORDS, "مستشفي البصره"),
        ("أسعار النفط", Wish.WORDS, "اسعار النفط"),
    ],
)
async def test_a_place_is_known_as_one_and_all_else_is_words(
    store: Store, clock: ManualClock, words: str, kind: Wish, term: str
) -> None:
    await Following(store, PHRASES).follow(request(clock, words))
    async with store.read() as tx:
        [followed] = await tx.chats.followed(READER)
    assert (followed.kind, followed.term, followed.shown) == (kind, term, words)


async def test_a_followed_place_brings_its_stories_once_and_no_others(
    store: Store, clock: ManualClock
) -> None:
    following = Following(store, PHRASES)
    await following.follow(request(clock, "البصرة", 1))
    await following.follow(request(clock, "ميناء", 2))
    for title, place in (("توسعة ميناء أم قصر في البصرة", "البصرة"), ("افتتاح مدرسة في الموصل", "الموصل")):
        await add_story(
            store, title=title, now=clock.now(), place=place, text=f"{title}. أعلنت الجهات ذلك اليوم."
        )
    await summarize_stories(store, clock, ExtractiveSummarizer(budget=400))
    await enqueue(store, clock, ())
    async with store.read() as tx:
        assert await tx.outbox.counts() == {DeliveryState.READY: 1}
        [target] = await tx.targets.all()
    assert target.address == READER


async def test_whoever_blocked_the_bot_is_owed_nothing(store: Store, clock: ManualClock) -> None:
    await Following(store, PHRASES).follow(request(clock, "البصرة"))
    async with store.write() as tx:
        await tx.chats.put(
            READER, kind="private", title="", standing=Standing.BLOCKED, may_post=False, now=clock.now()
        )
        assert list(await tx.chats.followers()) == []


async def test_forgetting_leaves_no_row_with_the_readers_number(store: Store, clock: ManualClock) -> None:
    await Following(store, PHRASES).follow(request(clock, "البصرة", 1))
    await add_story(
        store, title="حريق في البصرة", now=clock.now(), place="البصرة", text="اندلع حريق في البصرة اليوم."
    )
    await summarize_stories(store, clock, ExtractiveSummarizer(budget=400))
    await enqueue(store, clock, ())
    clock.advance(timedelta(minutes=1))

    async def unread(*_: object) -> None:
        raise AssertionError

    await Welcome(store, PHRASES, read_story=unread).erase(request(clock, "", 2))  # type: ignore[arg-type] # not called
    async with store.read() as tx:
        assert await tx.chats.get(READER) is None
        assert list(await tx.targets.all()) == []
        assert await tx.outbox.counts() == {}
