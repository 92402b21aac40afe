"""Where the bot may write follows what Telegram says: let in, muted, removed, upgraded."""

from bot.clock import SystemClock
from storage.records.chat import Standing, Wish
from storage.records.identity import ChatId
from tests.telegram.conftest import OWNER, READER, Room, until

CHANNEL = ChatId(-1001)
GROUP = ChatId(-77)
UPGRADED = ChatId(-10077)


async def test_an_owner_who_lets_the_bot_in_is_told_the_channels_number(room: Room) -> None:
    await room.sandbox.create_chat(
        CHANNEL, "channel", title="من كربلاء الخبر", owner_id=OWNER, bots_are="left"
    )
    await room.sandbox.set_bot(CHANNEL, "administrator", by=OWNER)
    [told] = await room.answers(1, chat_id=OWNER)
    assert "له أن ينشر فيها" in told["text"]
    code = next(entity for entity in told["entities"] if entity["type"] == "code")
    assert told["text"][code["offset"] : code["offset"] + code["length"]] == str(CHANNEL)


async def test_a_channel_pauses_when_the_right_to_post_goes_and_resumes_with_it(room: Room) -> None:
    await room.sandbox.create_chat(CHANNEL, "channel", title="القناة", owner_id=OWNER)
    async with room.store.write() as tx:
        await tx.targets.ensure(CHANNEL, now=SystemClock().now())

    async def paused() -> tuple[bool] | None:
        async with room.store.read() as tx:
            [target] = await tx.targets.all()
        return (True,) if target.paused_reason else None

    async def running() -> tuple[bool] | None:
        return None if await paused() else (True,)

    await room.sandbox.set_bot(CHANNEL, "administrator", rights=["can_edit_messages"], by=OWNER)
    await until(paused)
    await room.sandbox.set_bot(CHANNEL, "administrator", rights=["can_post_messages"], by=OWNER)
    await until(running)
    await room.sandbox.set_bot(CHANNEL, "kicked", by=OWNER)
    await until(paused)


async def test_a_groups_upgrade_moves_its_subscriptions_and_its_target(room: Room) -> None:
    now = SystemClock().now()
    await room.sandbox.create_chat(GROUP, "group", title="المحررون", members=[OWNER])
    async with room.store.write() as tx:
        await tx.chats.put(
            GROUP, kind="group", title="المحررون", standing=Standing.MEMBER, may_post=True, now=now
        )
        await tx.chats.follow(GROUP, kind=Wish.PLACE, term="البصره", shown="البصرة", now=now)
        await tx.targets.ensure(GROUP, now=now)
    await room.sandbox.post(f"chats/{GROUP}/migrate", to=UPGRADED)

    async def moved() -> tuple[bool] | None:
        async with room.store.read() as tx:
            return (True,) if await tx.chats.followed(UPGRADED) else None

    await until(moved)
    async with room.store.read() as tx:
        assert await tx.chats.get(GROUP) is None
        [target] = await tx.targets.all()
    assert target.chat_id == UPGRADED


async def test_a_person_who_blocks_the_bot_is_not_written_down(room: Room) -> None:
    await room.answer("/start")
    await room.sandbox.set_bot(READER, "kicked")
    await room.answer("/start", chat_id=OWNER)
    async with room.store.read() as tx:
        assert await tx.chats.get(ChatId(READER)) is None


async def test_a_subscriber_who_blocks_the_bot_is_known_to_have(room: Room) -> None:
    await room.answer("/follow البصرة")
    await room.sandbox.set_bot(READER, "kicked")

    async def blocked() -> tuple[bool] | None:
        async with room.store.read() as tx:
            chat = await tx.chats.get(ChatId(READER))
        return (True,) if chat is not None and chat.standing is Standing.BLOCKED else None

    await until(blocked)
