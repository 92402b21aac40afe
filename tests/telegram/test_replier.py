"""Replies arrive in order, in pieces that fit; what may have arrived is not said again."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.commands.request import Button, Reply
from bot.delivery.pace import Limits, Pace
from bot.telegram.client import build_bot
from bot.telegram.markup import inline_rows
from bot.telegram.replier import LANE_LENGTH, Address, Replier
from bot.text.richtext import RichText, bold, compose
from storage.records.identity import ChatId
from tests.fakes import ManualClock
from tests.sandbox_control import TOKEN, SandboxControl

READER = ChatId(1001)
HERE = Address(chat_id=READER, user_id=1001)


@pytest.fixture
def gone() -> list[ChatId]:
    """The chats that a replier found closed."""
    return []


@pytest.fixture
def pace() -> Pace:
    return Pace(Limits())


@pytest.fixture
async def replier(
    sandbox: SandboxControl, clock: ManualClock, gone: list[ChatId], pace: Pace
) -> AsyncIterator[Replier]:
    async def note(chat_id: ChatId) -> None:
        gone.append(chat_id)

    await sandbox.create_chat(READER, "private", title="زينب")
    async with build_bot(TOKEN, sandbox.url) as bot:
        yield Replier(bot, seal=lambda reply, _: inline_rows(reply.rows), clock=clock, pace=pace, gone=note)


async def texts(sandbox: SandboxControl, chat_id: int = READER) -> list[str]:
    return [message["text"] for message in await sandbox.messages(chat_id) if "text" in message]


def say(text: str) -> Reply:
    return Reply(text=RichText(text=text))


async def test_replies_of_one_chat_keep_their_order(sandbox: SandboxControl, replier: Replier) -> None:
    for number in range(10):
        replier.say(HERE, say(f"جواب {number}"))
    await replier.drain(5)
    assert await texts(sandbox) == [f"جواب {number}" for number in range(10)]


async def test_a_long_reply_comes_in_pieces_with_its_buttons_under_the_last(
    sandbox: SandboxControl, replier: Replier
) -> None:
    text = compose([bold("عنوان"), "\n\n", "كلمة وأخرى " * 900])
    replier.say(HERE, Reply(text=text, rows=((Button(text="رابط", url="https://example.org/"),),)))
    await replier.drain(5)
    messages = await sandbox.messages(READER)
    assert len(messages) == 3
    assert ["reply_markup" in message for message in messages] == [False, False, True]
    assert all(len(message["text"]) <= 4096 for message in messages)


async def test_a_halt_is_waited_out_and_told_to_the_pace(
    sandbox: SandboxControl, replier: Replier, pace: Pace
) -> None:
    await sandbox.fault("retry_after", method="sendMessage", seconds=1, times=1)
    replier.say(HERE, say("بعد المهلة"))
    await replier.drain(5)
    assert await texts(sandbox) == ["بعد المهلة"]
    assert pace._lane(READER).held_until == 1.0


async def test_a_halt_longer_than_a_minute_lets_the_reply_go(
    sandbox: SandboxControl, replier: Replier
) -> None:
    await sandbox.fault("retry_after", method="sendMessage", seconds=300, times=1)
    replier.say(HERE, say("فات وقته"))
    await replier.drain(5)
    assert await texts(sandbox) == []


@pytest.mark.parametrize("kind", ["reset_after", "error_after", "truncated", "malformed"])
async def test_what_may_have_arrived_is_not_said_twice(
    sandbox: SandboxControl, replier: Replier, kind: str
) -> None:
    await sandbox.fault(kind, method="sendMessage", times=1)
    replier.say(HERE, say("مرة واحدة"))
    await replier.drain(5)
    assert await texts(sandbox) == ["مرة واحدة"]


async def test_replies_count_as_messages_for_the_pace(replier: Replier, pace: Pace) -> None:
    replier.say(HERE, say("محسوب"))
    await replier.drain(5)
    assert len(pace._lane(READER).posts.answered) == 1


async def test_a_closed_chat_is_reported(
    sandbox: SandboxControl, replier: Replier, gone: list[ChatId]
) -> None:
    await sandbox.set_bot(READER, "kicked")
    replier.say(HERE, say("لا يصل"))
    await replier.drain(5)
    assert gone == [READER]


async def test_a_reply_follows_a_group_that_became_a_supergroup(
    sandbox: SandboxControl, replier: Replier
) -> None:
    await sandbox.create_chat(-77, "group", title="المحررون")
    await sandbox.post("chats/-77/migrate", to=-10077)
    replier.say(Address(chat_id=ChatId(-77), user_id=1001), say("انتقلنا"))
    await replier.drain(5)
    assert (await texts(sandbox, -10077))[-1] == "انتقلنا"


async def test_an_edit_of_a_deleted_message_is_said_anew(sandbox: SandboxControl, replier: Replier) -> None:
    replier.say(Address(chat_id=READER, user_id=1001, edit_id=55), say("من جديد"))
    await replier.drain(5)
    assert await texts(sandbox) == ["من جديد"]


async def test_an_edit_that_changes_nothing_is_done(sandbox: SandboxControl, replier: Replier) -> None:
    replier.say(HERE, say("كما هو"))
    await replier.drain(5)
    replier.say(Address(chat_id=READER, user_id=1001, edit_id=1), say("كما هو"))
    await replier.drain(5)
    assert await texts(sandbox) == ["كما هو"]


async def test_work_that_takes_long_replaces_its_first_answer(
    sandbox: SandboxControl, replier: Replier
) -> None:
    async def later() -> Reply:
        return say("وجدتُ")

    replier.say(HERE, Reply(text=RichText(text="أبحث …"), later=later))
    await replier.drain(5)
    await replier.drain(5)
    assert await texts(sandbox) == ["وجدتُ"]


async def test_later_work_that_fails_leaves_what_was_said(sandbox: SandboxControl, replier: Replier) -> None:
    async def later() -> Reply:
        raise RuntimeError

    replier.say(HERE, Reply(text=RichText(text="أبحث …"), later=later))
    await replier.drain(5)
    assert await texts(sandbox) == ["أبحث …"]


async def test_a_lane_holds_so_many_and_no_more(sandbox: SandboxControl, replier: Replier) -> None:
    for number in range(LANE_LENGTH + 5):
        replier.say(HERE, say(str(number)))
    await replier.drain(10)
    assert len(await texts(sandbox)) == LANE_LENGTH


async def test_draining_ends_what_does_not_end(sandbox: SandboxControl, replier: Replier) -> None:
    await sandbox.fault("slow", method="sendMessage", seconds=30, times=1)
    replier.say(HERE, say("بطيء"))
    async with asyncio.timeout(3):
        await replier.drain(0.2)
