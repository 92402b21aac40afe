"""Those who answer for the bot see its sources and posts and decide on them; nobody else does."""

from datetime import timedelta

import pytest

from bot.clock import SystemClock
from bot.feeds.timing import Day, Habit, write_habit
from storage.records.delivery import DeliveryKind, DeliveryState, Draft, Priority, Settlement
from storage.records.feed import FeedError
from storage.store import Store
from tests.commands.newsroom import add_source
from tests.telegram.conftest import OWNER, READER, Room

CHANNEL = -1001
ADMIN_COMMANDS = (
    "sources",
    "addsource",
    "held",
    "aside",
    "approve",
    "pause",
    "resume",
    "status",
    "outbox",
    "retract",
    "preview",
    "template",
    "why",
    "health",
)


async def owe(
    store: Store, *, state: DeliveryState, reason: str | None = None, doubtful: bool = False
) -> None:
    """One post for the channel, settled as *state*."""
    now = SystemClock().now()
    async with store.write() as tx:
        target_id = await tx.targets.ensure(CHANNEL, now=now)
        epoch = await tx.outbox.lease(owner="test", now=now, held_until=now + timedelta(hours=1), take=True)
        assert epoch is not None
        delivery_id = await tx.outbox.add(
            Draft(
                subject="story:1",
                story_id=None,
                target_id=target_id,
                thread_id=0,
                kind=DeliveryKind.POST,
                version=1,
                priority=Priority.NEWS,
                published_at=now,
                payload="{}",
                content_hash="",
                due_at=now,
            ),
            now=now,
        )
        assert delivery_id is not None
        await tx.outbox.claim([delivery_id], epoch=epoch)
        await tx.outbox.begin(delivery_id, epoch=epoch, now=now)
        settlement = Settlement(
            state=state, reason=reason, retry_at=now + timedelta(hours=1), doubtful=doubtful
        )
        await tx.outbox.settle(delivery_id, settlement, epoch=epoch, now=now)


@pytest.mark.parametrize("name", ADMIN_COMMANDS)
async def test_a_reader_is_refused_every_command_of_the_keepers(room: Room, name: str) -> None:
    answer = await room.answer(f"/{name}")
    assert answer["text"] == "هذا الأمر لإدارة البوت."


async def test_an_owner_is_answered_in_private_only(room: Room) -> None:
    await room.sandbox.create_chat(-200, "supergroup", title="المحررون", members=[OWNER, READER])
    answer = await room.answer("/status", chat_id=-200, user_id=OWNER)
    assert answer["text"] == "هذا الأمر في المحادثة الخاصة معي وحدها."
    await room.say("/status", chat_id=-200, user_id=READER)
    answer = await room.answer("/latest", chat_id=-200, user_id=READER)
    assert answer["text"].startswith("آخر الأخبار")  # and the reader's /status was passed over in silence


async def test_sources_say_how_each_fares_and_what_ails_it(room: Room) -> None:
    now = SystemClock().now()
    days = (Day(now.toordinal() - 1, 100, 0, 40), Day(now.toordinal(), 100, 10, 20))
    async with room.store.write() as tx:
        source_id = await add_source(tx, "شفق نيوز", now=now)
        await tx.feeds.add(source_id, "https://example.org/rss", now=now)
        [feed] = await tx.feeds.all()
        values = {name: getattr(feed, name) for name in feed.__dataclass_fields__}
        values |= {
            "error": FeedError.REFUSED,
            "failures": 3,
            "last_success_at": now - timedelta(hours=2),
            "next_poll_at": now + timedelta(minutes=5, seconds=30),
            "interval_s": 300,
            "timing": write_habit(Habit(days=days)),
        }
        await tx.feeds.settle([type(feed)(**values)])
    answer = await room.answer("/sources", chat_id=OWNER)
    assert answer["text"] == (
        "المصادر · مصدر واحد · واحد منها متعثر\n\n"
        "1. 🔴 شفق نيوز\nيرفض الخادم الاتصال\nآخر قراءة قبل ساعتين · 30 خبراً في اليوم · التوفر 95٪"
    )
    await room.press(answer, "1")
    whole = await room.changed(answer)
    assert "متعثر: يرفض الخادم الاتصال (3 إخفاقات على التوالي)" in whole["text"]
    assert "القراءة المقبلة: بعد 5 دقائق" in whole["text"]
    assert "الفاصل بين القراءات: 5 دقائق" in whole["text"]
    query = await room.press(whole, "اقرأه الآن")
    assert await room.noticed(query) == "سيُقرأ الآن."
    async with room.store.read() as tx:
        [feed] = await tx.feeds.all()
    assert feed.next_poll_at <= SystemClock().now()


async def test_a_source_is_looked_at_shown_and_added_with_one_tap(room: Room) -> None:
    answer = await room.answer("/addsource https://example.org/feed", chat_id=OWNER)
    if answer["text"].startswith("أنظر"):
        answer = await room.changed(answer)
    assert "وكالة المثال" in answer["text"]
    assert "• خبر أول" in answer["text"]
    await room.press(answer, "أضف")
    done = await room.changed(answer)
    assert done["text"].startswith("أُضيف «وكالة المثال»")
    async with room.store.read() as tx:
        assert [feed.url for feed in await tx.feeds.all()] == ["https://example.org/feed"]


