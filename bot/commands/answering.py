"""From a request to its reply: who may, which function, and what is said when something fails."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.commands.callbacks import Press
from bot.commands.registry import Registry
from bot.commands.request import Audience, Command, Reply, Request, Role, Run, notice
from bot.locale.phrases import Phrases
from storage.errors import StorageError, StoreBusyError
from storage.store import Store, Transaction

_log = logging.getLogger(__name__)


class AlreadyDoneError(Exception):
    """The effect of this update was committed before: Telegram sent it twice."""


@asynccontextmanager
async def once(store: Store, request: Request) -> AsyncIterator[Transaction]:
    """A transaction for the effect of *request*, which happens once however often its update comes.

    Raises:
        AlreadyDoneError: it has happened; nothing more was done.
    """
    async with store.write() as tx:
        if not await tx.inbox.claim(request.update_id, now=request.now):
            raise AlreadyDoneError
        yield tx


class Answering:
    """Finds the function for a request and runs it; never raises for what a user did."""

    def __init__(self, registry: Registry, phrases: Phrases, *, fallback: Run) -> None:
        self._registry = registry
        self._phrases = phrases
        self._fallback = fallback

    async def command(self, name: str, request: Request) -> Reply | None:
        """The reply to ``/name``; an unknown one is answered in a private chat only."""
        command = self._registry.by_name(name)
        if command is None:
            unknown = Reply(text=self._phrases.rich("general.unknown_command"))
            return unknown if request.is_private else None
        return await self._allowed(command, command.run, request)

    async def spoken(self, text: str, request: Request) -> Reply | None:
        """The reply to plain words: a command's Arabic name, or in a private chat a search for them."""
        found = self._registry.spoken(text, role=request.role, among_others=not request.is_private)
        if found is not None:
            command, words = found
            return await self._allowed(command, command.run, replace(request, words=words))
        if not request.is_private:
            return None
        return await self._run(self._fallback, replace(request, words=text))

    async def pressed(self, press: Press, request: Request) -> Reply:
        """The reply to a button; one that does something must have been signed for whoever presses it."""
        found = self._registry.by_action(press.action)
        if found is None:
            return notice(self._phrases.text("general.stale_button"))
        command, run = found
        if press.action in command.guarded and not press.guarded:
            return notice(self._phrases.text("general.stale_button"))
        if command.audience is Audience.ADMINS and not _may(request):
            return notice(self._phrases.text("general.not_allowed"))
        return await self._run(run, replace(request, arguments=press.arguments))

    async def _allowed(self, command: Command, run: Run, request: Request) -> Reply | None:
        if command.audience is Audience.ADMINS:
            if request.role < Role.ADMIN:
                refusal = Reply(text=self._phrases.rich("general.not_allowed"))
                return refusal if request.is_private else None
            if not request.is_private:
                return Reply(text=self._phrases.rich("general.only_private"))
        return await self._run(run, request)

    async def _run(self, run: Run, request: Request) -> Reply:
        try:
            return await run(request)
        except AlreadyDoneError:
            return Reply(text=self._phrases.rich("general.already_done"))
        except StoreBusyError:
            _log.warning("command.busy update_id=%d", request.update_id)
            return Reply(text=self._phrases.rich("general.busy"))
        except StorageError:
            _log.exception("command.storage_failed update_id=%d", request.update_id)
            return Reply(text=self._phrases.rich("general.failed"))


def _may(request: Request) -> bool:
    return request.is_private and request.role >= Role.ADMIN
