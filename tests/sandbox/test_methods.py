"""Every method through a real python-telegram-bot Bot: what it does, and Telegram's words when it cannot."""

from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
    MessageEntity,
    MessageOriginChannel,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.sandbox.pictures import png
from tests.sandbox_control import TOKEN, SandboxControl

CHANNEL, GROUP, READER = -1001, -44, 1001
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("المزيد", callback_data="more")]])


@pytest.fixture
async def bot(sandbox: SandboxControl) -> AsyncIterator[Bot]:
    await sandbox.create_chat(CHANNEL, "channel", title="من كربلاء الخبر", username="karbala_news")
    await sandbox.create_chat(GROUP, "group", title="هيئة التحرير", owner_id=READER, members=[5])
    await sandbox.create_chat(READER, "private", title="زينب")
    async with sandbox.bot() as client:
        yield client


async def test_the_bot_knows_itself(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot) == (int(TOKEN.partition(":")[0]), True)


async def test_a_channel_is_reached_by_name_and_ids_grow_by_one_per_chat(bot: Bot) -> None:
    ids = [(await bot.send_message("@karbala_news", f"خبر {n}")).message_id for n in range(3)]
    assert ids == [1, 2, 3]
    assert (await bot.send_message(READER, "أهلاً")).message_id == 1


async def test_photo_by_upload_by_id_and_its_bytes_come_back(bot: Bot) -> None:
    picture = png()
    sent = await bot.send_photo(
        CHANNEL, picture, caption="افتتاح الجسر", caption_entities=[MessageEntity("bold", 0, 6)]
    )
    assert (sent.photo[0].width, sent.photo[0].height) == (64, 40)
    assert sent.caption_entities[0].type == "bold"
    again = await bot.send_photo(CHANNEL, sent.photo[0].file_id)
    assert again.photo[0].file_unique_id == sent.photo[0].file_unique_id
    file = await bot.get_file(sent.photo[0].file_id)
    assert bytes(await file.download_as_bytearray()) == picture


