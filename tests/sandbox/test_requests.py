"""What the server takes and what it refuses, in Telegram's words; every form of a request."""

import json
from typing import Any

import pytest

from tests.sandbox.pictures import png
from tests.sandbox_control import SandboxControl

CHANNEL = -1001
BOLD = {"type": "bold", "offset": 0, "length": 3}


@pytest.fixture(autouse=True)
async def channel(sandbox: SandboxControl) -> None:
    await sandbox.create_chat(CHANNEL, "channel", title="من كربلاء الخبر")


async def test_get_form_multipart_and_json_mean_the_same(sandbox: SandboxControl) -> None:
    url = sandbox.url + "/bot1:TEST/sendMessage"
    parameters = {"chat_id": str(CHANNEL), "text": "خبر", "entities": json.dumps([BOLD])}
    async with sandbox.session.get(url, params=parameters) as response:
        assert response.status == 200
    async with sandbox.session.post(url, data=parameters) as response:
        assert response.status == 200
    async with sandbox.session.post(
        url, json={"chat_id": CHANNEL, "text": "خبر", "entities": [BOLD]}
    ) as response:
        assert response.status == 200
    messages = await sandbox.messages(CHANNEL)
    assert [(m["text"], m["entities"]) for m in messages] == [("خبر", [BOLD])] * 3
    assert [m["message_id"] for m in messages] == [1, 2, 3]


async def test_method_names_are_case_insensitive_and_unknown_ones_are_404(sandbox: SandboxControl) -> None:
    assert (await sandbox.call("getme"))[0] == 200
    status, answer = await sandbox.call("sendTelepathy")
    assert (status, answer["description"]) == (404, "Not Found: method not found")


@pytest.mark.parametrize("token", ["nonsense", ":TEST", "1:", "1:a b"])
async def test_what_cannot_be_a_token_is_404(sandbox: SandboxControl, token: str) -> None:
    status, answer = await sandbox.call("getMe", token=token)
    assert (status, answer["description"]) == (404, "Not Found")


async def test_a_revoked_token_is_401_and_a_new_one_reaches_the_same_bot(sandbox: SandboxControl) -> None:
    await sandbox.call("getMe", token="7:old")
    await sandbox.revoke("7:old")
    status, answer = await sandbox.call("getMe", token="7:old")
    assert (status, answer) == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    status, answer = await sandbox.call("getMe", token="7:new")
    assert answer["result"]["id"] == 7


REFUSED: list[tuple[dict[str, object], str]] = [
    ({"text": "خبر"}, "chat_id is empty"),
    ({"chat_id": CHANNEL}, "message text is empty"),
    ({"chat_id": CHANNEL, "text": "  \n "}, "text must be non-empty"),
    ({"chat_id": CHANNEL, "text": "ب" * 4097}, "message is too long"),
    ({"chat_id": CHANNEL, "text": "😀" * 2049}, "message is too long"),
    ({"chat_id": -100999, "text": "خبر"}, "chat not found"),
    ({"chat_id": "@nobody", "text": "خبر"}, "chat not found"),
    ({"chat_id": CHANNEL, "text": "خبر", "tekst": "x"}, 'sandbox: unknown parameter "tekst"'),
    (
        {"chat_id": CHANNEL, "text": "خبر", "disable_notification": "maybe"},
        'sandbox: "disable_notification" must be a Boolean',
    ),
    (
        {"chat_id": CHANNEL, "text": "خبر", "message_thread_id": "x"},
        'sandbox: "message_thread_id" must be an Integer',
    ),
    ({"chat_id": CHANNEL, "text": "خبر", "message_thread_id": 77}, "message thread not found"),
    (
        {"chat_id": CHANNEL, "text": "خبر", "reply_markup": "{"},
        "can't parse reply keyboard markup JSON object",
    ),
    ({"chat_id": CHANNEL, "text": "خبر", "reply_markup": "[]"}, "object expected as reply markup"),
    (
        {"chat_id": CHANNEL, "text": "خبر", "parse_mode": "HTML"},
        "sandbox: parse_mode is not taken here: send entities",
    ),
    (
        {"chat_id": CHANNEL, "text": "خبر", "reply_parameters": {"message_id": 99}},
        "message to be replied not found",
    ),
    (
        {"chat_id": CHANNEL, "text": "خبر", "link_preview_options": {"is_off": True}},
        'sandbox: unknown field "is_off" in LinkPreviewOptions at "link_preview_options"',
    ),
]


