"""Ask Telegram whether the bot could do its work: who it is, and what it may do in a channel."""

from dataclasses import dataclass
from types import TracebackType
from typing import Self

from telegram import Bot, ChatMemberAdministrator, ChatMemberOwner
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.telegram.sender import sending_bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """Whether it will do, and what is there or what to do about it; *final*: asking again will not help."""

    ok: bool
    detail: str
    final: bool = False


class Inspector:
    """Looks and changes nothing."""

    def __init__(self, token: str, api_base_url: str) -> None:
        self._bot: Bot = sending_bot(token, api_base_url=api_base_url)
        self._server = api_base_url

    async def __aenter__(self) -> Self:
        await self._bot.request.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._bot.request.shutdown()

    async def name(self) -> Inspected:
        """Who the bot is."""
        try:
            me = await self._bot.get_me()
        except InvalidToken:
            detail = "Telegram refuses it: it was revoked or mistyped; @BotFather gives a new one"
            return Inspected(ok=False, detail=detail, final=True)
        except TelegramError as error:
            return Inspected(ok=False, detail=f"{self._server} does not answer ({type(error).__name__})")
        return Inspected(ok=True, detail=f"@{me.username}, id {me.id}")

    async def channel(self, chat_id: int | str) -> Inspected:
        """Whether the bot may post, edit and pin in a chat."""
        try:
            chat = await self._bot.get_chat(chat_id)
            me = await self._bot.get_me()
            member = await self._bot.get_chat_member(chat_id, me.id)
        except (BadRequest, Forbidden) as error:
            detail = f"{error.message}; is the id right, and is the bot an administrator there?"
            return Inspected(ok=False, detail=detail, final=True)
        except TelegramError as error:
            return Inspected(ok=False, detail=f"{self._server} does not answer ({type(error).__name__})")
        title = chat.title or chat.full_name or str(chat.id)
        if chat.type != "channel" or isinstance(member, ChatMemberOwner):
            return Inspected(ok=True, detail=f"«{title}», as {member.status}")
        if not isinstance(member, ChatMemberAdministrator):
            return Inspected(ok=False, detail=f"«{title}»: make the bot an administrator there", final=True)
        missing = [
            name
            for name, granted in (
                ("post messages", member.can_post_messages),
                ("edit messages", member.can_edit_messages),
            )
            if not granted
        ]
        if missing:
            return Inspected(
                ok=False, detail=f"«{title}»: give the bot the right to {' and '.join(missing)}", final=True
            )
        return Inspected(ok=True, detail=f"«{title}», as administrator")
