"""The rarer ways of methods, control requests and files, in Telegram's own words or plain ones of ours."""

import struct
from typing import Any

import pytest

from bot.sandbox.server import SandboxOptions
from bot.sandbox.traffic.pace import Limits
from bot.sandbox.world.files import image_size
from tests.sandbox.pictures import png
from tests.sandbox_control import SandboxControl, sandbox_control

CHANNEL, GROUP, READER, FORUM = -1001, -44, 1001, -1003


@pytest.fixture(autouse=True)
async def chats(sandbox: SandboxControl) -> None:
    await sandbox.create_chat(CHANNEL, "channel", title="من كربلاء الخبر", description="أخبار كربلاء")
    await sandbox.create_chat(GROUP, "group", title="هيئة التحرير", owner_id=READER)
    await sandbox.create_chat(READER, "private", title="زينب", description="محررة")
    await sandbox.create_chat(FORUM, "supergroup", title="منتدى", forum=True)
    await sandbox.call("sendMessage", chat_id=CHANNEL, text="خبر")
    await sandbox.call("sendMessage", chat_id=READER, text="أهلاً")
    await sandbox.call("createForumTopic", chat_id=FORUM, name="اقتصاد")


PHOTO = {"type": "photo", "media": "attach://x"}
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("editMessageText", {"text": "نص"}, "chat_id is empty"),
    ("editMessageText", {"text": "نص", "chat_id": CHANNEL}, "message identifier is not specified"),
    ("editMessageText", {"text": "نص", "inline_message_id": "x"}, "MESSAGE_ID_INVALID"),
    ("editMessageText", {"text": "نص", "chat_id": FORUM, "message_id": 1}, "message can't be edited"),
    ("sendMessage", {"chat_id": CHANNEL, "text": "نص", "business_connection_id": "b"}, "sandbox: parameter"),
    (
        "sendMessage",
        {"chat_id": CHANNEL, "text": "نص", "reply_parameters": {"message_id": 1, "chat_id": READER}},
        "sandbox: replies to another chat are not supported",
    ),
    (
        "sendMessage",
        {"chat_id": CHANNEL, "text": "نص", "reply_parameters": {"message_id": 1, "quote": "غيره"}},
        "QUOTE_TEXT_INVALID",
    ),
    (
        "sendMessage",
        {"chat_id": READER, "text": "نص", "reply_markup": {"keyboard": [[]]}},
        "reply keyboard must",
    ),
    (
        "sendMessage",
        {"chat_id": READER, "text": "نص", "reply_markup": {"keyboard": [[{"text": " "}]]}},
        "can't parse keyboard button: text must be non-empty",
    ),
    (
        "sendMessage",
        {"chat_id": READER, "text": "نص", "reply_markup": {"keyboard": [[{"text": "زر"}] * 13]}},
        "reply markup is too long",
    ),
    (
        "sendMessage",
        {
            "chat_id": READER,
            "text": "نص",
            "reply_markup": {"inline_keyboard": [[{"text": "نسخ", "copy_text": {"text": "x" * 257}}]]},
        },
        "BUTTON_COPY_TEXT_INVALID",
    ),
    ("sendMediaGroup", {"chat_id": CHANNEL, "media": [PHOTO]}, "too few messages to send as an album"),
    ("sendMediaGroup", {"chat_id": CHANNEL, "media": [PHOTO] * 11}, "too many messages to send as an album"),
    ("sendPhoto", {"chat_id": CHANNEL, "photo": "attach://none"}, 'file "attach://none" not found'),
    (
        "sendDocument",
        {"chat_id": CHANNEL, "document": "http://127.0.0.1:1/x"},
        "failed to get HTTP URL content",
    ),
    ("deleteMessages", {"chat_id": CHANNEL, "message_ids": []}, "message identifiers are not specified"),
    (
        "setMessageReaction",
        {"chat_id": CHANNEL, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "👍"}] * 2},
        "REACTIONS_TOO_MANY",
    ),
    ("setMessageReaction", {"chat_id": CHANNEL, "message_id": 9}, "message to react not found"),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "ب" * 201}, "MESSAGE_TOO_LONG"),
    ("answerInlineQuery", {"inline_query_id": "1", "results": []}, "query is too old"),
    ("getFile", {"file_id": "x"}, "invalid file_id"),
    ("getChatAdministrators", {"chat_id": READER}, "there are no administrators in the private chat"),
    ("getChatMember", {"chat_id": GROUP, "user_id": -5}, "invalid user_id specified"),
    ("leaveChat", {"chat_id": READER}, "chat member status can't be changed in private chats"),
    ("createForumTopic", {"chat_id": FORUM, "name": "ب" * 129}, "TOPIC_TITLE_TOO_LONG"),
    ("createForumTopic", {"chat_id": FORUM, "name": "مال", "icon_color": 1}, "TOPIC_ICON_COLOR_INVALID"),
    (
        "editForumTopic",
        {"chat_id": FORUM, "message_thread_id": 1, "name": "اقتصاد"},
        "TOPIC_NOT_MODIFIED",
    ),
    ("reopenForumTopic", {"chat_id": FORUM, "message_thread_id": 1}, "TOPIC_NOT_MODIFIED"),
    ("closeForumTopic", {"chat_id": FORUM, "message_thread_id": 7}, "message thread not found"),
    ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setMyCommands", {"commands": [{"command": "a", "description": "b"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
    ("setMyCommands", {"commands": [], "language_code": "arabic"}, "LANG_CODE_INVALID"),
    ("setMyDescription", {"description": "ب" * 513}, "BOT_DESCRIPTION_TOO_LONG"),
    ("setWebhook", {"url": "http://127.0.0.1/", "secret_token": "سر"}, "secret token contains unallowed"),
    (
        "setWebhook",
        {"url": "https://example.iq/", "max_connections": "many"},
        'sandbox: "max_connections" must',
    ),
    ("setMyCommands", {"commands": "{}"}, 'sandbox: "commands" must be an Array of BotCommand'),
    ("setMyCommands", {"commands": [{"command": "a"}]}, 'sandbox: field "description" of BotCommand'),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "moon"}},
        'sandbox: "scope" is no known BotCommandScope',
    ),
    ("sendMessage", {"chat_id": True, "text": "x"}, 'sandbox: "chat_id" must be'),
    ("sendMessage", {"chat_id": 2**70, "text": "x"}, 'sandbox: "chat_id" must be'),
    ("sendMediaGroup", {"chat_id": CHANNEL, "media": "{}"}, 'sandbox: "media" must be an Array'),
]


