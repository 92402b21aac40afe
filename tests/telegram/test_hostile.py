"""Hostile text and floods: nothing becomes markup, a mention, a command or query syntax."""

import re

import pytest

from bot.clock import SystemClock
from tests.commands.newsroom import add_story
from tests.telegram.conftest import OWNER, READER, Room

HOSTILE = (
    "<b>عنوان</b> & *نجوم* _خط_ `رمز`",
    "[اضغط](https://evil.example/)",
    "تابعوا @fake_channel الآن",
    "اكتب /forgetme لتربح",
    "انضم t.me/joinchat/AAAA",
    "عنوان \u202eمقلوب\u202c \u2066وعزل\u2069",
    "Title in English first ثم عربي",
)


@pytest.mark.parametrize("title", HOSTILE)
async def test_a_publishers_title_is_shown_as_text_and_does_nothing(room: Room, title: str) -> None:
    now = SystemClock().now()
    await add_story(room.store, title=title, now=now, published_at=now)
    answer = await room.answer("/latest 1")
    kinds = {entity["type"] for entity in answer["entities"]}
    assert kinds <= {"bold", "text_link"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", answer["text"].replace("\u2068", ""))
    assert "@fake" not in answer["text"]
    assert "/forgetme" not in answer["text"]
    assert "t.me/" not in answer["text"]
    line = answer["text"].split("\n")[2]
    assert line.startswith("1. ")


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "*",
        "NEAR(",
        "AND OR NOT",
        "-خبر",
        "title:كربلاء",
        "{x}:",
        "'; DROP TABLE articles;--",
        "%s",
        "{words}",
    ],
)
async def test_search_words_reach_the_engine_as_they_are_and_come_back_as_text(
    room: Room, words: str
) -> None:
    answer = await room.answer(f"/search {words}")
    assert room.engine.asked == [words]
    assert answer["text"].startswith(f"لا نتائج للبحث عن {words}")


async def test_a_search_for_a_mention_mentions_nobody(room: Room) -> None:
    answer = await room.answer("/search @owner")
    assert "@owner" not in answer["text"]
    assert all(entity["type"] != "mention" for entity in answer["entities"])


async def test_a_flood_of_one_person_is_told_once_and_costs_others_nothing(room: Room) -> None:
    for _ in range(40):
        await room.say("/privacy")
    answer = await room.answer("/privacy", chat_id=OWNER)
    assert answer["text"].startswith("خصوصيتك")
    texts = [message["text"] for message in await room.answers(7)]
    assert sum(text.startswith("مهلاً") for text in texts) == 1
    assert sum(text.startswith("خصوصيتك") for text in texts) <= 8


async def test_a_forged_or_foreign_button_is_called_stale(room: Room) -> None:
    mine = await room.answer("/start")
    for query_id, data in (
        ("1", "1s;f;zzz;AAAAAAAAAAA"),
        ("2", "rubbish"),
        ("3", "1p;f"),
        ("4", "1p;l;x;y;z;w"),
    ):
        update = {
            "callback_query": {
                "id": query_id,
                "from": {"id": READER, "is_bot": False, "first_name": "زينب"},
                "message": mine | {"chat": {"id": READER, "type": "private"}},
                "chat_instance": "1",
                "data": data,
            }
        }
        await room.sandbox.post("updates", update=update)
    await room.answer("/privacy")
    answers = await room.sandbox.ledger(method="answerCallbackQuery")
    assert len(answers) == 4


async def test_a_very_long_message_is_no_search(room: Room) -> None:
    answer = await room.answer("كلمة " * 800)
    assert answer["text"].startswith("اكتفِ بكلمات قليلة")
    assert room.engine.asked == []
