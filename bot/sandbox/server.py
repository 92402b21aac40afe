"""The sandbox as a server: options in, an address out."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from bot.sandbox.api.dispatch import BotApi
from bot.sandbox.control.live import Live
from bot.sandbox.control.routes import Control
from bot.sandbox.guard import add_headers, guard
from bot.sandbox.page.routes import page_routes
from bot.sandbox.traffic.faults import Faults
from bot.sandbox.traffic.ledger import Ledger
from bot.sandbox.traffic.pace import Limits
from bot.sandbox.world.clock import SandboxClock
from bot.sandbox.world.files import Files
from bot.sandbox.world.snapshot import Snapshot
from bot.sandbox.world.world import World

LOOPBACK = "127.0.0.1"
REQUEST_BYTES = 60 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """How a sandbox is to be."""

    port: int = 0
    """0: any free one."""
    auto_create: bool = False
    """Any numeric chat id is a chat that welcomes the bot."""
    limits: Limits = field(default_factory=Limits)
    ledger_path: Path | None = None
    """A file that gets each line of the ledger before the answer leaves."""
    state_folder: Path | None = None
    """Where the world is kept beyond this process."""


class Sandbox:
    """A running sandbox; made by `running_sandbox`."""

    def __init__(self, options: SandboxOptions) -> None:
        self.options = options
        folder = options.state_folder
        self.world = World(
            SandboxClock(),
            Files(folder / "files" if folder else None),
            auto_create=options.auto_create,
        )
        self.ledger = Ledger(options.ledger_path)
        self.faults = Faults()
        self.api = BotApi(self.world, self.ledger, self.faults, options.limits)
        self.live = Live(self.world)
        self.port = 0
        self._snapshot = Snapshot(self.world, folder) if folder else None

    @property
    def url(self) -> str:
        """The chat page's address, and the base of the Bot API: PTB's base_url is url + "/bot"."""
        return f"http://{LOOPBACK}:{self.port}"

    def application(self) -> web.Application:
        """The Bot API, the control API and the chat page."""
        application = web.Application(middlewares=[guard], client_max_size=REQUEST_BYTES)
        application.on_response_prepare.append(add_headers)
        application.add_routes(
            [
                web.get("/file/bot{token}/files/{id}", self._file),
                web.route("*", r"/bot{token:[^/]+}/{method:[^/]+}", self.api.handle),
                *Control(self.world, self.api, self.live).routes(),
                *page_routes(),
            ]
        )
        return application

    async def start(self) -> web.AppRunner:
        """Take up the kept world and listen on loopback."""
        if self._snapshot is not None:
            self._snapshot.load()
            self._snapshot.watch()
        # A request is done to its end although the client has gone: that is how a timed-out send arrives.
        runner = web.AppRunner(
            self.application(), access_log=None, shutdown_timeout=0.5, handler_cancellation=False
        )
        await runner.setup()
        site = web.TCPSite(runner, LOOPBACK, self.options.port)
        await site.start()
        self.port = runner.addresses[0][1]
        return runner

    async def stop(self, runner: web.AppRunner) -> None:
        """End streams and long polls, then the server; keep the world."""
        self.live.close()
        await self.api.close()
        await runner.cleanup()
        if self._snapshot is not None:
            self._snapshot.save()
        self.ledger.close()

    async def _file(self, request: web.Request) -> web.Response:
        """The address that getFile's file_path belongs to."""
        self.world.bot_by_token(request.match_info["token"])
        content = self.world.files.content(request.match_info["id"])
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content, content_type="application/octet-stream")


@contextlib.asynccontextmanager
async def running_sandbox(options: SandboxOptions | None = None) -> AsyncIterator[Sandbox]:
    """A sandbox that listens while the block runs."""
    sandbox = Sandbox(options or SandboxOptions())
    runner = await sandbox.start()
    try:
        yield sandbox
    finally:
        await sandbox.stop(runner)
