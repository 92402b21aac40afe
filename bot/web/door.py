"""Where others come to us: a small HTTP server that hands each request, whole and bounded, to its handler.

Attention: it speaks plain HTTP; what stands before it on the open network must speak TLS.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import aiohttp
from aiohttp import web

_BODY_TIMEOUT_S: Final = 15.0
_LOOK_TIMEOUT_S: Final = 3.0
_NAME: Final = "Khabar-door"
_log = logging.getLogger(__name__)


class DoorError(Exception):
    """The address cannot be listened at; the text says why."""

    exit_code = 69


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """A request: *tail* is what follows the path that the handler is known by; header names in any case."""

    method: str
    tail: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    peer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said to a knock."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Knock], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """Who answers at a path, and how many bytes a body may have there."""

    handler: Handler
    max_bytes: int


def in_json(status: int, said: Mapping[str, object], *, headers: Mapping[str, str] | None = None) -> Answer:
    """*said* as one JSON object."""
    body = json.dumps(said, ensure_ascii=False).encode() + b"\n"
    return Answer(status=status, body=body, content_type="application/json", headers=headers or {})


@asynccontextmanager
async def open_door(listen: str, entrances: Mapping[str, Entrance]) -> AsyncIterator[int]:
    """Serve at *listen* (``host:port``; port 0 takes a free one) while the block runs; yields the port.

    *entrances* are known by their path; one that ends in ``/`` takes one step more as the tail of its knocks.
    A body that is too large, or packed, is refused.

    Raises:
        DoorError: the address is taken, or not one of this machine's.
    """
    application = web.Application()
    for path, entrance in entrances.items():
        route = f"{path}{{tail}}" if path.endswith("/") else path
        application.router.add_route("*", route, _attended(entrance))
    runner = web.AppRunner(
        application, access_log=None, handle_signals=False, shutdown_timeout=2, auto_decompress=False
    )
    await runner.setup()
    host, _, port = listen.rpartition(":")
    try:
        try:
            await web.TCPSite(runner, host, int(port)).start()
        except (OSError, OverflowError) as error:
            raise DoorError(f"cannot listen at {listen}: {_reason(error)}") from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _attended(entrance: Entrance) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def attend(request: web.Request) -> web.Response:
        try:
            said = await entrance.handler(await _knock(request, entrance.max_bytes))
        except _RefusedError as refused:
            said = refused.answer
        except Exception:  # noqa: BLE001 - one request's bug must not close the door
            _log.exception("door.bug path=%s", request.path)
            said = in_json(500, {"error": "bug", "detail": "the fault is ours; the log has it"})
        headers = {**said.headers, "Content-Type": said.content_type, "Server": _NAME}
        return web.Response(status=said.status, body=said.body, headers=headers)

    return attend


async def _knock(request: web.Request, max_bytes: int) -> Knock:
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise _RefusedError(
            in_json(415, {"error": "packed", "detail": "send the body without Content-Encoding"})
        )
    try:
        async with asyncio.timeout(_BODY_TIMEOUT_S):
            body = await request.clone(client_max_size=max_bytes).read()
    except web.HTTPRequestEntityTooLarge as error:
        detail = f"the body may have {max_bytes} bytes"
        raise _RefusedError(in_json(413, {"error": "too_large", "detail": detail})) from error
    except TimeoutError as error:
        detail = f"the body did not come within {_BODY_TIMEOUT_S:.0f} s"
        raise _RefusedError(in_json(408, {"error": "too_slow", "detail": detail})) from error
    return Knock(
        method=request.method,
        tail=request.match_info.get("tail", ""),
        query=request.query,
        headers=request.headers,
        body=body,
        peer=request.remote or "",
    )


class _RefusedError(Exception):
    """The request is not handed on."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Lookout(StrEnum):
    """What is found at an address where a door is to be opened."""

    FREE = "free"
    OURS = "ours"
    """A Khabar listens there already."""
    TAKEN = "taken"
    IMPOSSIBLE = "impossible"
    """No address of this machine, or not one that this user may listen at."""


async def look_at(listen: str, path: str) -> Lookout:
    """Whether a door could be opened at *listen*; *path* is one that a door of ours would know."""
    host, _, port = listen.rpartition(":")
    try:
        async with (
            asyncio.timeout(_LOOK_TIMEOUT_S),
            aiohttp.ClientSession(trust_env=False) as session,
            session.get(f"http://{host}:{port}{path}", allow_redirects=False) as answer,
        ):
            return Lookout.OURS if answer.headers.get("Server") == _NAME else Lookout.TAKEN
    except (aiohttp.ClientConnectorError, ValueError):
        pass  # nobody is there
    except (aiohttp.ClientError, TimeoutError, OSError):
        return Lookout.TAKEN
    try:
        async with open_door(listen, {}):
            return Lookout.FREE
    except DoorError:
        return Lookout.IMPOSSIBLE


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
