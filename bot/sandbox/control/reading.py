"""Read a control request's JSON, and say plainly what is wrong with it."""

import json

from aiohttp import web

from bot.sandbox.json_types import JsonObject


async def read_body(request: web.Request) -> JsonObject:
    """The JSON object of the body; an empty body is an empty object.

    Raises:
        TypeError: it is none.
    """
    text = await request.text()
    body = json.loads(text) if text else {}
    if not isinstance(body, dict):
        raise TypeError("the body must be a JSON object")
    return body


def whole(body: JsonObject, name: str, default: int | None = None) -> int:
    """An integer of the body.

    Raises:
        TypeError: it is missing without a default, or no integer.
    """
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f'"{name}" must be an integer')
    return value
