"""A small HTTP server for supervisors: /livez, /readyz and /metrics, on loopback unless told otherwise."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

Problems = Callable[[], Awaitable[Sequence[str]]]
Metrics = Callable[[], Awaitable[str]]


@asynccontextmanager
async def serve_status(listen: str, *, problems: Problems, metrics: Metrics) -> AsyncIterator[int]:
    """Serve at *listen* (``host:port``; port 0 takes a free one) while the block runs; yields the port.

    ``/livez`` answers while the event loop turns; ``/readyz`` answers 503 with each problem on a line.
    """

    async def livez(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_: web.Request) -> web.Response:
        found = await problems()
        return web.Response(text="\n".join(found or ["ready"]) + "\n", status=503 if found else 200)

    async def figures(_: web.Request) -> web.Response:
        return web.Response(text=await metrics(), content_type="text/plain", charset="utf-8")

    application = web.Application(client_max_size=1024)
    application.router.add_get("/livez", livez)
    application.router.add_get("/readyz", readyz)
    application.router.add_get("/metrics", figures)
    runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=1)
    await runner.setup()
    host, _, port = listen.rpartition(":")
    try:
        site = web.TCPSite(runner, host, int(port))
        await site.start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
