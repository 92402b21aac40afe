"""Bounded requests: bytes, decompressed bytes, time, redirects, connections to one host."""

import asyncio
import json
import socket
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlencode

import aiohttp
from aiohttp import hdrs
from yarl import URL

from bot.web.answer import MIB, Fault, Limits, WebFailure, WebResponse
from bot.web.guard import Guard, refuse_redirect
from bot.web.resolving import ThreadedResolver
from bot.web.turn import Turn
from bot.web.unpacking import UnpackError, unpack

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_CARRIED: Final = frozenset({"accept", "accept-language", "if-none-match", "if-modified-since"})
_REFUSED_SIGN: Final = "not to be fetched"
_DEFAULT_LIMITS: Final = Limits()
_HEADER_BYTES: Final = 32_768


class AddressRefusedError(OSError):
    """The guard forbids the address that a connection was about to be made to."""


class WebClient:
    """One pool of connections through one guard; close it, or use it as an async context.

    Attention: environment proxies are not used, cookies are not kept, and a name is judged only by the
    addresses that it leads to, at each connection.
    """

    def __init__(
        self,
        *,
        guard: Guard,
        user_agent: str,
        connections: int = 64,
        per_host: int = 4,
    ) -> None:
        self._guard = guard
        self._user_agent = user_agent
        self._connections = connections
        self._per_host = per_host
        self._opened: aiohttp.ClientSession | None = None
        self._turn = Turn()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        if self._opened is not None:
            await self._opened.close()
            self._opened = None

    async def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, limits: Limits = _DEFAULT_LIMITS
    ) -> WebResponse | WebFailure:
        """Fetch *url*, following redirects; never raises for the network.

        On a redirect to another host only harmless *headers* go along, never a credential.
        """
        return await self._ask(hdrs.METH_GET, url, headers, limits)

    async def head(
        self, url: str, *, headers: Mapping[str, str] | None = None, limits: Limits = _DEFAULT_LIMITS
    ) -> WebResponse | WebFailure:
        """What `get` would answer, without the body; not every server speaks the truth here."""
        return await self._ask(hdrs.METH_HEAD, url, headers, limits)

    async def _ask(
        self, method: str, url: str, headers: Mapping[str, str] | None, limits: Limits
    ) -> WebResponse | WebFailure:
        place = [url]  # where the redirects have led, for the failure to name
        try:
            async with asyncio.timeout(limits.timeout_s):
                return await self._follow(method, place, dict(headers or {}), limits)
        except _FAILURES as error:
            return _failure(error, place[0], limits)

    async def post_json(
        self, url: str, body: object, *, headers: Mapping[str, str] | None = None, timeout_s: float = 30.0
    ) -> WebResponse | WebFailure:
        """Post *body* as JSON; redirects are not followed. Never raises for the network."""
        sent = {**(headers or {}), "Content-Type": "application/json"}
        return await self._post(url, json.dumps(body).encode(), sent, timeout_s)

    async def post_form(
        self, url: str, fields: Mapping[str, str], *, timeout_s: float = 30.0
    ) -> WebResponse | WebFailure:
        """Post *fields* as a form does; redirects are not followed. Never raises for the network."""
        sent = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self._post(url, urlencode(fields).encode("ascii"), sent, timeout_s)

    async def _post(
        self, url: str, body: bytes, headers: Mapping[str, str], timeout_s: float
    ) -> WebResponse | WebFailure:
        limits = Limits(max_bytes=4 * MIB, timeout_s=timeout_s, redirects=0)
        if self._guard.refuse_url(url) is not None:
            return WebFailure(fault=Fault.BAD_URL, detail="no address to post to", url=url)
        try:
            async with (
                asyncio.timeout(timeout_s),
                self._session().post(URL(url), data=body, headers=headers, allow_redirects=False) as answer,
            ):
                return await self._response(answer, url, None, limits)
        except _FAILURES as error:
            return _failure(error, url, limits)

    async def _follow(
        self, method: str, place: list[str], headers: dict[str, str], limits: Limits
    ) -> WebResponse | WebFailure:
        url = place[0]
        permanent: str | None = None
        only_permanent = True
        for _ in range(limits.redirects + 1):
            refusal = self._guard.refuse_url(url)
            if refusal is not None:
                return WebFailure(fault=Fault.BAD_URL, detail=f"address refused: {refusal}", url=url)
            target = URL(url)
            async with self._session().request(
                method, target, headers=headers, allow_redirects=False
            ) as answer:
                location = answer.headers.get(hdrs.LOCATION)
                if answer.status not in _REDIRECTS or location is None:
                    return await self._response(answer, url, permanent, limits)
            only_permanent = only_permanent and answer.status in _PERMANENT
            following = target.join(URL(_header_text(location)))
            if refuse_redirect(url, str(following)) is not None:
                return WebFailure(fault=Fault.REDIRECTS, detail=f"from https to {following}", url=url)
            if following.host != target.host:
                headers = {name: value for name, value in headers.items() if name.lower() in _CARRIED}
            place[0] = url = str(following)
            permanent = url if only_permanent else permanent
        return WebFailure(fault=Fault.REDIRECTS, detail=f"more than {limits.redirects} redirects", url=url)

    async def _response(
        self, answer: aiohttp.ClientResponse, url: str, permanent_url: str | None, limits: Limits
    ) -> WebResponse:
        body, wire_bytes = b"", 0
        if 200 <= answer.status < 300 and answer.method != hdrs.METH_HEAD:
            packed = await _read(answer, limits.max_bytes)
            wire_bytes = len(packed)
            async with self._turn:
                body = unpack(packed, answer.headers.get(hdrs.CONTENT_ENCODING, ""), limits.max_bytes)
        return WebResponse(
            status=answer.status,
            url=url,
            headers=answer.headers,
            body=body,
            wire_bytes=wire_bytes,
            permanent_url=permanent_url,
            links=", ".join(answer.headers.getall(hdrs.LINK, [])),
        )

    def _session(self) -> aiohttp.ClientSession:
        """The session, made at the first request: it belongs to the loop that runs then."""
        if self._opened is None:
            connector = aiohttp.TCPConnector(
                limit=self._connections,
                limit_per_host=self._per_host,
                resolver=ThreadedResolver(),
                ttl_dns_cache=300,
                socket_factory=self._socket,
                keepalive_timeout=20,
            )
            self._opened = aiohttp.ClientSession(
                connector=connector,
                trust_env=False,
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self._user_agent, "Accept-Encoding": "gzip, deflate"},
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=15),
                max_line_size=_HEADER_BYTES,
                max_field_size=_HEADER_BYTES,
            )
        return self._opened

    def _socket(self, address: tuple[Any, ...]) -> socket.socket:
        """The socket for one connection: here, after DNS, literal addresses and rebinding are judged too."""
        family, kind, proto, _, reached = address
        refusal = self._guard.refuse_address(reached[0], reached[1])
        if refusal is not None:
            raise AddressRefusedError(f"{reached[0]} port {reached[1]} is {_REFUSED_SIGN}: {refusal}")
        return socket.socket(family, kind, proto)


