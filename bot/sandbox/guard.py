"""Keep the sandbox to this machine: loopback names as Host only, and no requests from other sites' pages."""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse foreign names (DNS rebinding) and foreign origins; tell control mistakes apart from crashes."""
    if not _is_local(request.host):
        raise web.HTTPForbidden(text="the sandbox answers to loopback names only")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="the sandbox takes requests from its own page only")
    try:
        response = await handler(request)
    except (ValueError, KeyError, TypeError) as error:
        if not request.path.startswith("/_sandbox/"):
            raise
        return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
    return response


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """The headers of a page that takes nothing from elsewhere; on every answer."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def _is_local(host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False