@pytest.mark.parametrize(("method", "parameters", "words"), REFUSED, ids=[f"{m}: {w}" for m, _, w in REFUSED])
async def test_a_refusal(
    sandbox: SandboxControl, method: str, parameters: dict[str, Any], words: str
) -> None:
    status, answer = await sandbox.call(method, **parameters)
    assert status == 400
    assert answer["description"].startswith(f"Bad Request: {words}")


async def test_rights_in_a_channel_decide_what_a_bot_may_edit(sandbox: SandboxControl) -> None:
    said = await sandbox.say(CHANNEL, "منشور المحرر", user_id=5)
    own: dict[str, Any] = {"chat_id": CHANNEL, "message_id": 1, "text": "خبر مصحح"}
    other: dict[str, Any] = {"chat_id": CHANNEL, "message_id": said["message_id"], "text": "تدخل"}
    assert (await sandbox.call("editMessageText", **other))[0] == 200
    await sandbox.set_bot(CHANNEL, "administrator", rights=["can_post_messages"])
    assert (await sandbox.call("editMessageText", **own))[0] == 200
    status, answer = await sandbox.call("editMessageText", **other)
    assert (status, answer["description"]) == (400, "Bad Request: message can't be edited")


async def test_a_restricted_bot_cannot_write_and_a_topic_needs_its_right(sandbox: SandboxControl) -> None:
    await sandbox.set_bot(GROUP, "restricted")
    _, answer = await sandbox.call("sendMessage", chat_id=GROUP, text="خبر")
    assert answer["description"] == "Bad Request: not enough rights to send text messages to the chat"
    await sandbox.set_bot(FORUM, "administrator", rights=[])
    _, answer = await sandbox.call("createForumTopic", chat_id=FORUM, name="رياضة")
    assert answer["description"] == "Bad Request: not enough rights to manage topics in the chat"