async def test_a_photo_by_address_is_fetched_from_this_machine_only(
    bot: Bot, sandbox: SandboxControl
) -> None:
    sent = await bot.send_photo(CHANNEL, png())
    local = await bot.send_photo(CHANNEL, f"{sandbox.url}/_sandbox/files/{sent.photo[0].file_id}")
    assert local.photo[0].width == 64
    with pytest.raises(BadRequest, match="Failed to get http url content"):
        await bot.send_photo(CHANNEL, "https://example.org/a.png")
    with pytest.raises(BadRequest, match="Wrong type of the web page content"):
        await bot.send_photo(CHANNEL, f"{sandbox.url}/_sandbox/state")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"no picture", "Image_process_failed"), (png(6000, 10), "Photo_invalid_dimensions")],
)
async def test_what_is_no_photo_is_refused(bot: Bot, content: bytes, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.send_photo(CHANNEL, content)
    with pytest.raises(BadRequest, match="Wrong file identifier/http url specified"):
        await bot.send_photo(CHANNEL, "AgACAgIAAx")


async def test_captions_are_at_most_1024_units(bot: Bot) -> None:
    await bot.send_photo(CHANNEL, png(), caption="ب" * 1024)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(CHANNEL, png(), caption="ب" * 1025)


async def test_a_document_keeps_its_name(bot: Bot) -> None:
    sent = await bot.send_document(READER, "عنوان,رابط".encode(), filename="أرشيف.csv")
    assert sent.document is not None
    assert sent.document.file_name == "أرشيف.csv"


async def test_an_edit_replaces_text_and_removes_buttons_unless_given(bot: Bot) -> None:
    sent = await bot.send_message(CHANNEL, "ارتفاع الحصيلة إلى 3", reply_markup=KEYBOARD)
    edited = await bot.edit_message_text("ارتفاع الحصيلة إلى 5", CHANNEL, sent.message_id)
    assert not isinstance(edited, bool)
    assert edited.edit_date is not None
    assert edited.reply_markup is None
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await bot.edit_message_text("ارتفاع الحصيلة إلى 5", CHANNEL, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("نص", CHANNEL, 99)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(CHANNEL, sent.message_id, caption="نص")


async def test_the_same_buttons_again_are_not_a_change(bot: Bot) -> None:
    sent = await bot.send_message(CHANNEL, "خبر", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(CHANNEL, sent.message_id, reply_markup=KEYBOARD)
    bare = await bot.edit_message_reply_markup(CHANNEL, sent.message_id)
    assert not isinstance(bare, bool)
    assert (bare.reply_markup, bare.edit_date) == (None, None)


async def test_caption_and_media_of_a_photo_are_edited(bot: Bot) -> None:
    sent = await bot.send_photo(CHANNEL, png(grey=1), caption="أول")
    edited = await bot.edit_message_caption(CHANNEL, sent.message_id, caption="ثانٍ")
    assert not isinstance(edited, bool)
    assert edited.caption == "ثانٍ"
    swapped = await bot.edit_message_media(
        InputMediaPhoto(png(grey=9), caption="ثالث"), CHANNEL, sent.message_id
    )
    assert not isinstance(swapped, bool)
    assert swapped.photo[0].file_unique_id != sent.photo[0].file_unique_id
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("نص", CHANNEL, sent.message_id)


async def test_a_person_s_message_is_not_the_bot_s_to_edit(bot: Bot, sandbox: SandboxControl) -> None:
    said = await sandbox.say(GROUP, "سؤال", user_id=5)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("نص", GROUP, said["message_id"])


async def test_delete_one_and_many(bot: Bot, sandbox: SandboxControl) -> None:
    for n in range(4):
        await bot.send_message(CHANNEL, f"خبر {n}")
    assert await bot.delete_message(CHANNEL, 2)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(CHANNEL, 2)
    assert await bot.delete_messages(CHANNEL, [1, 2, 4])
    assert [m["message_id"] for m in await sandbox.messages(CHANNEL)] == [3]
    assert (await bot.send_message(CHANNEL, "بعدها")).message_id == 5


async def test_without_the_right_own_messages_can_be_deleted_for_two_days(
    bot: Bot, sandbox: SandboxControl
) -> None:
    await sandbox.create_chat(-55, "supergroup", bots_are="member")
    young = await bot.send_message(-55, "جديد")
    assert await bot.delete_message(-55, young.message_id)
    old = await bot.send_message(-55, "قديم")
    await sandbox.advance(49 * 3600)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(-55, old.message_id)
    said = await sandbox.say(-55, "سؤال", user_id=5)
    with pytest.raises(BadRequest, match=r"Message can't be deleted$"):
        await bot.delete_message(-55, said["message_id"])


async def test_pin_unpin_and_the_service_message(bot: Bot, sandbox: SandboxControl) -> None:
    for n in range(3):
        await bot.send_message(CHANNEL, f"خبر {n}")
    await bot.pin_chat_message(CHANNEL, 1, disable_notification=True)
    await bot.pin_chat_message(CHANNEL, 2)
    chat = await bot.get_chat(CHANNEL)
    assert chat.pinned_message is not None
    assert chat.pinned_message.message_id == 2
    assert [m["message_id"] for m in await sandbox.messages(CHANNEL) if "pinned_message" in m] == [4, 5]
    await bot.unpin_chat_message(CHANNEL, 2)
    with pytest.raises(BadRequest, match="Message to unpin not found"):
        await bot.unpin_chat_message(CHANNEL, 3)
    with pytest.raises(BadRequest, match="Message to pin not found"):
        await bot.pin_chat_message(CHANNEL, 77)
    await bot.unpin_all_chat_messages(CHANNEL)
    assert (await bot.get_chat(CHANNEL)).pinned_message is None


async def test_pinning_needs_the_right(bot: Bot, sandbox: SandboxControl) -> None:
    await sandbox.create_chat(-1002, "channel", bot_rights=["can_post_messages"])
    sent = await bot.send_message(-1002, "خبر")
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages in the chat"):
        await bot.pin_chat_message(-1002, sent.message_id)


async def test_forward_tells_the_origin_and_copy_does_not(bot: Bot) -> None:
    post = await bot.send_message(
        CHANNEL, "خبر", entities=[MessageEntity("bold", 0, 3)], reply_markup=KEYBOARD
    )
    forwarded = await bot.forward_message(READER, CHANNEL, post.message_id)
    assert isinstance(forwarded.forward_origin, MessageOriginChannel)
    assert forwarded.forward_origin.message_id == post.message_id
    assert forwarded.entities == post.entities
    assert (await bot.copy_message(READER, CHANNEL, post.message_id)).message_id == 2
    with pytest.raises(BadRequest, match="Message to forward not found"):
        await bot.forward_message(READER, CHANNEL, 99)
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await bot.copy_message(READER, CHANNEL, 99)


async def test_a_reply_quotes_and_goes_without_when_allowed(bot: Bot) -> None:
    first = await bot.send_message(CHANNEL, "اندلاع حريق في السوق")
    reply = await bot.send_message(
        CHANNEL, "تصحيح", reply_parameters=ReplyParameters(first.message_id, quote="حريق")
    )
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.message_id == first.message_id
    assert reply.quote is not None
    assert reply.quote.position == 7
    lone = await bot.send_message(
        CHANNEL, "بلا أصل", reply_parameters=ReplyParameters(99, allow_sending_without_reply=True)
    )
    assert lone.reply_to_message is None
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(CHANNEL, "رد", reply_to_message_id=99)


async def test_silent_and_reply_keyboard_are_seen_by_the_reader(bot: Bot, sandbox: SandboxControl) -> None:
    await bot.send_message(
        READER, "اختر", disable_notification=True, reply_markup=ReplyKeyboardMarkup([["آخر الأخبار"]])
    )
    [message] = await sandbox.messages(READER)
    assert message["silent"] is True
    chat = await sandbox.get(f"chats/{READER}")
    assert chat["reply_keyboard"]["keyboard"] == [[{"text": "آخر الأخبار"}]]


async def test_forum_topics_take_messages_until_closed(bot: Bot, sandbox: SandboxControl) -> None:
    await sandbox.create_chat(-1003, "supergroup", forum=True)
    topic = await bot.create_forum_topic(-1003, "اقتصاد")
    sent = await bot.send_message(-1003, "سعر الصرف", message_thread_id=topic.message_thread_id)
    assert sent.message_thread_id == topic.message_thread_id
    await bot.close_forum_topic(-1003, topic.message_thread_id)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(-1003, "سعر الصرف", message_thread_id=topic.message_thread_id)
    await bot.reopen_forum_topic(-1003, topic.message_thread_id)
    await bot.edit_forum_topic(-1003, topic.message_thread_id, name="مال وأعمال")
    await bot.delete_forum_topic(-1003, topic.message_thread_id)
    assert await sandbox.messages(-1003) == []
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(-1003, "سعر الصرف", message_thread_id=topic.message_thread_id)
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await bot.create_forum_topic(GROUP, "اقتصاد")


async def test_members_and_rights(bot: Bot) -> None:
    assert (await bot.get_chat_member(GROUP, READER)).status == "creator"
    assert (await bot.get_chat_member(GROUP, 5)).status == "member"
    assert (await bot.get_chat_member(CHANNEL, 1)).status == "administrator"
    assert await bot.get_chat_member_count(GROUP) == 3
    administrators = await bot.get_chat_administrators(GROUP)
    assert [(member.user.id, member.status) for member in administrators] == [
        (READER, "creator"),
        (1, "administrator"),
    ]
    with pytest.raises(BadRequest, match="Participant_id_invalid"):
        await bot.get_chat_member(GROUP, 123456)


async def test_leaving_and_what_comes_after(bot: Bot) -> None:
    assert await bot.leave_chat(GROUP)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(GROUP, "خبر")


@pytest.mark.parametrize(
    ("chat_id", "standing", "words"),
    [
        (READER, "kicked", "Forbidden: bot was blocked by the user"),
        (READER, "left", "Forbidden: bot can't initiate conversation with a user"),
        (CHANNEL, "kicked", "Forbidden: bot was kicked from the channel chat"),
        (CHANNEL, "left", "Forbidden: bot is not a member of the channel chat"),
        (GROUP, "kicked", "Forbidden: bot was kicked from the group chat"),
    ],
)
async def test_a_bot_that_was_shown_the_door(
    bot: Bot, sandbox: SandboxControl, chat_id: int, standing: str, words: str
) -> None:
    await sandbox.set_bot(chat_id, standing)
    with pytest.raises(Forbidden) as caught:
        await bot.send_message(chat_id, "خبر")
    assert caught.value.message == words
    await sandbox.set_bot(chat_id, "administrator" if chat_id < 0 else "member")
    await bot.send_message(chat_id, "خبر")
    updates = await bot.get_updates(timeout=5)
    first = next(update.my_chat_member for update in updates if update.my_chat_member)
    assert first.new_chat_member.status == standing


async def test_a_channel_member_without_rights_cannot_post(bot: Bot, sandbox: SandboxControl) -> None:
    await sandbox.set_bot(CHANNEL, "member")
    with pytest.raises(BadRequest, match="Need administrator rights in the channel chat"):
        await bot.send_message(CHANNEL, "خبر")


async def test_a_group_that_became_a_supergroup_names_its_new_id(bot: Bot, sandbox: SandboxControl) -> None:
    await sandbox.post(f"chats/{GROUP}/migrate", to=-100444)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(GROUP, "خبر")
    assert caught.value.new_chat_id == -100444
    assert (await bot.send_message(-100444, "خبر")).message_id == 2
    notes = [update.message for update in await bot.get_updates(timeout=5) if update.message]
    assert [note.migrate_to_chat_id or note.migrate_from_chat_id for note in notes] == [-100444, GROUP]


async def test_a_deleted_group_and_a_deleted_account(bot: Bot, sandbox: SandboxControl) -> None:
    await sandbox.post(f"chats/{GROUP}/close")
    await sandbox.post(f"chats/{READER}/close")
    with pytest.raises(Forbidden, match="the group chat was deleted"):
        await bot.send_message(GROUP, "خبر")
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(READER, "خبر")


async def test_commands_by_scope_and_language(bot: Bot, sandbox: SandboxControl) -> None:
    commands = [BotCommand("latest", "آخر الأخبار"), BotCommand("search", "بحث في الأرشيف")]
    await bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats(), language_code="ar")
    assert await bot.get_my_commands() == ()
    kept = await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats(), language_code="ar")
    assert list(kept) == commands
    state = await sandbox.get("state")
    assert [each["command"] for each in state["bots"][0]["commands"]] == ["latest", "search"]
    await bot.delete_my_commands(scope=BotCommandScopeAllPrivateChats(), language_code="ar")
    assert await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats(), language_code="ar") == ()
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("أخبار", "آخر الأخبار")])


