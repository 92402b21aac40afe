"""Look names up without letting one slow name server hold up the others, or the end of the process."""

import asyncio
import socket
import threading
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult

_AT_ONCE: Final = 64
_Found = list[tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]]


class ThreadedResolver(AbstractResolver):
    """getaddrinfo, each lookup in a daemon thread of its own.

    The loop's own pool has a handful of threads: as many hanging lookups stop every other one; and the end of
    the interpreter waits for it.
    """

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Every address of *host*.

        Raises:
            OSError: the name has none, or the lookup failed.
        """
        async with self._places:
            found = await self._look_up(host, port, family)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=kind,
                proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, proto, _, address in found
        ]

    async def close(self) -> None:
        """Nothing is held; threads end with their lookups."""

    async def _look_up(self, host: str, port: int, family: int) -> _Found:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[_Found] = loop.create_future()

        def deliver(found: _Found | None, error: OSError | None) -> None:
            if answer.cancelled():
                return
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(found or [])

        def ask() -> None:
            found: _Found | None = None
            failure: OSError | None = None
            try:
                found = list(socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError) as error:
                failure = error if isinstance(error, OSError) else OSError(str(error))
            if not loop.is_closed():
                loop.call_soon_threadsafe(deliver, found, failure)

        threading.Thread(target=ask, name=f"lookup-{host[:60]}", daemon=True).start()
        return await answer
