"""Read the parameters of one HTTP request, whichever of the four forms it takes."""

import json
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from bot.sandbox.api.media import FILE_BYTES, Upload
from bot.sandbox.json_types import Json, JsonObject
from bot.sandbox.refusal import Refusal, bad_request


@dataclass(frozen=True, slots=True)
class RawRequest:
    """Parameters as they came: text from a query or a form, JSON from a JSON body; files apart."""

    values: JsonObject = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)


async def read_request(request: web.Request) -> RawRequest:
    """Query string, then body; a name in the body wins.

    Raises:
        Refusal: a body that is not what its Content-Type says.
    """
    values: dict[str, Json] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.method == "POST" and request.can_read_body:
        match request.content_type:
            case "application/json":
                values |= await _json_body(request)
            case "multipart/form-data":
                await _multipart(request, values, uploads)
            case "application/x-www-form-urlencoded" | "application/octet-stream" | "text/plain":
                try:
                    values |= {
                        name: value
                        for name, value in (await request.post()).items()
                        if isinstance(value, str)
                    }
                except (ValueError, LookupError) as error:
                    raise bad_request("can't parse the form") from error
            case other:
                raise bad_request(f"unsupported content type {other}")
    return RawRequest(values=values, uploads=uploads)


async def _json_body(request: web.Request) -> JsonObject:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(body, dict):
        raise bad_request("object expected")
    return body


async def _multipart(request: web.Request, values: dict[str, Json], uploads: dict[str, Upload]) -> None:
    try:
        reader = await request.multipart()
        async for part in reader:
            if not isinstance(part, BodyPartReader) or part.name is None:
                raise bad_request("can't parse multipart form")
            content = bytes(await part.read(decode=True))
            if len(content) > FILE_BYTES:
                raise Refusal(413, "Request Entity Too Large")
            if part.filename is None:
                values[part.name] = content.decode()
            else:
                content_type = part.headers.get("Content-Type", "")
                uploads[part.name] = Upload(part.filename, content_type, content)
    except ValueError as error:
        raise bad_request("can't parse multipart form") from error
