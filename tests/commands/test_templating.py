"""An editor sees what a template does to the newest story before a reader does; nothing is sent for that."""

import pytest

from bot.commands.previewing import channel_name
from bot.commands.request import ChatKind, Request, Role
from bot.commands.templating import Templating
from bot.delivery.route import ChannelRule
from bot.locale.phrases import load_phrases
from bot.text.richtext import Style
from storage.records.identity import ChatId
from storage.records.story import Summary
from storage.store import Store
from tests.commands.newsroom import add_story
from tests.fakes import ManualClock

CHANNEL = -1001234567890
OTHER = -1009876543210
PHRASES = load_phrases()


def request(clock: ManualClock, *arguments: str, words: str = "") -> Request:
    return Request(
        update_id=1,
        chat_id=ChatId(9001),
        chat_kind=ChatKind.PRIVATE,
        user_id=9001,
        role=Role.OWNER,
        now=clock.now(),
        words=words,
        arguments=arguments,
    )


def templating(store: Store, *rules: ChannelRule) -> Templating:
    return Templating(store, PHRASES, rules)


async def told(store: Store, clock: ManualClock, *, title: str, source: str = "واع") -> None:
    """A summarised story, as it is when posts are made of it."""
    story_id, article_id = await add_story(
        store, title=title, sources=(source,), place="كربلاء", now=clock.now()
    )
    async with store.write() as tx:
        summary = Summary(
            story_id=story_id,
            version=1,
            article_id=article_id,
            sentences=("انتهت الأعمال اليوم.",),
            method="extractive",
            created_at=clock.now(),
        )
        await tx.summaries.save([summary], now=clock.now())


async def test_the_newest_story_is_shown_in_the_channels_template_which_can_be_copied(
    store: Store, clock: ManualClock
) -> None:
    await told(store, clock, title="افتتاح جسر في كربلاء")
    reply = await templating(store, ChannelRule(address=CHANNEL)).run(request(clock))
    assert "افتتاح جسر في كربلاء\n\nانتهت الأعمال اليوم." in reply.text.text
    [code] = [entity for entity in reply.text.entities if entity.style is Style.CODE]
    units = reply.text.text.encode("utf-16-le")[2 * code.offset :][: 2 * code.length]
    assert units.decode("utf-16-le") == ChannelRule(address=CHANNEL).style.template.source
    async with store.read() as tx:
        assert await tx.outbox.counts() == {}


async def test_another_template_is_tried_on_the_same_story(sqlite_store: Store, clock: ManualClock) -> None:
    await told(sqlite_store, clock, title="افتتاح جسر في كربلاء")
    reply = await templating(sqlite_store, ChannelRule(address=CHANNEL)).run(
        request(clock, words="{headline} ‹{source}›\n{summary}")
    )
    assert "افتتاح جسر في كربلاء ‹واع›\nانتهت الأعمال اليوم." in reply.text.text
    assert "template = '''\n{headline} ‹{source}›\n{summary}\n'''" in reply.text.text


async def test_a_channel_sees_only_what_it_would_be_given(sqlite_store: Store, clock: ManualClock) -> None:
    await told(sqlite_store, clock, title="افتتاح جسر في كربلاء", source="واع")
    await told(sqlite_store, clock, title="فوز المنتخب بالكأس", source="الرياضية")
    desk = templating(
        sqlite_store, ChannelRule(address=OTHER), ChannelRule(address=CHANNEL, sources=("واع",))
    )
    asked = await desk.run(request(clock))
    assert [row[0].text for row in asked.rows] == [str(OTHER), str(CHANNEL)]
    shown = await desk.show(request(clock, *asked.rows[1][0].arguments))
    assert "افتتاح جسر" in shown.text.text
    assert "فوز المنتخب" not in shown.text.text


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{headline}\n{titel}", "السطر 2: لا حقل باسم {titel}"),
        ("[{place}", "السطر 1: قوس [ بلا نهايته"),
        ("{place}]", "السطر 1: قوس ] بلا بدايته"),
        ("[a [{place}]]", "السطر 1: قوس [ داخل قوس"),
        ("*{headline}", "السطر 1: علامة * أو _ بلا ثانيتها"),
        ("خبر" * 700, "القالب أطول من"),
    ],
)
async def test_a_template_that_cannot_be_used_is_explained_with_its_line(
    sqlite_store: Store, clock: ManualClock, template: str, said: str
) -> None:
    reply = await templating(sqlite_store, ChannelRule(address=CHANNEL)).run(request(clock, words=template))
    assert reply.text.text.startswith(said)


async def test_without_a_story_or_a_channel_that_is_said(sqlite_store: Store, clock: ManualClock) -> None:
    reply = await templating(sqlite_store, ChannelRule(address=CHANNEL)).run(request(clock))
    assert "لا خبر بعد يصلح لهذه القناة" in reply.text.text
    reply = await templating(sqlite_store).run(request(clock))
    assert reply.text.text == "لا قنوات في الإعداد."


async def test_a_topic_is_named_with_its_channel(sqlite_store: Store) -> None:
    async with sqlite_store.read() as tx:
        assert await channel_name(tx, CHANNEL, 7) == f"{CHANNEL} #7"