async def _read(answer: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    """The body as sent; a length that promises too much is believed, one that promises little is not."""
    if (answer.content_length or 0) > max_bytes:
        raise UnpackError(Fault.TOO_LARGE, f"{answer.content_length} bytes announced")
    chunks: list[bytes] = []
    size = 0
    async for chunk in answer.content.iter_any():
        size += len(chunk)
        if size > max_bytes:
            raise UnpackError(Fault.TOO_LARGE, f"more than {max_bytes} bytes")
        chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _header_text(value: str) -> str:
    """A header as text: what is no UTF-8 in it is replaced."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


_FAILURES: Final = (aiohttp.ClientError, UnpackError, OSError, ValueError)  # TimeoutError is an OSError
# The first that fits: aiohttp's connection errors are OSErrors too.
_FAULTS: Final[tuple[tuple[type[Exception], Fault], ...]] = (
    (TimeoutError, Fault.TIMEOUT),
    (aiohttp.InvalidURL, Fault.BAD_URL),
    (aiohttp.ClientConnectorDNSError, Fault.NO_HOST),
    (aiohttp.ClientSSLError, Fault.TLS),
    (aiohttp.ClientConnectorError, Fault.REFUSED),
    (aiohttp.ClientResponseError, Fault.GARBLED),
    (aiohttp.ClientError, Fault.DISCONNECTED),
    (OSError, Fault.DISCONNECTED),
    (ValueError, Fault.BAD_URL),  # yarl and idna: the address is none
)


def _failure(error: Exception, url: str, limits: Limits) -> WebFailure:
    return WebFailure(fault=_fault(error), detail=_detail(error, limits), url=url)


def _fault(error: Exception) -> Fault:
    if isinstance(error, UnpackError):
        return error.fault
    if _REFUSED_SIGN in _reason(error):
        return Fault.BLOCKED
    return next((fault for kind, fault in _FAULTS if isinstance(error, kind)), Fault.GARBLED)


def _reason(error: Exception) -> str:
    return str(error.os_error) if isinstance(error, aiohttp.ClientConnectorError) else str(error)


def _detail(error: Exception, limits: Limits) -> str:
    if isinstance(error, TimeoutError):
        return f"no whole answer within {limits.timeout_s:.0f} s"
    return f"{type(error).__name__}: {_reason(error)}"[:300]
