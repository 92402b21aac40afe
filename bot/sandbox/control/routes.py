"""The routes of the control API: bots, tokens, chats, ledger, faults, limits, clock.

JSON in, JSON out (the ledger: JSON Lines). A wrong request is 400 with {"error": …}, an unknown chat or
message 404.
"""

import json
from dataclasses import fields

from aiohttp import web

from bot.sandbox.api.dispatch import BotApi
from bot.sandbox.control import chats
from bot.sandbox.control.live import Live
from bot.sandbox.control.reading import read_body, whole
from bot.sandbox.control.views import bot_view, chat_view
from bot.sandbox.json_types import JsonObject
from bot.sandbox.people import ask_inline
from bot.sandbox.traffic.faults import Fault
from bot.sandbox.traffic.ledger import Entry
from bot.sandbox.traffic.pace import Limits
from bot.sandbox.world.world import World


class Control:
    """Handlers over one world and the server around it."""

    def __init__(self, world: World, api: BotApi, live: Live) -> None:
        self._world = world
        self._api = api
        self._live = live

    def routes(self) -> list[web.RouteDef]:
        """Everything under /_sandbox."""
        return [
            web.get("/_sandbox/state", self.state),
            web.get("/_sandbox/events", self._live.stream),
            web.post("/_sandbox/reset", self.reset),
            web.post("/_sandbox/bots", self.add_bot),
            web.post("/_sandbox/tokens/revoke", self.revoke_token),
            web.post("/_sandbox/tokens/restore", self.restore_token),
            web.post("/_sandbox/updates", self.add_update),
            web.post("/_sandbox/inline", self.ask_inline),
            web.get("/_sandbox/inline/{id}", self.inline_answer),
            web.get("/_sandbox/callbacks/{id}", self.callback_answer),
            web.get("/_sandbox/ledger", self.ledger),
            web.delete("/_sandbox/ledger", self.clear_ledger),
            web.get("/_sandbox/requests", self.requests),
            web.get("/_sandbox/faults", self.faults),
            web.post("/_sandbox/faults", self.add_faults),
            web.delete("/_sandbox/faults", self.clear_faults),
            web.post("/_sandbox/limits", self.set_limits),
            web.post("/_sandbox/clock", self.advance_clock),
            web.get("/_sandbox/files/{id}", self.file),
            *chats.ChatControl(self._world).routes(),
        ]

    async def state(self, _request: web.Request) -> web.Response:
        """Bots, chats, limits, clock, and the number of the newest event."""
        world = self._world
        return web.json_response(
            {
                "now": world.clock.now().isoformat(),
                "last_event": self._live.last,
                "bots": [bot_view(world, bot_id) for bot_id in world.bots],
                "chats": [chat_view(world, chat) for chat in world.chats.values()],
                "limits": _limits_json(self._api.limits),
                "auto_create": world.auto_create,
            }
        )

    async def reset(self, _request: web.Request) -> web.Response:
        """An empty world without faults; the ledger in memory is emptied too."""
        self._world.reset()
        self._api.faults.clear()
        self._api.ledger.clear()
        self._api.set_limits(self._api.limits)
        self._api.requests.clear()
        return web.json_response({})

    async def add_bot(self, request: web.Request) -> web.Response:
        """{token | id, username?, first_name?}: make a bot known before its first request."""
        body = await read_body(request)
        token = str(body.get("token", ""))
        bot_id = whole(body, "id") if "id" in body else int(token.partition(":")[0] or 0)
        if bot_id <= 0:
            raise ValueError("a bot needs a token or an id")
        self._world.add_bot(
            bot_id,
            token=token,
            username=str(body.get("username", "")),
            first_name=str(body.get("first_name", "")),
        )
        return web.json_response(bot_view(self._world, bot_id))

    async def revoke_token(self, request: web.Request) -> web.Response:
        """{token}: 401 from now on."""
        self._world.revoke(str((await read_body(request))["token"]))
        return web.json_response({})

    async def restore_token(self, request: web.Request) -> web.Response:
        """{token}: valid again."""
        self._world.revoked.discard(str((await read_body(request))["token"]))
        return web.json_response({})

    async def add_update(self, request: web.Request) -> web.Response:
        """{bot_id?, update}: queue an update of any shape, e.g. one that no library can read."""
        body = await read_body(request)
        bot_id = whole(body, "bot_id") if "bot_id" in body else next(iter(self._world.bots))
        self._world.queues[bot_id].poison(body["update"], at=self._world.clock.monotonic())
        return web.json_response({"waiting": len(self._world.queues[bot_id])})

    async def ask_inline(self, request: web.Request) -> web.Response:
        """{bot_id?, user_id, query, offset?}: type an inline query; its id."""
        body = await read_body(request)
        bot_id = whole(body, "bot_id") if "bot_id" in body else next(iter(self._world.bots))
        query_id = ask_inline(
            self._world,
            bot_id=bot_id,
            user_id=whole(body, "user_id"),
            query=str(body.get("query", "")),
            offset=str(body.get("offset", "")),
        )
        return web.json_response({"id": query_id})

    async def inline_answer(self, request: web.Request) -> web.Response:
        """The bot's answer to an inline query, null until it comes."""
        return web.json_response({"answer": self._world.inline_queries.get(request.match_info["id"])})

    async def callback_answer(self, request: web.Request) -> web.Response:
        """The bot's answer to a press, null until it comes."""
        query = self._world.callbacks.get(request.match_info["id"])
        return web.json_response({"answer": query.answer if query else None})

    async def ledger(self, request: web.Request) -> web.Response:
        """JSON Lines; ?after=SEQ, ?method=, ?chat_id=, ?accepted=true narrow them."""
        lines = [
            json.dumps(entry.as_json(), ensure_ascii=False)
            for entry in self._api.ledger.entries
            if _wanted(entry, request)
        ]
        text = "".join(line + "\n" for line in lines)
        return web.Response(text=text, content_type="application/jsonl", charset="utf-8")

    async def clear_ledger(self, _request: web.Request) -> web.Response:
        """Forget the entries in memory."""
        self._api.ledger.clear()
        return web.json_response({})

    async def requests(self, _request: web.Request) -> web.Response:
        """How often each method was called."""
        return web.json_response(dict(self._api.requests))

    async def faults(self, _request: web.Request) -> web.Response:
        """The rules in force and how often each fired."""
        return web.json_response(self._api.faults.report())

    async def add_faults(self, request: web.Request) -> web.Response:
        """One rule or a list of rules (see `Fault`)."""
        body = await request.json()
        rules = [Fault.from_json(each) for each in (body if isinstance(body, list) else [body])]
        for rule in rules:
            self._api.faults.add(rule)
        return web.json_response(self._api.faults.report())

    async def clear_faults(self, _request: web.Request) -> web.Response:
        """No faults any more."""
        self._api.faults.clear()
        return web.json_response([])

    async def set_limits(self, request: web.Request) -> web.Response:
        """{enabled?, private_per_second?, private_burst?, group_per_minute?, overall_per_second?}."""
        body = await read_body(request)
        self._api.set_limits(Limits(**{**_limits_json(self._api.limits), **body}))
        return web.json_response(_limits_json(self._api.limits))

    async def advance_clock(self, request: web.Request) -> web.Response:
        """{advance: seconds}: let time pass at once."""
        self._world.clock.advance(float((await read_body(request))["advance"]))
        return web.json_response({"now": self._world.clock.now().isoformat()})

    async def file(self, request: web.Request) -> web.Response:
        """The bytes of a photo or document, for the page."""
        file_id = request.match_info["id"]
        stored, content = self._world.files.get(file_id), self._world.files.content(file_id)
        if stored is None or content is None:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "private, max-age=86400"}
        if not stored.content_type.startswith("image/"):
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=content, content_type=stored.content_type, headers=headers)


def _limits_json(limits: Limits) -> JsonObject:
    return {each.name: getattr(limits, each.name) for each in fields(limits)}


def _wanted(entry: Entry, request: web.Request) -> bool:
    query = request.query
    return (
        entry.seq > int(query.get("after", 0))
        and query.get("method", entry.method) == entry.method
        and query.get("chat_id", str(entry.chat_id)) == str(entry.chat_id)
        and (query.get("accepted", "") != "true" or entry.accepted)
    )
