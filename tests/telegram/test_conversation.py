"""A reader talks to the bot: the real python-telegram-bot stack against the sandbox over HTTP."""

from typing import Any

from tests.telegram.conftest import READER, Room, until


async def test_start_greets_by_name_and_puts_the_words_under_the_typing_box(room: Room) -> None:
    answer = await room.answer("/start")
    assert answer["text"].startswith("أهلاً بك يا زينب.")
    assert answer["reply_keyboard"]["keyboard"] == [
        [{"text": "بحث"}, {"text": "آخر الأخبار"}],
        [{"text": "مساعدة"}],
    ]


async def test_latest_lists_stories_newest_first_with_source_place_and_age(room: Room) -> None:
    answer = await room.answer("/latest")
    lines = answer["text"].split("\n\n")
    assert lines[0] == "آخر الأخبار"
    assert lines[1] == "1. افتتاح مدرسة رقم 1 في كربلاء\nواع · قبل 10 دقائق"
    assert len(lines) == 6
    links = [entity["url"] for entity in answer["entities"] if entity["type"] == "text_link"]
    assert links == [f"https://example.org/{number}" for number in range(1, 6)]


async def test_paging_edits_the_message_in_place_and_leads_back(room: Room) -> None:
    answer = await room.answer("آخر الأخبار")
    older = answer["reply_markup"]["inline_keyboard"][-1][0]
    assert older["text"] == "الأقدم ←"
    await room.sandbox.press(READER, answer["message_id"], data=older["callback_data"])

    async def turned() -> dict[str, Any] | None:
        [message] = await room.answers(1)
        return message if "6. " in message["text"] else None

    message = await until(turned)
    assert message["text"].split("\n\n")[1].startswith("6. افتتاح مدرسة رقم 6")
    back = message["reply_markup"]["inline_keyboard"][-1][0]
    assert back["text"] == "→ الأحدث"