async def test_names_and_descriptions(bot: Bot) -> None:
    await bot.set_my_description("أخبار كربلاء والعراق")
    await bot.set_my_short_description("أخبار", language_code="ar")
    await bot.set_my_name("خبر كربلاء")
    assert (await bot.get_my_description()).description == "أخبار كربلاء والعراق"
    assert (await bot.get_my_short_description(language_code="ar")).short_description == "أخبار"
    assert (await bot.get_my_name()).name == "خبر كربلاء"
    assert (await bot.get_me()).first_name == "خبر كربلاء"


async def test_reactions_from_the_known_set(bot: Bot, sandbox: SandboxControl) -> None:
    sent = await bot.send_message(CHANNEL, "خبر")
    await bot.set_message_reaction(CHANNEL, sent.message_id, "👍")
    assert (await sandbox.messages(CHANNEL))[0]["reactions"] == {"👍": 1}
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(CHANNEL, sent.message_id, "🥑")


async def test_a_callback_is_answered_once_and_not_after_a_while(bot: Bot, sandbox: SandboxControl) -> None:
    sent = await bot.send_message(READER, "خبر", reply_markup=KEYBOARD)
    query_id = await sandbox.press(READER, sent.message_id, data="more")
    await bot.answer_callback_query(query_id, "حسناً", show_alert=True)
    with pytest.raises(
        BadRequest, match="Query is too old and response timeout expired or query id is invalid"
    ):
        await bot.answer_callback_query(query_id)
    late = await sandbox.press(READER, sent.message_id, data="more")
    await sandbox.advance(3600)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(late)


async def test_an_inline_query_is_asked_and_answered(bot: Bot, sandbox: SandboxControl) -> None:
    asked = await sandbox.post("inline", user_id=READER, query="كربلاء")
    [update] = await bot.get_updates(timeout=5)
    assert update.inline_query is not None
    assert update.inline_query.query == "كربلاء"
    result = InlineQueryResultArticle("1", "خبر", InputTextMessageContent("خبر كربلاء"))
    assert await bot.answer_inline_query(update.inline_query.id, [result])
    answer = await sandbox.get(f"inline/{asked['id']}")
    assert answer["answer"]["results"][0]["title"] == "خبر"


async def test_chat_action_and_menu_button(bot: Bot) -> None:
    assert await bot.send_chat_action(READER, "typing")
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(READER, "dreaming")
    assert (await bot.get_chat_menu_button()).type == "commands"


async def test_unknown_numbers_are_chats_only_when_asked_for(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(-100777, "خبر")
