"""A little WebSub hub on loopback: it verifies, announces with a signature, and forgets when asked to."""

import asyncio
import contextlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web


@dataclass(slots=True)
class Agreement:
    """A callback that the hub has verified."""

    topic: str
    secret: str
    lease_s: str


@dataclass(slots=True)
class Hub:
    """What it was asked, and agreed to; *status* and *lease_s* are what it says, *deaf*: never verifies."""

    session: aiohttp.ClientSession
    url: str = ""
    status: int = 202
    lease_s: str = "864000"
    deaf: bool = False
    denies: str | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    verifying: set[asyncio.Task[None]] = field(default_factory=set)

    async def take(self, request: web.Request) -> web.Response:
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.asked.append(form)
        if self.status == 202 and not self.deaf:
            self.verifying.add(asyncio.create_task(self._verify(form)))
        headers = {"Location": f"{self.url}other"} if self.status in {307, 308} else {}
        return web.Response(status=self.status, headers=headers)

    async def take_elsewhere(self, request: web.Request) -> web.Response:
        self.status = 202
        return await self.take(request)

    async def settled(self) -> None:
        """Every verification is over."""
        while self.verifying:
            await self.verifying.pop()

    async def _verify(self, form: dict[str, str]) -> None:
        callback, topic, mode = form["hub.callback"], form["hub.topic"], form["hub.mode"]
        if self.denies is not None:
            await self.get(callback, {"hub.mode": "denied", "hub.topic": topic, "hub.reason": self.denies})
            return
        query = {
            "hub.mode": mode,
            "hub.topic": topic,
            "hub.challenge": "تحدٍّ-17",
            "hub.lease_seconds": self.lease_s,
        }
        status, said = await self.get(callback, query)
        if status != 200 or said != "تحدٍّ-17":
            return
        if mode == "subscribe":
            self.agreements[callback] = Agreement(topic, form["hub.secret"], self.lease_s)
        else:
            self.agreements.pop(callback, None)

    async def get(self, callback: str, query: dict[str, str]) -> tuple[int, str]:
        async with self.session.get(callback, params=query) as answer:
            return answer.status, await answer.text()

    async def announce(
        self,
        body: str,
        *,
        method: str = "sha256",
        secret: str | None = None,
        content_type: str = "application/rss+xml",
    ) -> list[int]:
        """What each callback answered."""
        statuses = []
        for callback, agreement in list(self.agreements.items()):
            key = agreement.secret if secret is None else secret
            headers = {"Content-Type": content_type}
            if method:
                digest = hmac.new(key.encode(), body.encode(), method).hexdigest()
                headers["X-Hub-Signature"] = f"{method}={digest}"
            async with self.session.post(callback, data=body.encode(), headers=headers) as answer:
                statuses.append(answer.status)
        return statuses


@contextlib.asynccontextmanager
async def running_hub() -> AsyncIterator[Hub]:
    """A hub on a free port."""
    async with aiohttp.ClientSession() as session:
        hub = Hub(session)
        application = web.Application()
        application.router.add_post("/", hub.take)
        application.router.add_post("/other", hub.take_elsewhere)
        runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            hub.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
            yield hub
            await hub.settled()
        finally:
            await runner.cleanup()
