"""Who may do what, in every context: authority goes by numeric user id, typed in person, in private."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from bot.commands.answering import Answering
from bot.commands.catalogue import Voice, voice
from bot.commands.registry import Registry
from bot.commands.request import Audience, ChatKind, Reply, Request, Role
from bot.locale.moments import Moments
from bot.locale.phrases import load_phrases
from bot.telegram.inbound import Inbound
from bot.text.richtext import RichText
from storage.store import Store
from tests.telegram.conftest import ListedEngine

OWNER, ADMIN, READER, ANONYMOUS_ADMIN = 9001, 9002, 1001, 1087968824
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
INBOUND = Inbound(owner_ids={OWNER}, admin_ids={ADMIN}, username="khabar_bot")

CONTEXTS: dict[str, dict[str, Any]] = {
    "typed": {},
    "forwarded": {"forward_origin": {"type": "hidden_user", "sender_user_name": "س", "date": 1}},
    "via another bot": {"via_bot": {"id": 5, "is_bot": True, "first_name": "ب"}},
    "in the name of a chat": {"sender_chat": {"id": -100, "type": "supergroup", "title": "ق"}},
    "automatic": {"is_automatic_forward": True},
    "of another language": {"from": {"language_code": "en"}},
}
CHATS: dict[str, dict[str, Any]] = {
    "private": {"type": "private"},
    "group": {"id": -5, "type": "group", "title": "م"},
    "supergroup": {"id": -1005, "type": "supergroup", "title": "م"},
}
KINDS = ("message", "edited_message", "channel_post", "business_message")
FORMS = ("/{}", "/{}@other_bot")


@pytest.fixture
def spoken(sqlite_store: Store) -> Voice:
    phrases = load_phrases()
    return voice(store=sqlite_store, engine=ListedEngine(), phrases=phrases, moments=Moments(phrases))


def update(kind: str, chat: str, context: str, user_id: int, text: str) -> Update:
    body: dict[str, Any] = {
        "message_id": 1,
        "date": 1,
        "text": text,
        "chat": {"id": user_id} | CHATS[chat],
        "from": {"id": user_id, "is_bot": False, "first_name": "زينب", "username": "owner"},
    }
    extra = dict(CONTEXTS[context])
    body["from"] |= extra.pop("from", {})
    made = Update.de_json({"update_id": 1, kind: body | extra}, None)
    assert made is not None
    return made


async def test_no_command_of_the_keepers_runs_for_the_wrong_person_place_or_form(spoken: Voice) -> None:
    ran: list[str] = []
    probed = _probe(spoken, ran)
    cells = 0
    names = [command.name for command in spoken.registry.commands if command.audience is Audience.ADMINS]
    for name, user_id, chat, kind, context, form in itertools.product(
        names, (OWNER, ADMIN, READER, ANONYMOUS_ADMIN), CHATS, KINDS, CONTEXTS, FORMS
    ):
        cells += 1
        before = len(ran)
        heard = INBOUND.message(update(kind, chat, context, user_id, form.format(name)), NOW)
        if heard is not None and heard.command is not None:
            await probed.command(heard.command, heard.request)
        may = (
            user_id in {OWNER, ADMIN}
            and chat == "private"
            and kind == "message"
            and context in {"typed", "of another language"}
            and "other_bot" not in form
        )
        assert (len(ran) > before) is may, (name, user_id, chat, kind, context, form)
    assert cells > 2_000


def _probe(spoken: Voice, ran: list[str]) -> Answering:
    """An Answering whose commands only note that they ran."""

    async def note(_request: Request) -> Reply:
        ran.append("ran")
        return Reply(text=RichText(text="نعم"))

    commands = [replace(command, run=note) for command in spoken.registry.commands]
    return Answering(Registry(commands), spoken.phrases, fallback=note)


def test_a_role_is_a_number_and_nothing_else() -> None:
    assert [INBOUND.role(user) for user in (OWNER, ADMIN, READER, -OWNER, 0)] == [
        Role.OWNER,
        Role.ADMIN,
        Role.READER,
        Role.READER,
        Role.READER,
    ]


def test_words_behind_a_command_are_what_follows_it() -> None:
    heard = INBOUND.message(update("message", "private", "typed", READER, "/search  مستشفى كربلاء "), NOW)
    assert heard is not None
    assert (heard.command, heard.request.words) == ("search", "مستشفى كربلاء")
    assert heard.request.chat_kind is ChatKind.PRIVATE


@pytest.mark.parametrize(
    ("text", "words"), [("/latest@khabar_bot", ""), ("/latest@Khabar_Bot 3", "3"), ("/latest\n3", "3")]
)
def test_the_bots_own_name_and_a_line_break_may_follow_a_command(text: str, words: str) -> None:
    heard = INBOUND.message(update("message", "group", "typed", READER, text), NOW)
    assert heard is not None
    assert (heard.command, heard.request.words) == ("latest", words)


@pytest.mark.parametrize("text", ["/", "/ search", "//search", "/بحث", "اكتب /search"])
def test_what_only_looks_like_a_command_is_plain_words(text: str) -> None:
    heard = INBOUND.message(update("message", "private", "typed", READER, text), NOW)
    assert heard is not None
    assert heard.command is None