async def test_a_video_is_sent_and_a_document_is_no_photo(sandbox: SandboxControl) -> None:
    async with sandbox.bot() as bot:
        video = await bot.send_video(CHANNEL, b"frames", filename="مقطع.mp4", has_spoiler=True)
        assert video.video is not None
        assert video.has_media_spoiler
        document = await bot.send_document(CHANNEL, b"text", filename="x.txt")
        assert document.document is not None
        _, answer = await sandbox.call("sendPhoto", chat_id=CHANNEL, photo=document.document.file_id)
        assert answer["description"] == "Bad Request: can't use file of type Document as Photo"


async def test_a_protected_message_is_not_forwarded(sandbox: SandboxControl) -> None:
    await sandbox.call("sendMessage", chat_id=READER, text="سري", protect_content=True)
    _, answer = await sandbox.call("forwardMessage", chat_id=CHANNEL, from_chat_id=READER, message_id=2)
    assert answer["description"] == "Bad Request: the message can't be forwarded"


async def test_a_forward_of_a_forward_keeps_the_first_origin(sandbox: SandboxControl) -> None:
    said = await sandbox.say(GROUP, "شهادة", user_id=5)
    async with sandbox.bot() as bot:
        first = await bot.forward_message(READER, GROUP, said["message_id"])
        second = await bot.forward_message(CHANNEL, READER, first.message_id)
        assert second.forward_origin == first.forward_origin


async def test_close_and_log_out_and_the_full_chat(sandbox: SandboxControl) -> None:
    assert (await sandbox.call("close"))[1]["result"] is True
    assert (await sandbox.call("getChat", chat_id=CHANNEL))[1]["result"]["description"] == "أخبار كربلاء"
    assert (await sandbox.call("getChat", chat_id=READER))[1]["result"]["bio"] == "محررة"
    scope = {"type": "chat", "chat_id": GROUP}
    assert (await sandbox.call("getMyCommands", scope=scope))[1]["result"] == []
    assert (await sandbox.call("setChatMenuButton", menu_button={"type": "commands"}))[0] == 200


async def test_a_chat_is_renamed_and_topics_and_messages_of_people(sandbox: SandboxControl) -> None:
    async with sandbox.session.patch(
        f"{sandbox.url}/_sandbox/chats/{READER}", json={"title": "سارة"}
    ) as response:
        assert response.status == 200
    assert (await sandbox.call("getChat", chat_id=READER))[1]["result"]["first_name"] == "سارة"
    made = await sandbox.post(f"chats/{FORUM}/topics", name="رياضة")
    await sandbox.say(FORUM, "نتيجة المباراة", user_id=5, thread_id=made["thread_id"])
    shown = await sandbox.messages(FORUM, thread_id=made["thread_id"])
    assert [message.get("text") for message in shown] == [None, "نتيجة المباراة"]
    await sandbox.post(f"chats/{FORUM}/delete", message_id=shown[1]["message_id"])
    assert len(await sandbox.messages(FORUM, thread_id=made["thread_id"])) == 1
    page = await sandbox.get(f"chats/{FORUM}/messages", after=1, limit=1)
    assert [message["message_id"] for message in page["messages"]] == [2]
    one = await sandbox.get(f"chats/{CHANNEL}/messages/1")
    assert one["text"] == "خبر"


