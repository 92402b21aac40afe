"""Editors decide on posts with one tap: asked of each once, or through the queue; the first tap counts."""

from datetime import datetime, timedelta

from bot.clock import SystemClock
from bot.delivery.post import Button, Post, to_json
from bot.text.richtext import Span, Style, bold, compose
from storage.records.delivery import DeliveryKind, DeliveryState, Draft, Hold, Priority
from storage.records.identity import DeliveryId
from storage.store import Store
from tests.fakes import ManualClock
from tests.telegram.conftest import OWNER, Room
from tests.telegram.test_notices import CHANNEL, Mouth, notices


async def wait_for(store: Store, title: str, *, now: datetime, mark: str = "a") -> DeliveryId:
    """A post that waits for an editor's word."""
    body = compose([bold(title), "\n\n", Span("نص الخبر", (Style.ITALIC,))])
    post = Post(body=body, buttons=((Button(text="التفاصيل", url="https://example.org/1"),),))
    async with store.write() as tx:
        delivery_id = await tx.outbox.add(
            Draft(
                subject=f"story:{title}",
                story_id=None,
                target_id=await tx.targets.ensure(CHANNEL, now=now),
                thread_id=0,
                kind=DeliveryKind.POST,
                version=1,
                priority=Priority.NEWS,
                published_at=now,
                payload=to_json(post),
                content_hash=f"core-{mark * 24}",
                due_at=now,
                expires_at=now + timedelta(hours=6),
                held=Hold.APPROVAL,
            ),
            now=now,
        )
    assert delivery_id is not None
    return delivery_id


async def state_of(store: Store, delivery_id: DeliveryId) -> tuple[DeliveryState, bool]:
    """Its state, and whether it is due."""
    async with store.read() as tx:
        [delivery] = await tx.outbox.get_many([delivery_id])
    return delivery.state, delivery.due_at <= SystemClock().now()


async def test_the_queue_shows_each_post_as_it_would_be_posted_and_goes_on_to_the_next(room: Room) -> None:
    now = SystemClock().now()
    first = await wait_for(room.store, "الخبر الأول", now=now - timedelta(minutes=2))
    second = await wait_for(room.store, "الخبر الثاني", now=now)
    answer = await room.answer("/approve", chat_id=OWNER)
    assert answer["text"].startswith("ينتظر الموافقة: منشوران\nفي ")
    assert answer["text"].endswith("\n\nالخبر الأول\n\nنص الخبر")
    styles = [span["type"] for span in answer["entities"]]
    assert styles == ["bold", "bold", "italic"]
    query = await room.press(answer, "نشر", user_id=OWNER)
    assert await room.noticed(query) == "يُنشر الآن."
    following = await room.changed(answer)
    assert following["text"].endswith("الخبر الثاني\n\nنص الخبر")
    await room.press(following, "تجاهل", user_id=OWNER)
    assert (await room.changed(following))["text"] == "لا منشور ينتظر الموافقة."
    assert await state_of(room.store, first) == (DeliveryState.READY, True)
    assert (await state_of(room.store, second))[0] is DeliveryState.SUPERSEDED


async def test_a_second_editor_is_told_that_it_is_decided(room: Room) -> None:
    delivery_id = await wait_for(room.store, "الخبر", now=SystemClock().now())
    answer = await room.answer("الموافقات", chat_id=OWNER)
    async with room.store.write() as tx:
        assert await tx.approvals.dismiss(delivery_id, user_id=1, now=SystemClock().now())
    query = await room.press(answer, "نشر", user_id=OWNER)
    assert await room.noticed(query) == "سبق البتّ فيه، أو فات أوانه."
    assert (await state_of(room.store, delivery_id))[0] is DeliveryState.SUPERSEDED


async def test_an_editor_approves_what_was_read_and_is_shown_what_is_newer(room: Room) -> None:
    delivery_id = await wait_for(room.store, "الخبر", now=SystemClock().now())
    answer = await room.answer("/approve", chat_id=OWNER)
    newer = to_json(Post(body=compose(["الخبر بعد تصحيحه"]), buttons=()))
    async with room.store.write() as tx:
        assert await tx.outbox.replace(
            delivery_id, payload=newer, content_hash="core-" + "b" * 24, priority=Priority.NEWS
        )
    await room.press(answer, "نشر", user_id=OWNER)
    shown = await room.changed(answer)
    assert shown["text"].startswith("تغيّر نص المنشور بعد أن قرأته.")
    assert await state_of(room.store, delivery_id) == (DeliveryState.READY, False)
    await room.press(shown, "نشر", user_id=OWNER)
    assert (await room.changed(shown))["text"] == "لا منشور ينتظر الموافقة."
    assert await state_of(room.store, delivery_id) == (DeliveryState.READY, True)


async def test_owners_are_asked_of_each_post_once(sqlite_store: Store, clock: ManualClock) -> None:
    mouth = Mouth()
    watch = notices(sqlite_store, clock, mouth)
    delivery_id = await wait_for(sqlite_store, "الخبر الأول", now=clock.now())
    await watch.work()
    await watch.work()
    await wait_for(sqlite_store, "الخبر الثاني", now=clock.now())
    await watch.work()
    assert [said.split("\n\n")[1] for said in mouth.said] == ["الخبر الأول", "الخبر الثاني"]
    assert mouth.said[0].startswith("أأنشر هذا في ")
    async with sqlite_store.write() as tx:
        assert await tx.approvals.dismiss(delivery_id, user_id=OWNER, now=clock.now())
    await watch.work()
    async with sqlite_store.read() as tx:
        assert len(await tx.oversight.notices()) == 1
    assert len(mouth.said) == 2