@pytest.mark.parametrize(("parameters", "words"), REFUSED, ids=[words for _, words in REFUSED])
async def test_a_message_that_telegram_would_not_take(
    sandbox: SandboxControl, parameters: dict[str, Any], words: str
) -> None:
    status, answer = await sandbox.call("sendMessage", **parameters)
    assert (status, answer["description"]) == (400, f"Bad Request: {words}")
    assert await sandbox.messages(CHANNEL) == []


ENTITIES: list[tuple[list[dict[str, object]], str]] = [
    ([{"type": "loud", "offset": 0, "length": 1}], "can't parse entities: unsupported entity type loud"),
    (
        [{"type": "bold", "offset": 9, "length": 1}],
        "entity begins after the end of the text at UTF-16 offset 9",
    ),
    (
        [{"type": "bold", "offset": 0, "length": 9}],
        "entity beginning at UTF-16 offset 0 ends after the end of the text at byte offset 8",
    ),
    (
        [{"type": "bold", "offset": 3, "length": 1}],
        "entity begins in a middle of a UTF-16 symbol at byte offset 4",
    ),
    (
        [{"type": "bold", "offset": 0, "length": 3}],
        "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4",
    ),
    ([{"type": "bold", "offset": 0, "length": 0}], "sandbox: entity at UTF-16 offset 0 has length 0"),
    ([{"type": "text_link", "offset": 0, "length": 1}], 'sandbox: entity "text_link" needs "url"'),
    ([{"type": "bold", "offset": 0, "length": 1}] * 101, "ENTITIES_TOO_LONG"),
]


@pytest.mark.parametrize(("entities", "words"), ENTITIES, ids=[words for _, words in ENTITIES])
async def test_entities_that_do_not_fit_the_text(
    sandbox: SandboxControl, entities: list[dict[str, object]], words: str
) -> None:
    status, answer = await sandbox.call("sendMessage", chat_id=CHANNEL, text="نص😀", entities=entities)
    assert (status, answer["description"]) == (400, f"Bad Request: {words}")


BUTTONS: list[tuple[dict[str, object], str]] = [
    ({"text": "زر", "callback_data": "ب" * 33}, "BUTTON_DATA_INVALID"),
    ({"text": "زر", "callback_data": ""}, "BUTTON_DATA_INVALID"),
    (
        {"text": "زر"},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    ({"text": " ", "callback_data": "x"}, "can't parse inline keyboard button: text must be non-empty"),
    (
        {"text": "زر", "url": "ftp://example.org"},
        "inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol",
    ),
    ({"text": "زر", "url": "http:///x"}, "inline keyboard button URL 'http:///x' is invalid: Wrong HTTP URL"),
    (
        {"text": "زر", "url": "http://h:99999"},
        "inline keyboard button URL 'http://h:99999' is invalid: Wrong port number specified in the URL",
    ),
    (
        {"text": "زر", "url": "https://t.me/khabar_bot?start=خبر"},
        'sandbox: deep link parameter "start" has characters or a length that Telegram drops',
    ),
    (
        {"text": "زر", "url": "https://a.iq", "callback_data": "x"},
        "sandbox: a button has one action, not url and callback_data",
    ),
]


@pytest.mark.parametrize(("button", "words"), BUTTONS, ids=[words for _, words in BUTTONS])
async def test_buttons_that_telegram_would_not_take(
    sandbox: SandboxControl, button: dict[str, object], words: str
) -> None:
    status, answer = await sandbox.call(
        "sendMessage", chat_id=CHANNEL, text="خبر", reply_markup={"inline_keyboard": [[button]]}
    )
    assert (status, answer["description"]) == (400, f"Bad Request: {words}")


async def test_good_buttons_and_the_longest_callback_data_pass(sandbox: SandboxControl) -> None:
    row = [
        {"text": "المصدر", "url": "https://example.iq/أخبار?id=1"},
        {"text": "ابدأ", "url": "https://t.me/khabar_bot?start=story-12_a"},
        {"text": "ملف", "url": "tg://user?id=5"},
        {"text": "التالي", "callback_data": "ب" * 32},
    ]
    status, _ = await sandbox.call(
        "sendMessage", chat_id=CHANNEL, text="خبر", reply_markup={"inline_keyboard": [row, []]}
    )
    assert status == 200
    [message] = await sandbox.messages(CHANNEL)
    assert message["reply_markup"] == {"inline_keyboard": [row]}


async def test_more_than_a_hundred_buttons_are_too_many(sandbox: SandboxControl) -> None:
    rows = [[{"text": "زر", "callback_data": "x"}]] * 101
    status, answer = await sandbox.call(
        "sendMessage", chat_id=CHANNEL, text="خبر", reply_markup={"inline_keyboard": rows}
    )
    assert (status, answer["description"]) == (400, "Bad Request: reply markup is too long")


async def test_surrounding_space_goes_and_entities_move_with_the_text(sandbox: SandboxControl) -> None:
    await sandbox.call(
        "sendMessage",
        chat_id=CHANNEL,
        text="\n عاجل: خبر \n",
        entities=[{"type": "bold", "offset": 0, "length": 6}],
    )
    [message] = await sandbox.messages(CHANNEL)
    assert message["text"] == "عاجل: خبر"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 4}]