async def test_a_member_comes_and_goes_in_a_group(sandbox: SandboxControl) -> None:
    await sandbox.post(f"chats/{GROUP}/members", user_id=8, standing="member", first_name="علي")
    await sandbox.post(f"chats/{GROUP}/members", user_id=8, standing="left")
    service = [message for message in await sandbox.messages(GROUP) if "text" not in message]
    assert service[0]["new_chat_members"][0]["first_name"] == "علي"
    assert service[1]["left_chat_member"]["id"] == 8


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("chats/-999/say", {"text": "x"}, 404),
        (f"chats/{CHANNEL}/press", {"message_id": 77}, 404),
        (f"chats/{CHANNEL}/press", {"message_id": 1, "data": "x"}, 400),
        ("chats", {"type": "channel"}, 400),
        ("chats", {"id": "x"}, 400),
        ("bots", {}, 400),
        ("clock", {"advance": -1}, 400),
        ("limits", {"speed": 1}, 400),
        ("tokens/revoke", [], 400),
    ],
)
async def test_a_wrong_control_request_is_told_apart(
    sandbox: SandboxControl, path: str, body: Any, status: int
) -> None:
    async with sandbox.session.post(f"{sandbox.url}/_sandbox/{path}", json=body) as response:
        assert response.status == status
        assert (await response.json())["error"]


async def test_reset_restore_and_clear(sandbox: SandboxControl) -> None:
    await sandbox.revoke()
    await sandbox.post("tokens/restore", token="1:TEST")
    assert (await sandbox.call("getMe"))[0] == 200
    await sandbox.post("bots", id=1, username="khabar_bot", first_name="خبر الجديد")
    assert (await sandbox.call("getMe"))[1]["result"]["username"] == "khabar_bot"
    async with sandbox.session.delete(f"{sandbox.url}/_sandbox/ledger") as response:
        assert response.status == 200
    assert await sandbox.ledger() == []
    await sandbox.post("reset")
    assert await sandbox.get("chats") == []
    assert (await sandbox.get("state"))["bots"] == []


async def test_auto_create_makes_a_chat_of_any_number() -> None:
    async with sandbox_control(SandboxOptions(auto_create=True, limits=Limits(enabled=False))) as control:
        for chat_id, kind in ((-1001234, "channel"), (-77, "group"), (55, "private")):
            status, answer = await control.call("sendMessage", chat_id=str(chat_id), text="خبر")
            assert (status, answer["result"]["chat"]["type"]) == (200, kind)
        assert (await control.call("sendMessage", chat_id="abc", text="خبر"))[0] == 400


async def test_an_unknown_file_is_404_everywhere(sandbox: SandboxControl) -> None:
    for path in ("/_sandbox/files/x", "/file/bot1:TEST/files/x", "/page/secrets.txt", "/page/routes.py"):
        async with sandbox.session.get(sandbox.url + path) as response:
            assert response.status == 404


JPEG = (
    b"\xff\xd8\xff\xe0"
    + struct.pack(">H", 4)
    + b"\0\0"
    + b"\xff\xc0"
    + struct.pack(">HBHH", 11, 8, 30, 40)
    + b"\0" * 9
)
WEBP = b"RIFF\0\0\0\0WEBP"


@pytest.mark.parametrize(
    ("content", "known"),
    [
        (png(64, 40), ("image/png", 64, 40)),
        (JPEG, ("image/jpeg", 40, 30)),
        (b"\xff\xd8\xff\xe0\0\2", ("image/jpeg", 0, 0)),
        (b"GIF89a" + struct.pack("<HH", 12, 9), ("image/gif", 12, 9)),
        (WEBP + b"VP8X" + b"\0" * 8 + b"\x1f\0\0" + b"\x0f\0\0", ("image/webp", 32, 16)),
        (WEBP + b"VP8L" + b"\0" * 5 + struct.pack("<I", 31 | 15 << 14), ("image/webp", 32, 16)),
        (WEBP + b"VP8 " + b"\0" * 10 + struct.pack("<HH", 32, 16), ("image/webp", 32, 16)),
        (WEBP, ("image/webp", 0, 0)),
        (b"%PDF-1.7", ("", 0, 0)),
    ],
)
def test_pictures_are_measured(content: bytes, known: tuple[str, int, int]) -> None:
    assert image_size(content) == known
