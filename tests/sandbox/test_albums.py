"""sendMediaGroup: several messages of one group, or none and the place of what is wrong."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest, RetryAfter

from tests.sandbox.pictures import png
from tests.sandbox_control import SandboxControl

CHANNEL = -1001


@pytest.fixture
async def bot(sandbox: SandboxControl) -> AsyncIterator[Bot]:
    await sandbox.create_chat(CHANNEL, "channel", title="من كربلاء الخبر")
    async with sandbox.bot() as client:
        yield client


async def test_an_album_is_two_to_ten_messages_of_one_group(bot: Bot, sandbox: SandboxControl) -> None:
    sent = await bot.send_media_group(
        CHANNEL, [InputMediaPhoto(png(grey=n), caption="صور" if n == 1 else None) for n in (1, 2, 3)]
    )
    assert [message.message_id for message in sent] == [1, 2, 3]
    assert len({message.media_group_id for message in sent}) == 1
    with pytest.raises(BadRequest, match="Can't use the media of the specified type in the album"):
        await bot.send_media_group(CHANNEL, [InputMediaPhoto(png()), InputMediaDocument(png())])
    assert len(await sandbox.messages(CHANNEL)) == 3


async def test_an_album_with_a_picture_that_cannot_be_had_is_refused_by_its_place(
    bot: Bot, sandbox: SandboxControl
) -> None:
    with pytest.raises(
        BadRequest, match=r'(?i)^failed to send message #2 with the error message "WEBPAGE_CURL_FAILED"$'
    ):
        await bot.send_media_group(
            CHANNEL, [InputMediaPhoto(png()), InputMediaPhoto("http://127.0.0.1:9/a.jpg")]
        )
    with pytest.raises(
        BadRequest, match=r'(?i)^failed to send message #1 with the error message "IMAGE_PROCESS_FAILED"$'
    ):
        await bot.send_media_group(CHANNEL, [InputMediaPhoto(b"GIF"), InputMediaPhoto(png())])
    assert await sandbox.messages(CHANNEL) == []


async def test_a_picture_that_is_forwarded_alone_leaves_its_album(bot: Bot) -> None:
    first, _ = await bot.send_media_group(
        CHANNEL, [InputMediaPhoto(png(grey=1), caption="صور"), InputMediaPhoto(png(grey=2))]
    )
    copy = await bot.forward_message(CHANNEL, CHANNEL, first.message_id)
    assert (copy.caption, copy.media_group_id) == ("صور", None)


async def test_an_album_costs_as_many_messages_as_it_has_pictures(bot: Bot, sandbox: SandboxControl) -> None:
    await sandbox.limits(enabled=True)
    for _ in range(2):
        await bot.send_media_group(CHANNEL, [InputMediaPhoto(png(grey=grey)) for grey in range(10)])
    with pytest.raises(RetryAfter):
        await bot.send_message(CHANNEL, "خبر")


async def test_a_deleted_album_is_gone_as_a_whole_and_what_is_not_there_is_passed_over(
    bot: Bot, sandbox: SandboxControl
) -> None:
    sent = await bot.send_media_group(CHANNEL, [InputMediaPhoto(png(grey=grey)) for grey in range(3)])
    await bot.delete_messages(CHANNEL, [message.message_id for message in sent] + [99])
    assert await sandbox.messages(CHANNEL) == []
