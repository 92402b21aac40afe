"""A real python-telegram-bot Bot talks to the sandbox."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from tests.sandbox_control import SandboxControl


async def test_a_post_with_entities_and_buttons_stands_in_the_channel(sandbox: SandboxControl) -> None:
    await sandbox.create_chat(-1001, "channel", title="من كربلاء الخبر", username="karbala_news")
    async with sandbox.bot() as bot:
        message = await bot.send_message(
            -1001,
            "عاجل: افتتاح جسر جديد",
            entities=[MessageEntity("bold", 0, 4)],
            reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("المصدر", url="http://127.0.0.1/")]]),
        )
        assert message.message_id == 1
        assert message.sender_chat is not None
        assert message.sender_chat.title == "من كربلاء الخبر"
    [shown] = await sandbox.messages(-1001)
    assert shown["text"] == "عاجل: افتتاح جسر جديد"
    [entry] = await sandbox.ledger()
    assert (entry["method"], entry["chat_id"], entry["message_id"], entry["accepted"]) == (
        "sendMessage",
        -1001,
        1,
        True,
    )


async def test_a_reader_writes_and_presses_and_the_bot_answers(sandbox: SandboxControl) -> None:
    await sandbox.create_chat(1001, "private", title="زينب")
    async with sandbox.bot() as bot:
        await sandbox.say(1001, "/start")
        [update] = await bot.get_updates(timeout=5)
        assert update.message is not None
        assert update.message.text == "/start"
        assert update.message.entities[0].type == "bot_command"
        sent = await bot.send_message(
            1001,
            "أهلاً",
            reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("التالي", callback_data="next:2")]]),
        )
        query_id = await sandbox.press(1001, sent.message_id, button=0)
        [pressed] = await bot.get_updates(offset=update.update_id + 1, timeout=5)
        assert pressed.callback_query is not None
        assert pressed.callback_query.data == "next:2"
        await bot.answer_callback_query(query_id, text="تم")
    answer = await sandbox.get(f"callbacks/{query_id}")
    assert answer["answer"]["text"] == "تم"


async def test_private_chats_and_basic_groups_count_their_messages_together(sandbox: SandboxControl) -> None:
    await sandbox.create_chat(-1001, "channel", title="من كربلاء الخبر")
    await sandbox.create_chat(-51, "group", title="المحررون")
    await sandbox.create_chat(52, "private", title="علي")
    async with sandbox.bot() as bot:
        ids = [(await bot.send_message(chat, "خبر")).message_id for chat in (52, -51, -1001, 52)]
    assert ids == [1, 2, 1, 3]
