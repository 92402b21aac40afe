"""Servers on loopback that a test scripts: a newsroom's web site, and one that speaks no proper HTTP.

Recipe (in a room's conftest.py): a fixture that yields from `running_site()`; then

    site.serve("/rss", FEED, content_type="application/rss+xml", headers={"ETag": '"1"'})
    await station.once()
    assert site.asked("/rss")[0].headers["If-None-Match"] == '"1"'
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

ANYWHERE = "127.0.0.1"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a site was asked."""

    path: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class Site:
    """A web site whose answers a test sets; what it does not know is answered with 404."""

    host: str
    port: int = 0
    handlers: dict[str, Handler] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    questioned: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}:{self.port}{path}"

    def asked(self, path: str) -> list[Question]:
        return [question for question in self.questions if question.path == path]

    def serve(
        self,
        path: str,
        body: str | bytes,
        *,
        status: int = 200,
        content_type: str = "application/rss+xml; charset=utf-8",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer *path* so from now on; a validator that comes back as it was sent is answered with 304."""
        sent = dict(headers or {})

        async def answer(request: web.Request) -> web.StreamResponse:
            if "ETag" in sent and request.headers.get("If-None-Match") == sent["ETag"]:
                return web.Response(status=304, headers=sent)
            payload = body.encode() if isinstance(body, str) else body
            return web.Response(status=status, body=payload, headers={"Content-Type": content_type, **sent})

        self.handlers[path] = answer

    def redirect(self, path: str, target: str, *, status: int = 301) -> None:
        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, headers={"Location": target})

        self.handlers[path] = answer

    def hang(self, path: str) -> asyncio.Event:
        """Let *path* wait for the event that is returned, then answer as it did before."""
        free, behind = asyncio.Event(), self.handlers.get(path)

        async def answer(request: web.Request) -> web.StreamResponse:
            await free.wait()
            return await behind(request) if behind is not None else web.Response(status=404)

        self.handlers[path] = answer
        return free

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.questions.append(Question(path=request.path, headers=dict(request.headers)))
        self.questioned.set()
        handler = self.handlers.get(request.path)
        return web.Response(status=404) if handler is None else await handler(request)


def free_port() -> int:
    """A port that nobody listens at, for a process that must be told one."""
    with socket.socket() as probe:
        probe.bind((ANYWHERE, 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.asynccontextmanager
async def running_site(host: str = ANYWHERE) -> AsyncIterator[Site]:
    """A site on a free port of *host*, an address of loopback."""
    site = Site(host)
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", site.answer)
    runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, 0).start()
        site.port = runner.addresses[0][1]
        yield site
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def running_wire(*parts: bytes, keep_open: bool = False) -> AsyncIterator[str]:
    """The address of a server that answers any request with *parts* and hangs up, or holds the line."""
    done = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            for part in parts:
                writer.write(part)
                await writer.drain()
            if keep_open:
                await done.wait()
        writer.close()

    server = await asyncio.start_server(serve, ANYWHERE, 0)
    try:
        yield f"http://{ANYWHERE}:{server.sockets[0].getsockname()[1]}/"
    finally:
        done.set()
        server.close()
        await server.wait_closed()