async def test_telegram_finds_hashtags_links_and_mentions_by_itself(sandbox: SandboxControl) -> None:
    text = "😀 #كربلاء عبر @khabar_bot وموقع https://example.iq/a، أو ina.iq. #123"
    await sandbox.call("sendMessage", chat_id=CHANNEL, text=text)
    [message] = await sandbox.messages(CHANNEL)
    encoded = text.encode("utf-16-le")
    found = [
        (e["type"], encoded[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in message["entities"]
    ]
    assert found == [
        ("hashtag", "#كربلاء"),
        ("mention", "@khabar_bot"),
        ("url", "https://example.iq/a"),
        ("url", "ina.iq"),
    ]


async def test_a_found_link_does_not_overlap_a_given_one(sandbox: SandboxControl) -> None:
    link = {"type": "text_link", "offset": 0, "length": 20, "url": "https://other.iq/"}
    await sandbox.call("sendMessage", chat_id=CHANNEL, text="https://example.iq/a", entities=[link])
    [message] = await sandbox.messages(CHANNEL)
    assert message["entities"] == [link]


async def test_a_file_nobody_mentions_is_an_unknown_parameter(sandbox: SandboxControl) -> None:
    import aiohttp  # noqa: PLC0415 (only this test builds a form by hand)

    form = aiohttp.FormData({"chat_id": str(CHANNEL), "text": "خبر"})
    form.add_field("stray", png(), filename="x.png")
    async with sandbox.session.post(sandbox.url + "/bot1:TEST/sendMessage", data=form) as response:
        answer = await response.json()
    assert answer["description"] == 'Bad Request: sandbox: unknown parameter "stray"'


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"{", "application/json", "can't parse JSON object"),
        (b"[]", "application/json", "object expected"),
        (b"x", "application/xml", "unsupported content type application/xml"),
    ],
)
async def test_a_body_that_is_not_what_it_says(
    sandbox: SandboxControl, body: bytes, content_type: str, words: str
) -> None:
    url = sandbox.url + "/bot1:TEST/getMe"
    async with sandbox.session.post(url, data=body, headers={"Content-Type": content_type}) as response:
        assert (await response.json())["description"] == f"Bad Request: {words}"


async def test_only_loopback_names_and_the_own_page_are_answered(sandbox: SandboxControl) -> None:
    url = sandbox.url + "/_sandbox/state"
    async with sandbox.session.get(url, headers={"Host": "evil.example"}) as response:
        assert response.status == 403
    async with sandbox.session.get(url, headers={"Origin": "https://evil.example"}) as response:
        assert response.status == 403
    async with sandbox.session.get(url, headers={"Origin": sandbox.url}) as response:
        assert response.status == 200
