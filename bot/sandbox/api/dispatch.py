"""One request to the Bot API, from first byte to last: faults, checks, limits, effect, ledger, answer."""

import asyncio
import json
import socket
import struct
from collections import Counter
from collections.abc import Mapping

from aiohttp import web

from bot.sandbox.api.call import Call, Done
from bot.sandbox.api.media import Upload, fetch_local, is_address
from bot.sandbox.api.methods import METHODS
from bot.sandbox.api.receiving import Webhooks, get_updates
from bot.sandbox.api.request import RawRequest, read_request
from bot.sandbox.json_types import Json, JsonObject
from bot.sandbox.people import strike
from bot.sandbox.refusal import Refusal, not_found, too_many_requests
from bot.sandbox.spec.schema import bot_api_schema
from bot.sandbox.traffic.faults import AFTER, WORLDLY, Fault, FaultKind, Faults
from bot.sandbox.traffic.ledger import READS, Entry, Ledger
from bot.sandbox.traffic.pace import PACED, Limits, Pace, cost_of
from bot.sandbox.world.records import Bot, ChatKind
from bot.sandbox.world.world import World

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER on, zero seconds: closing sends RST instead of FIN."""
PROXY_PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr>nginx</body></html>"


class _Disturbed(Exception):  # noqa: N818 (a fault on purpose)
    """The request ends here by an injected fault."""

    def __init__(self, response: web.StreamResponse, code: int | None, text: str) -> None:
        super().__init__(text)
        self.response = response
        self.code = code
        self.text = text


class BotApi:
    """The handler of /bot<token>/<method>."""

    def __init__(self, world: World, ledger: Ledger, faults: Faults, limits: Limits) -> None:
        self.world = world
        self.ledger = ledger
        self.faults = faults
        self.limits = limits
        self.webhooks = Webhooks(world)
        self.requests: Counter[str] = Counter()
        """How often each method was called, answered or not."""
        self._paces: dict[int, Pace] = {}

    def set_limits(self, limits: Limits) -> None:
        """Other limits from now on, with empty budgets."""
        self.limits = limits
        self._paces.clear()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        try:
            bot = self.world.bot_by_token(request.match_info["token"])
            known = bot_api_schema().method(request.match_info["method"])
            if known is None:
                raise not_found("method not found")
            name, shape = known
            self.requests[name] += 1
            raw = await read_request(request)
        except Refusal as refusal:
            self.requests[str(refusal.code)] += 1
            return _answer(refusal)
        attempt = _Attempt(self, request, bot, name, raw)
        try:
            await attempt.disturb_before()
            parameters = bot_api_schema().check(shape, raw.values, raw.uploads)
            attempt.check_pace(parameters)
            done = await self._perform(bot, name, parameters, raw.uploads)
        except Refusal as refusal:
            attempt.record(refusal=refusal)
            return _answer(refusal)
        except _Disturbed as disturbed:
            attempt.record(refusal=Refusal(disturbed.code or 0, disturbed.text))
            return disturbed.response
        attempt.record(done=done)
        return await attempt.disturb_after(web.json_response({"ok": True, "result": done.result}))

    async def _perform(
        self, bot: Bot, name: str, parameters: JsonObject, uploads: Mapping[str, Upload]
    ) -> Done:
        call = Call(world=self.world, bot=bot, method=name, parameters=parameters, uploads=uploads)
        match name:
            case "getUpdates":
                return await get_updates(call)
            case "setWebhook":
                return self.webhooks.set(call)
            case "deleteWebhook":
                return self.webhooks.delete(call)
            case "getWebhookInfo":
                return self.webhooks.describe(call)
        addresses = list(_addresses(name, parameters))
        if addresses:
            fetched = {url: await fetch_local(url, kind) for url, kind in addresses}
            call = Call(
                world=self.world,
                bot=bot,
                method=name,
                parameters=parameters,
                uploads=uploads,
                fetched=fetched,
            )
        return METHODS[name](call)

    def pace(self, bot_id: int) -> Pace:
        """The budgets of a bot."""
        return self._paces.setdefault(bot_id, Pace(self.limits))

    async def close(self) -> None:
        """Stop delivering and polling."""
        self.world.closing = True
        self.world.stop_readers()
        await self.webhooks.close()


class _Attempt:
    """One request on its way through, with the fault drawn for it."""

    def __init__(self, api: BotApi, request: web.Request, bot: Bot, name: str, raw: RawRequest) -> None:
        self._api = api
        self._request = request
        self._bot = bot
        self._name = name
        self._raw = raw
        self._chat_id = _chat_id(api.world, raw.values)
        self._fault: Fault | None = api.faults.draw(name, self._chat_id)
        self._early = False

    async def disturb_before(self) -> None:
        """The faults that keep the request from being processed."""
        fault = self._fault
        if fault is None or fault.kind in AFTER:
            return
        if fault.kind in WORLDLY:
            strike(self._api.world, self._bot, self._chat_id, fault.kind.value)
            return
        match fault.kind:
            case FaultKind.SLOW:
                await asyncio.sleep(fault.seconds)
            case FaultKind.RETRY_AFTER:
                place = None if fault.everywhere else self._chat_id
                pace = self._api.pace(self._bot.user.id)
                raise too_many_requests(
                    pace.hold(place, fault.seconds, now=self._api.world.clock.monotonic())
                )
            case FaultKind.ERROR:
                code = fault.status or 500
                raise Refusal(code, fault.description or _default_text(code))
            case FaultKind.HTML:
                code = fault.status or 502
                page = web.Response(
                    status=code, text=PROXY_PAGE.format(f"{code} Bad Gateway"), content_type="text/html"
                )
                raise _Disturbed(page, code, "HTML page")
            case FaultKind.HANG | FaultKind.RESET_BEFORE:
                if fault.kind is FaultKind.HANG:
                    await asyncio.sleep(fault.seconds)
                _reset(self._request)
                raise _Disturbed(web.Response(), None, "connection reset")

    def check_pace(self, parameters: JsonObject) -> None:
        """Telegram's limits, for the methods that cost a message.

        Raises:
            Refusal: 429.
        """
        if self._name not in PACED or self._chat_id is None:
            return
        chat = self._api.world.find_chat(self._chat_id)
        verdict = self._api.pace(self._bot.user.id).ask(
            self._chat_id,
            private=chat is not None and chat.kind is ChatKind.PRIVATE,
            cost=cost_of(self._name, parameters.get("media")),
            paid=bool(parameters.get("allow_paid_broadcast")),
            now=self._api.world.clock.monotonic(),
        )
        self._early = verdict.early
        if verdict.retry_after is not None:
            raise too_many_requests(verdict.retry_after)

    def record(self, *, done: Done | None = None, refusal: Refusal | None = None) -> None:
        """Write the request into the ledger; a read that went well is not worth a line."""
        if self._name in READS and self._fault is None and (refusal is None or self._name == "getUpdates"):
            return
        ledger = self._api.ledger
        ledger.append(
            Entry(
                seq=ledger.next_seq,
                at=self._api.world.clock.now(),
                bot_id=self._bot.user.id,
                method=self._name,
                chat_id=done.chat_id if done else self._chat_id,
                message_ids=done.message_ids if done else (),
                parameters=_shown(self._raw),
                accepted=done is not None,
                error_code=(refusal.code or None) if refusal else None,
                description=refusal.description if refusal else "",
                fault=self._fault.kind.value if self._fault else "",
                violation="early" if self._early else "",
            )
        )
        self._api.world.announce("ledger", self._chat_id)

    async def disturb_after(self, response: web.Response) -> web.StreamResponse:
        """The faults that leave the effect standing but not the answer."""
        fault = self._fault
        if fault is None or fault.kind not in AFTER:
            return response
        match fault.kind:
            case FaultKind.SLOW_AFTER:
                await asyncio.sleep(fault.seconds)
            case FaultKind.RESET_AFTER:
                _reset(self._request)
            case FaultKind.ERROR_AFTER:
                code = fault.status or 500
                return _answer(Refusal(code, fault.description or _default_text(code)))
            case FaultKind.MALFORMED:
                broken = '{"ok": true, "result": {"message_id":'
                return web.Response(text=broken, content_type="application/json")
            case FaultKind.TRUNCATED:
                return await _truncated(self._request, response)
        return response


def _answer(refusal: Refusal) -> web.Response:
    headers = {}
    if "retry_after" in refusal.parameters:
        headers["Retry-After"] = str(refusal.parameters["retry_after"])
    return web.json_response(refusal.answer(), status=refusal.code, headers=headers)


def _default_text(code: int) -> str:
    return {
        401: "Unauthorized",
        403: "Forbidden: bot was blocked by the user",
        409: "Conflict: terminated by other getUpdates request",
        500: "Internal Server Error",
        502: "Bad Gateway",
        504: "Gateway Timeout",
    }.get(code, "Bad Request")


def _reset(request: web.Request) -> None:
    """End the connection with RST."""
    transport = request.transport
    if transport is not None:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        transport.abort()


async def _truncated(request: web.Request, response: web.Response) -> web.StreamResponse:
    """Promise the whole body, send half of it, end the connection."""
    body = response.body
    text = body if isinstance(body, bytes) else b""
    half = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(text))})
    await half.prepare(request)
    await half.write(text[: len(text) // 2])
    if request.transport is not None:
        request.transport.close()
    return half


def _chat_id(world: World, values: Mapping[str, Json]) -> int | None:
    """The chat a request speaks of, as a number, for limits and faults."""
    raw = values.get("chat_id")
    if not isinstance(raw, int | str):
        return None
    if isinstance(raw, str) and raw.startswith("@"):
        chat = world.find_chat(raw)
        return chat.id if chat else None
    try:
        return int(raw)
    except ValueError:
        return None


def _addresses(name: str, parameters: JsonObject) -> list[tuple[str, str]]:
    """The http addresses of media among the parameters, each with its kind."""
    media = parameters.get("media")
    items = media if isinstance(media, list) else [media] if media else []
    named = [(item["media"], item["type"]) for item in items]
    named += [(parameters[kind], kind) for kind in ("photo", "document", "video") if kind in parameters]
    return [(value, kind) for value, kind in named if name not in READS and is_address(value)]


def _shown(raw: RawRequest) -> JsonObject:
    """The parameters for the ledger: JSON instead of text where it is JSON, sizes instead of files."""
    shown: JsonObject = {}
    for name, value in raw.values.items():
        shown[name] = value
        if isinstance(value, str) and value[:1] in {"{", "["}:
            try:
                shown[name] = json.loads(value)
            except ValueError:
                shown[name] = value
    return shown | {name: f"file of {len(upload.content)} bytes" for name, upload in raw.uploads.items()}
