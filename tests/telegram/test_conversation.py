"""A reader talks to the bot: the real python-telegram-bot stack against the sandbox over HTTP."""

from typing import Any

import pytest
from telegram import Update

from bot.clock import SystemClock
from bot.commands.answering import AlreadyDoneError
from bot.commands.following import Following
from bot.locale.phrases import load_phrases
from bot.telegram.inbound import Inbound
from storage.records.identity import ChatId
from tests.commands.newsroom import add_story
from tests.telegram.conftest import OWNER, READER, Room, until


async def test_start_greets_and_puts_the_words_under_the_typing_box(room: Room) -> None:
    answer = await room.answer("/start")
    assert answer["text"].startswith("أهلاً بك.")
    assert answer["reply_keyboard"]["keyboard"] == [
        [{"text": "آخر الأخبار"}, {"text": "بحث"}],
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
    assert older["text"] == "الأقدم"
    await room.sandbox.press(READER, answer["message_id"], data=older["callback_data"])

    async def turned() -> dict[str, Any] | None:
        [message] = await room.answers(1)
        return message if "6. " in message["text"] else None

    message = await until(turned)
    assert message["text"].split("\n\n")[1].startswith("6. افتتاح مدرسة رقم 6")
    back = message["reply_markup"]["inline_keyboard"][-1][0]
    assert back["text"] == "الأحدث"


async def test_a_section_is_found_in_any_spelling_and_paged_within(room: Room) -> None:
    answer = await room.answer("اخر الاخبار رِياضه 2")
    assert answer["text"].startswith("آخر الأخبار · رياضة\n\n1. افتتاح مدرسة رقم 2")
    await room.press(answer, "الأقدم")
    older = await room.changed(answer)
    assert older["text"].startswith("آخر الأخبار · رياضة\n\n3. افتتاح مدرسة رقم 6")


async def test_an_unknown_section_offers_those_that_are_there(room: Room) -> None:
    answer = await room.answer("/latest فضاء")
    assert answer["text"].startswith("لا أخبار حديثة في «فضاء».")
    await room.press(answer, "محليات")
    assert (await room.changed(answer))["text"].startswith("آخر الأخبار · محليات")


async def test_a_story_opens_from_the_list_and_leads_back(room: Room) -> None:
    answer = await room.answer("/latest")
    await room.press(answer, "2")
    story = await room.changed(answer)
    assert story["text"].startswith("افتتاح مدرسة رقم 2 في كربلاء\nواع")
    assert story["reply_markup"]["inline_keyboard"][0][0]["url"] == "https://example.org/2"
    await room.press(story, "رجوع")
    assert (await room.changed(story))["text"].startswith("آخر الأخبار")


async def test_a_story_of_three_sources_is_one_entry_that_names_the_others(room: Room) -> None:
    now = SystemClock().now()
    await add_story(
        room.store,
        title="افتتاح جسر جديد في الحلة",
        now=now,
        published_at=now,
        sources=("واع", "شفق نيوز", "INA"),
        place="بابل",
    )
    answer = await room.answer("/latest 1")
    assert answer["text"].endswith("1. افتتاح جسر جديد في الحلة\nواع ومصدران آخران · بابل · الآن")
    await room.press(answer, "1")
    story = await room.changed(answer)
    assert "أوردته:\n• واع · الآن\n• شفق نيوز · الآن\n• \u2068INA\u2069 · الآن" in story["text"]


async def test_news_that_arrives_meanwhile_moves_no_page(room: Room) -> None:
    answer = await room.answer("/latest")
    now = SystemClock().now()
    await add_story(room.store, title="خبر وصل للتو", now=now, published_at=now)
    await room.press(answer, "الأقدم")
    assert "6. افتتاح مدرسة رقم 6" in (await room.changed(answer))["text"]


async def test_a_deep_link_opens_its_story(room: Room) -> None:
    answer = await room.answer("/start story-3")
    assert answer["text"].startswith("افتتاح مدرسة رقم 3")
    answer = await room.answer("/start story-999")
    assert answer["text"].startswith("لم يعد هذا الخبر محفوظاً")
    answer = await room.answer("/start DROP-everything_1")
    assert answer["text"].startswith("أهلاً بك")


async def test_search_pages_through_what_was_found_and_remembers_no_words(room: Room) -> None:
    room.engine.found["مدرسة كربلاء"] = range(1, 8)
    answer = await room.answer("بحث مدرسة كربلاء")
    assert answer["text"].startswith("نتائج البحث عن مدرسة كربلاء · 7 نتائج\n\nافتتاح مدرسة رقم 1")
    await room.press(answer, "المزيد")
    more = await room.changed(answer)
    assert "افتتاح مدرسة رقم 7" in more["text"]
    assert room.engine.asked == ["مدرسة كربلاء", "مدرسة كربلاء"]
    await room.press(more, "العودة")
    assert "افتتاح مدرسة رقم 1" in (await room.changed(more))["text"]


async def test_an_empty_search_says_what_to_do_and_offers_the_likely_spelling(room: Room) -> None:
    room.engine.suggestions["كربلا"] = "كربلاء"
    room.engine.found["كربلاء"] = (1,)
    answer = await room.answer("/search كربلا")
    assert answer["text"].startswith("لا نتائج للبحث عن كربلا.")
    await room.press(answer, "هل تقصد «كربلاء»؟")
    assert (await room.changed(answer))["text"].startswith("نتائج البحث عن كربلاء · نتيجة واحدة")


async def test_search_without_words_asks_for_them(room: Room) -> None:
    assert (await room.answer("بحث"))["text"].startswith("عمَّ تبحث؟")


async def test_other_words_are_searched_for_in_private_and_passed_over_in_groups(room: Room) -> None:
    room.engine.found["جسر الحلة"] = (1,)
    answer = await room.answer("جسر الحلة")
    assert answer["text"].endswith("بحثتُ عن كلماتك. لما أستطيعه غير ذلك: /help")
    await room.sandbox.create_chat(-200, "supergroup", title="أهل الحلة", members=[READER])
    await room.say("جسر الحلة", chat_id=-200)
    answer = await room.answer("آخر الأخبار", chat_id=-200)
    assert answer["text"].startswith("آخر الأخبار")
    assert answer["reply_to_message"]["text"] == "آخر الأخبار"
    assert room.engine.asked == ["جسر الحلة"]


async def test_help_lists_what_this_person_may_do_here(room: Room) -> None:
    reader = (await room.answer("/help"))["text"]
    owner = (await room.answer("/help", chat_id=OWNER))["text"]
    assert "/latest" in reader
    assert "/outbox" not in reader
    assert "/outbox" in owner


async def test_the_menu_stands_in_both_languages_and_is_longer_for_owners(room: Room) -> None:
    async def offered() -> tuple[bool] | None:
        entries = await room.sandbox.ledger(method="setMyCommands")
        return (True,) if len(entries) >= 5 else None

    await until(offered)
    _, everyone = await room.sandbox.call("getMyCommands", language_code="ar")
    _, owners = await room.sandbox.call("getMyCommands", scope={"type": "chat", "chat_id": OWNER})
    names = [each["command"] for each in everyone["result"]]
    assert {"start", "latest", "search", "help"} <= set(names)
    assert "outbox" not in names
    assert "outbox" in [each["command"] for each in owners["result"]]


async def test_forgetting_asks_first_and_then_leaves_no_row(room: Room) -> None:
    assert (await room.answer("/follow البصرة"))["text"].startswith("تتابع الآن «البصرة»")
    answer = await room.answer("/forgetme")
    await room.press(answer, "تراجع")
    assert (await room.changed(answer))["text"] == "لم يُمحَ شيء."
    answer = await room.answer("/forgetme")
    await room.press(answer, "نعم")
    assert (await room.changed(answer))["text"].startswith("مُحي كل ما حُفظ عنك.")
    async with room.store.read() as tx:
        assert await tx.chats.get(ChatId(READER)) is None
        assert list(await tx.chats.followed(ChatId(READER))) == []


async def test_what_is_followed_is_listed_and_ended_with_a_tap(room: Room) -> None:
    await room.answer("/follow البصرة")
    await room.answer("تابع أسعار النفط")
    assert (await room.answer("/follow البصره"))["text"].startswith("تتابع «البصره» من قبل")
    answer = await room.answer("/mine")
    assert answer["text"].endswith("• البصرة\n• أسعار النفط")
    query = await room.press(answer, "✕ البصرة")
    assert await room.noticed(query) == "توقفت متابعة «البصرة»."
    assert (await room.changed(answer))["text"].endswith(":\n• أسعار النفط")


async def test_an_update_that_comes_twice_has_its_effect_once(room: Room) -> None:
    message = {
        "message_id": 500,
        "date": 1,
        "text": "/follow الموصل",
        "chat": {"id": READER, "type": "private"},
        "from": {"id": READER, "is_bot": False, "first_name": "زينب"},
        "entities": [{"type": "bot_command", "offset": 0, "length": 7}],
    }
    update = Update.de_json({"update_id": 42, "message": message}, None)
    assert update is not None
    now = SystemClock().now()
    phrases = load_phrases()
    heard = Inbound(owner_ids=set(), admin_ids=set(), username="").message(update, now)
    assert heard is not None
    following = Following(room.store, phrases)
    await following.follow(heard.request)
    with pytest.raises(AlreadyDoneError):
        await following.follow(heard.request)
    async with room.store.read() as tx:
        assert len(await tx.chats.followed(ChatId(READER))) == 1


async def test_the_words_that_were_sought_stand_bold_in_their_context(room: Room) -> None:
    room.engine.found["مدرسة"] = (1,)
    answer = await room.answer("/search مدرسة")
    assert answer["text"].endswith("افتتحت التربية مدرسة @\u2060kar في كربلاء")
    units = answer["text"].encode("utf-16-le")
    bold = [
        units[2 * each["offset"] : 2 * (each["offset"] + each["length"])].decode("utf-16-le")
        for each in answer["entities"]
        if each["type"] == "bold"
    ]
    assert bold == ["مدرسة", "مدرسة", "kar"]