async def test_an_address_without_a_source_is_refused_in_words(room: Room) -> None:
    answer = await room.answer("/addsource https://example.com/", chat_id=OWNER)
    if answer["text"].startswith("أنظر"):
        answer = await room.changed(answer)
    assert "ليست خلاصة بل صفحة ويب" in answer["text"]


async def test_a_delivery_in_doubt_is_settled_by_whoever_looked(room: Room) -> None:
    await owe(room.store, state=DeliveryState.UNKNOWN, reason="read timeout")
    answer = await room.answer("/outbox", chat_id=OWNER)
    assert "لا يُعرف أوصل أم لا" in answer["text"]
    query = await room.press(answer, "1: وصل")
    assert await room.noticed(query) == "سُجّل أنه وصل."
    async with room.store.read() as tx:
        assert await tx.outbox.counts() == {DeliveryState.SENT: 1}
    after = await room.changed(answer)
    assert after["text"] == "لا شيء عالق. كل ما خرج وصل."


async def test_a_dead_delivery_goes_back_to_its_lane_once(room: Room) -> None:
    await owe(room.store, state=DeliveryState.DEAD, reason="Bad Request: chat not found")
    answer = await room.answer("/outbox", chat_id=OWNER)
    assert "القناة غير موجودة" in answer["text"]
    query = await room.press(answer, "1: أعد الإرسال")
    assert await room.noticed(query) == "سيُعاد إرساله خلال دقيقة."
    async with room.store.read() as tx:
        assert await tx.outbox.counts() == {DeliveryState.WAITING: 1}


async def test_what_was_given_up_in_doubt_is_settled_by_who_sees_it_in_the_channel(room: Room) -> None:
    await owe(room.store, state=DeliveryState.DEAD, reason="it may have arrived", doubtful=True)
    answer = await room.answer("/outbox", chat_id=OWNER)
    assert "لا يُعرف أوصل أم لا" in answer["text"]
    query = await room.press(answer, "1: وصل")
    assert await room.noticed(query) == "سُجّل أنه وصل."
    async with room.store.read() as tx:
        assert await tx.outbox.counts() == {DeliveryState.SENT: 1}


async def test_a_channel_is_stopped_and_let_go_on_by_hand(room: Room) -> None:
    await room.sandbox.create_chat(CHANNEL, "channel", title="من كربلاء الخبر")
    await owe(room.store, state=DeliveryState.SENT)
    answer = await room.answer("/pause", chat_id=OWNER)
    await room.press(answer, "-1001")
    assert (await room.changed(answer))["text"].startswith("توقف النشر في")
    status = await room.answer("/status", chat_id=OWNER)
    assert "⏸" in status["text"]
    assert "أوقفه أحد المشرفين." in status["text"]
    # rights that come back do not undo what a person decided
    await room.sandbox.set_bot(CHANNEL, "administrator", by=OWNER)
    await room.answers(3, chat_id=OWNER)
    answer = await room.answer("/resume", chat_id=OWNER)
    await room.press(answer, "من كربلاء الخبر")
    assert (await room.changed(answer))["text"].startswith("استؤنف النشر في")


async def test_why_tells_the_life_of_an_article(room: Room) -> None:
    answer = await room.answer("/why https://example.org/1", chat_id=OWNER)
    assert answer["text"].startswith("افتتاح مدرسة رقم 1 في كربلاء\nواع")
    assert "رُصد اليوم" in answer["text"]
    assert "فتح قصة جديدة" in answer["text"]
    answer = await room.answer("/why https://example.org/unknown", chat_id=OWNER)
    assert answer["text"].startswith("لم يُرصد هذا الرابط.")


async def test_health_names_what_does_not_work(room: Room) -> None:
    answer = await room.answer("/health", chat_id=OWNER)
    assert answer["text"].startswith("هناك ما يحتاج إلى نظر")
    assert "🔴 المُرسل: متوقف" in answer["text"]
    assert "🟢 الأرشيف يعمل، وفيه 7 مواد" in answer["text"]


async def test_the_buttons_of_the_keepers_do_nothing_for_others(room: Room) -> None:
    await owe(room.store, state=DeliveryState.UNKNOWN)
    answer = await room.answer("/outbox", chat_id=OWNER)
    [data] = [
        button["callback_data"]
        for row in answer["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"].endswith("وصل")
    ]
    mine = await room.answer("/start")
    update = {
        "callback_query": {
            "id": "77",
            "from": {"id": READER, "is_bot": False, "first_name": "زينب"},
            "message": {
                "message_id": mine["message_id"],
                "date": 1,
                "chat": {"id": READER, "type": "private"},
            },
            "chat_instance": "1",
            "data": data,
        }
    }
    await room.sandbox.post("updates", update=update)
    await room.answer("/privacy")
    async with room.store.read() as tx:
        assert DeliveryState.SENT not in await tx.outbox.counts()
