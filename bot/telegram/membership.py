"""my_chat_member and group upgrades: where the bot may write now, and under which id."""

import logging
from collections.abc import Set as AbstractSet
from datetime import datetime

from telegram import ChatMemberAdministrator, ChatMemberUpdated, Message
from telegram.constants import ChatMemberStatus

from bot.clock import Clock
from bot.commands import outside
from bot.commands.request import ChatKind, Reply
from bot.locale.phrases import Phrases
from bot.telegram.inbound import kind_of
from bot.telegram.replier import Address
from bot.text.richtext import Span, Style
from storage.records.chat import Standing
from storage.records.delivery import ChatEffect
from storage.records.identity import ChatId
from storage.records.oversight import BY_HAND
from storage.store import Store, Transaction

_log = logging.getLogger(__name__)
_STANDINGS = {
    ChatMemberStatus.OWNER: Standing.ADMINISTRATOR,
    ChatMemberStatus.ADMINISTRATOR: Standing.ADMINISTRATOR,
    ChatMemberStatus.MEMBER: Standing.MEMBER,
    ChatMemberStatus.RESTRICTED: Standing.MEMBER,
    ChatMemberStatus.LEFT: Standing.LEFT,
    ChatMemberStatus.BANNED: Standing.BLOCKED,
}


class Membership:
    """Keeps the archive's chats in step with what Telegram says."""

    def __init__(self, store: Store, phrases: Phrases, clock: Clock, *, owner_ids: AbstractSet[int]) -> None:
        self._store = store
        self._phrases = phrases
        self._clock = clock
        self._owner_ids = owner_ids

    async def changed(self, change: ChatMemberUpdated) -> tuple[Address, Reply] | None:
        """Note the bot's new standing; when an owner let the bot in, what to tell that owner in private."""
        now = self._clock.now()
        chat_id = ChatId(change.chat.id)
        kind = kind_of(change.chat)
        standing = _STANDINGS.get(ChatMemberStatus(change.new_chat_member.status), Standing.LEFT)
        may_post = _may_post(change, standing, kind)
        async with self._store.write() as tx:
            known = await tx.chats.get(chat_id)
            if kind is ChatKind.PRIVATE and known is None and standing is Standing.BLOCKED:
                return None  # nothing was kept of this person, and nothing need be
            await tx.chats.put(
                chat_id,
                kind=kind.value,
                title=change.chat.title or "",
                standing=standing,
                may_post=may_post,
                now=now,
            )
            await _settle_target(tx, chat_id, standing, may_post=may_post, now=now)
        _log.info("chat.standing chat_id=%d standing=%s may_post=%s", chat_id, standing.value, may_post)
        if kind is ChatKind.PRIVATE or change.from_user.id not in self._owner_ids:
            return None
        return self._report(change, standing, may_post=may_post)

    async def migrated(self, message: Message) -> None:
        """A group became a supergroup; both chats say so, and either message does."""
        if message.migrate_to_chat_id:
            old_id, new_id = ChatId(message.chat.id), ChatId(message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            old_id, new_id = ChatId(message.migrate_from_chat_id), ChatId(message.chat.id)
        else:
            return
        now = self._clock.now()
        async with self._store.write() as tx:
            await tx.chats.move(old_id, new_id, now=now)
            target = await tx.targets.by_address(old_id)
            if target is not None:
                await tx.targets.apply(target.target_id, ChatEffect(moved_to=new_id), now=now)
        _log.info("chat.migrated chat_id=%d new_id=%d", old_id, new_id)

    async def closed(self, chat_id: ChatId) -> None:
        """A reply was refused: the person has blocked the bot, or it was removed."""
        now = self._clock.now()
        async with self._store.write() as tx:
            chat = await tx.chats.get(chat_id)
            if chat is not None and chat.standing not in {Standing.BLOCKED, Standing.LEFT}:
                await tx.chats.put(
                    chat_id,
                    kind=chat.kind,
                    title=chat.title,
                    standing=Standing.BLOCKED,
                    may_post=False,
                    now=now,
                )

    def _report(
        self, change: ChatMemberUpdated, standing: Standing, *, may_post: bool
    ) -> tuple[Address, Reply]:
        key = (
            "member.ready" if may_post else "member.mute" if standing is not Standing.LEFT else "member.left"
        )
        if standing is Standing.BLOCKED:
            key = "member.left"
        owner = change.from_user.id
        number = Span(str(change.chat.id), (Style.CODE,))
        text = self._phrases.rich(key, title=outside.name(change.chat.title or ""), chat_id=number)
        return Address(chat_id=ChatId(owner), user_id=owner), Reply(text=text)


def _may_post(change: ChatMemberUpdated, standing: Standing, kind: ChatKind) -> bool:
    """A channel wants the right to post; elsewhere being there is enough, unless one is muted."""
    member = change.new_chat_member
    if kind is ChatKind.CHANNEL:
        return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "can_send_messages", False))
    return standing in {Standing.MEMBER, Standing.ADMINISTRATOR}


async def _settle_target(
    tx: Transaction, chat_id: ChatId, standing: Standing, *, may_post: bool, now: datetime
) -> None:
    """A chat that posts go to pauses when the right is lost, and resumes when it is back.

    What an admin has stopped by hand stays so.
    """
    target = await tx.targets.by_address(chat_id)
    if target is None or target.paused_reason == BY_HAND:
        return
    if may_post:
        await tx.targets.resume(chat_id)
    elif target.paused_reason is None:
        reason = f"telegram: {standing.value}"
        await tx.targets.apply(target.target_id, ChatEffect(paused_reason=reason), now=now)
