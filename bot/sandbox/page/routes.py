"""Serve the chat page's files."""

from importlib.resources import files

from aiohttp import web

TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}


def page_routes() -> list[web.RouteDef]:
    """/ and /page/<file>."""
    return [web.get("/", _index), web.get("/page/{name}", _file)]


async def _index(_request: web.Request) -> web.Response:
    return _served("index.html")


async def _file(request: web.Request) -> web.Response:
    return _served(request.match_info["name"])


def _served(name: str) -> web.Response:
    """A file of the page; its name alone decides, so nothing else can be reached."""
    known = {each.name: each for each in files("bot.sandbox.page").iterdir() if each.is_file()}
    ending = name.rpartition(".")[2]
    if name not in known or ending not in TYPES:
        raise web.HTTPNotFound
    return web.Response(
        body=known[name].read_bytes(),
        content_type=TYPES[ending],
        charset="utf-8",
        headers={"Cache-Control": "no-cache"},
    )
