"""/preview: a channel's digest as it would be now; nothing is sent and no slot is taken."""

from collections.abc import Sequence
from datetime import datetime

from bot.commands import outside
from bot.commands.callbacks import base36, whole
from bot.commands.request import Audience, Button, Command, Reply, Request, Rows, notice
from bot.delivery.digest import MOST, edition_title, render_digest, weightiest
from bot.delivery.editions import FURTHEST, Lane, entries_of, lanes_of
from bot.delivery.render import token_of
from bot.delivery.route import ChannelRule
from bot.delivery.slots import Edition
from bot.locale.phrases import Phrases
from bot.text.richtext import RichText
from storage.records.delivery import Address
from storage.store import Store, Transaction

_SHOW = "pv"
MOST_CHANNELS = 20
"""Buttons to choose a channel by; more would not fit on a screen."""


class Previewing:
    """Shows editors what a digest would say."""

    def __init__(self, store: Store, phrases: Phrases, rules: Sequence[ChannelRule]) -> None:
        self._store = store
        self._phrases = phrases
        self._lanes = lanes_of(rules)

    def command(self) -> Command:
        """What is registered."""
        return Command(
            name="preview",
            words=("معاينة النشرة",),
            audience=Audience.ADMINS,
            run=self.run,
            presses={_SHOW: self.show},
        )

    async def run(self, request: Request) -> Reply:
        """``/preview``: the digest of the only channel, or which channel?"""
        if not self._lanes:
            return Reply(text=self._phrases.rich("preview.no_channels"))
        if len(self._lanes) == 1:
            return await self._digest(self._lanes[0], request)
        names = [await self._name(lane) for lane in self._lanes[:MOST_CHANNELS]]
        return Reply(text=self._phrases.rich("preview.ask"), rows=channel_rows(names, _SHOW))

    async def show(self, request: Request) -> Reply:
        """The digest of the channel that was chosen."""
        number = whole(request.arguments)
        if number is None or number >= len(self._lanes):
            return notice(self._phrases.text("general.stale_button"))
        return await self._digest(self._lanes[number], request)

    async def _digest(self, lane: Lane, request: Request) -> Reply:
        body = await self._body(lane, now=request.now)
        return Reply(text=body or self._phrases.rich("preview.empty", channel=await self._name(lane)))

    async def _body(self, lane: Lane, *, now: datetime) -> RichText | None:
        """What the digest would say; None where there is nothing to say."""
        async with self._store.read() as tx:
            target = await tx.targets.by_address(lane.address)
            if target is None:
                return None
            since = await tx.digests.last_slot(
                target.target_id, lane.thread_id, edition=f"{Edition.NEWS}:", before=now
            )
            earliest = now - FURTHEST
            posted = await tx.digests.posted(
                target.target_id, lane.thread_id, since=max(since or earliest, earliest), until=now
            )
            entries = await entries_of(tx, weightiest(posted, now=now), lane, most=MOST)
        if not entries:
            return None
        style = lane.first.style
        title = edition_title(now.astimezone(style.zone).time())
        return render_digest(title, list(entries.values()), style, at=now, token=token_of("preview")).body

    async def _name(self, lane: Lane) -> str:
        async with self._store.read() as tx:
            return await channel_name(tx, lane.address, lane.thread_id)


def channel_rows(names: Sequence[str], action: str) -> Rows:
    """A button for each channel; its argument is the channel's place."""
    return tuple(
        (Button(text=name, action=action, arguments=(base36(number),)),) for number, name in enumerate(names)
    )


async def channel_name(tx: Transaction, address: Address, thread_id: int) -> str:
    """The title of a channel, or its address before the bot has seen it; and the topic in it."""
    target = await tx.targets.by_address(address)
    chat = None if target is None or target.chat_id is None else await tx.chats.get(target.chat_id)
    name = str(address) if chat is None or not chat.title else chat.title
    return outside.name(f"{name} #{thread_id}" if thread_id else name, 40)
