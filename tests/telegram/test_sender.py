"""What came of a request is told by what reached the wire: over real HTTP, against the sandbox's faults."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Chat, Message

from bot.delivery.post import Button, Post, Preview
from bot.delivery.sender import (
    ChatGone,
    ChatMoved,
    NotSent,
    Refused,
    Rejected,
    RetryAfter,
    Sent,
    Sight,
    TokenRefused,
    Unknown,
)
from bot.telegram.outcome import outcome_of
from bot.telegram.sender import TelegramSender, telegram_sender
from bot.text.richtext import bold, compose, link
from storage.records.identity import ChatId, MessageId
from tests.sandbox.pictures import png
from tests.sandbox_control import TOKEN, SandboxControl, sandbox

__all__ = ["sandbox"]

CHANNEL = -1001234567890
GROUP = -77
READER = 1001
DELETED = "sent message was immediately deleted and can't be returned"


def post(text: str = "خبر", *, token: str = "a1", **more: Any) -> Post:
    button = Button(text="التفاصيل", url=f"https://news.example/1#k{token}")
    return Post(body=compose([bold(text)]), buttons=((button,),), **more)


@pytest.fixture
async def sender(sandbox: SandboxControl) -> AsyncIterator[TelegramSender]:
    await sandbox.create_chat(CHANNEL, "channel", title="من كربلاء الخبر")
    await sandbox.create_chat(GROUP, "group", title="غرفة الأخبار")
    await sandbox.create_chat(READER, "private", title="زينب")
    async with telegram_sender(TOKEN, api_base_url=sandbox.url, read_s=0.4) as sender:
        yield sender


@pytest.mark.parametrize(
    ("fault", "rule", "expected", "arrived"),
    [
        ("retry_after", {"seconds": 7}, RetryAfter(seconds=7), 0),
        ("reset_before", {}, Unknown, 0),
        ("reset_after", {}, Unknown, 1),
        ("slow_after", {"seconds": 0.9}, Unknown, 1),
        ("truncated", {}, Unknown, 1),
        ("malformed", {}, Unknown, 1),
        ("html", {}, Unknown, 0),
        ("html", {"status": 504}, Unknown, 0),
        ("error", {"status": 500}, Unknown, 0),
        ("error", {"status": 500, "description": "Internal Server Error: restart"}, Unknown, 0),
        ("error_after", {}, Unknown, 1),
        (
            "error_after",
            {
                "status": 500,
                "description": f"Internal Server Error: {DELETED}",
            },
            Sent,
            1,
        ),
        ("error", {"status": 401}, TokenRefused, 0),
        (
            "error",
            {"status": 403, "description": "Forbidden: bot was kicked from the channel chat"},
            ChatGone,
            0,
        ),
        ("error", {"status": 400, "description": "Bad Request: chat not found"}, ChatGone, 0),
        ("error", {"status": 400, "description": "Bad Request: CHAT_WRITE_FORBIDDEN"}, ChatGone, 0),
        ("error", {"status": 400, "description": "Bad Request: TOPIC_CLOSED"}, ChatGone, 0),
        ("error", {"status": 400, "description": "Bad Request: message thread not found"}, ChatGone, 0),
        (
            "error",
            {"status": 400, "description": "Bad Request: need administrator rights in the channel chat"},
            ChatGone,
            0,
        ),
        ("error", {"status": 400, "description": "Bad Request: can't parse entities"}, Refused.CONTENT, 0),
        ("error", {"status": 400, "description": "Bad Request: message is too long"}, Refused.CONTENT, 0),
        (
            "error",
            {"status": 400, "description": "Bad Request: failed to get HTTP URL content"},
            Refused.MEDIA,
            0,
        ),
        (
            "error",
            {"status": 400, "description": "Bad Request: wrong type of the web page content"},
            Refused.MEDIA,
            0,
        ),
        ("error", {"status": 413, "description": "Request Entity Too Large"}, Refused.CONTENT, 0),
    ],
)
async def test_an_outcome_is_what_reached_the_wire(
    sender: TelegramSender, sandbox: SandboxControl, *, fault: str, rule: Any, expected: Any, arrived: int
) -> None:
    await sandbox.fault(fault, method="send*", nth=[1], **rule)
    outcome = await sender.send(CHANNEL, post())
    if isinstance(expected, Refused):
        assert isinstance(outcome, Rejected)
        assert outcome.what is expected
    elif isinstance(expected, type):
        assert isinstance(outcome, expected)
    else:
        assert outcome == expected
    assert len(await sandbox.messages(CHANNEL)) == arrived


async def test_a_sent_post_has_its_number_and_the_chats(
    sender: TelegramSender, sandbox: SandboxControl
) -> None:
    assert await sender.send(CHANNEL, post()) == Sent(message_id=MessageId(1), chat_id=ChatId(CHANNEL))
    [message] = await sandbox.messages(CHANNEL)
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    [entry] = await sandbox.ledger()
    assert "parse_mode" not in entry["parameters"]
    assert entry["parameters"]["link_preview_options"] == {"is_disabled": True}


async def test_only_a_paid_sender_lets_telegram_charge(
    sender: TelegramSender, sandbox: SandboxControl
) -> None:
    await sender.send(CHANNEL, post())
    async with sandbox.bot() as bot:
        paid = TelegramSender(bot, paid=True)
        await paid.send(CHANNEL, post(token="a2"))
        await paid.send(CHANNEL, post(token="a3", photo_url="http://127.0.0.1:9/a.png"), uploads=[png()])
    entries = await sandbox.ledger()
    assert [entry["parameters"].get("allow_paid_broadcast") for entry in entries] == [None, "true", "true"]


async def test_an_album_goes_without_buttons_and_is_deleted_as_a_whole(
    sender: TelegramSender, sandbox: SandboxControl
) -> None:
    album = post(photo_url="http://127.0.0.1:9/1.jpg", album=("http://127.0.0.1:9/1.jpg",) * 3)
    refused = await sender.send(CHANNEL, album)
    assert isinstance(refused, Rejected)
    assert refused.what is Refused.MEDIA
    sent = await sender.send(CHANNEL, album, uploads=[png(grey=grey) for grey in (1, 2, 3)])
    assert sent == Sent(message_id=MessageId(1), chat_id=ChatId(CHANNEL), messages=3)
    messages = await sandbox.messages(CHANNEL)
    assert ["caption" in message for message in messages] == [True, False, False]
    assert not any("reply_markup" in message for message in messages)
    assert isinstance(await sender.delete(CHANNEL, MessageId(1), messages=3), Sent)
    assert isinstance(await sender.delete(CHANNEL, MessageId(1), messages=3), Sent)
    assert await sandbox.messages(CHANNEL) == []


async def test_an_album_is_told_from_a_text_and_from_another_link_by_its_copy(
    sender: TelegramSender, sandbox: SandboxControl
) -> None:
    words = compose(["خبر ", link("التفاصيل", "https://news.example/1")])
    pictures = [png(grey=1), png(grey=2)]
    album = replace(post(photo_url="http://127.0.0.1:9/1.jpg", album=("a", "b")), body=words)
    other = replace(album, body=compose(["خبر ", link("التفاصيل", "https://news.example/2")]))
    await sender.send(CHANNEL, replace(album, photo_url=None, album=()))
    await sender.send(CHANNEL, other, uploads=pictures)
    await sender.send(CHANNEL, album, uploads=pictures)
    seen = [
        await sender.compare(CHANNEL, MessageId(number), album, ops_chat_id=ChatId(GROUP))
        for number in range(1, 7)
    ]
    foreign, ours = Sight.FOREIGN, Sight.OURS
    assert seen == [foreign, foreign, foreign, ours, foreign, Sight.MISSING]
    assert await sandbox.messages(GROUP) == []


async def test_an_operators_chat_that_cannot_be_written_to_does_not_stop_the_channel(
    sender: TelegramSender, sandbox: SandboxControl
) -> None:
    album = post(photo_url="http://127.0.0.1:9/1.jpg", album=("a", "b"))
    await sender.send(CHANNEL, album, uploads=[png(grey=1), png(grey=2)])
    seen = await sender.compare(CHANNEL, MessageId(1), album, ops_chat_id=ChatId(-404))
    assert isinstance(seen, Rejected)
    assert seen.reason.startswith("forwarding to telegram.ops_chat_id: Chat not found")


async def test_of_an_album_only_ids_in_a_row_are_taken_for_ours() -> None:
    async def answer() -> tuple[Message, ...]:
        chat, now = Chat(CHANNEL, "channel"), datetime(2026, 11, 24, tzinfo=UTC)
        return tuple(Message(number, now, chat) for number in (7, 8, 10))

    sent = await outcome_of(answer())
    assert sent == Sent(message_id=MessageId(7), chat_id=ChatId(CHANNEL), messages=2)


async def test_nothing_reaches_a_server_that_is_not_there() -> None:
    async with telegram_sender(TOKEN, api_base_url="http://127.0.0.1:9") as sender:
        assert await sender.send(CHANNEL, post()) == NotSent(reason="ConnectError")


async def test_blocked_kicked_and_upgraded_are_told_apart(
    sender: TelegramSender, sandbox: SandboxControl
) -> None:
    await sandbox.set_bot(READER, "kicked")
    await sandbox.set_bot(CHANNEL, "left")
    await sandbox.fault("migrated", method="send*", chat_id=GROUP, nth=[1])
    assert isinstance(await sender.send(READER, post()), ChatGone)
    assert isinstance(await sender.send(CHANNEL, post()), ChatGone)
    moved = await sender.send(GROUP, post())
    assert isinstance(moved, ChatMoved)
    assert isinstance(await sender.send(moved.chat_id, post()), Sent)


async def test_a_look_tells_ours_from_others_and_leaves_others_as_they_were(
    sender: TelegramSender, sandbox: SandboxControl
) -> None:
    await sender.send(CHANNEL, post(token="a1"))
    await sandbox.say(CHANNEL, "من محرر")
    mine = post(token="b2")
    await sender.send(CHANNEL, mine)
    sights = [await sender.probe(CHANNEL, MessageId(message_id), mine) for message_id in (2, 3, 4)]
    assert sights[0] in {Sight.FOREIGN, Sight.TOUCHED}
    assert sights[1:] == [Sight.OURS, Sight.MISSING]
    texts = {m["message_id"]: m for m in await sandbox.messages(CHANNEL)}
    assert "reply_markup" not in texts[2]


async def test_comparing_by_a_forwarded_copy_leaves_no_trace(
    sender: TelegramSender, sandbox: SandboxControl
) -> None:
    await sandbox.create_chat(7, "private", title="المشغل")
    mine = post("خبر آخر")
    await sandbox.say(CHANNEL, "من محرر")
    await sender.send(CHANNEL, mine)
    ops = ChatId(7)
    sights = [
        await sender.compare(CHANNEL, MessageId(message_id), mine, ops_chat_id=ops)
        for message_id in (1, 2, 3)
    ]
    assert sights == [Sight.FOREIGN, Sight.OURS, Sight.MISSING]
    assert await sandbox.messages(7) == []


async def test_an_edit_that_changes_nothing_counts_as_done(
    sender: TelegramSender, sandbox: SandboxControl
) -> None:
    await sender.send(CHANNEL, post())
    assert isinstance(await sender.edit(CHANNEL, MessageId(1), post()), Sent)
    assert isinstance(await sender.edit(CHANNEL, MessageId(1), post("خبر منقح")), Sent)
    assert [m["text"] for m in await sandbox.messages(CHANNEL)] == ["خبر منقح"]
    gone = await sender.edit(CHANNEL, MessageId(9), post())
    assert isinstance(gone, Rejected)
    assert gone.what is Refused.MESSAGE


async def test_deleting_pinning_and_unpinning_twice_does_no_harm(
    sender: TelegramSender, sandbox: SandboxControl
) -> None:
    await sender.send(CHANNEL, post())
    assert isinstance(await sender.pin(CHANNEL, MessageId(1)), Sent)
    assert isinstance(await sender.unpin(CHANNEL, MessageId(1)), Sent)
    assert isinstance(await sender.unpin(CHANNEL, MessageId(1)), Sent)
    assert isinstance(await sender.delete(CHANNEL, MessageId(1)), Sent)
    assert isinstance(await sender.delete(CHANNEL, MessageId(1)), Sent)


async def test_a_reply_to_a_message_that_is_gone_is_a_post_of_its_own(
    sender: TelegramSender, sandbox: SandboxControl
) -> None:
    assert isinstance(await sender.send(CHANNEL, post(), reply_to=MessageId(40)), Sent)


async def test_the_preview_is_exactly_the_wanted_one(sender: TelegramSender, sandbox: SandboxControl) -> None:
    picture = Preview(url="https://pictures.example/1.jpg")
    await sender.send(CHANNEL, post(preview=picture))
    [entry] = await sandbox.ledger()
    assert entry["parameters"]["link_preview_options"] == {
        "url": "https://pictures.example/1.jpg",
        "prefer_large_media": True,
        "show_above_text": True,
    }


async def test_the_token_is_in_no_log_and_no_reason(
    sender: TelegramSender, sandbox: SandboxControl, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for fault in ("html", "malformed", "reset_after"):
        await sandbox.fault(fault, method="send*", nth=[1])
        outcome = await sender.send(CHANNEL, post())
        assert TOKEN not in repr(outcome)
        await sandbox.clear_faults()
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("aiohttp")]
    assert not any(f"bot{TOKEN}" in line for line in ours)
