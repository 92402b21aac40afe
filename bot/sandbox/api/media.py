"""What a request sends as a file: an upload, an id that is known, or an address on this machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.refusal import Refusal, bad_request
from bot.sandbox.world.files import IMAGE_TYPES, Files
from bot.sandbox.world.records import StoredFile

PHOTO_BYTES = 10 * 1024 * 1024
URL_PHOTO_BYTES = 5 * 1024 * 1024
FILE_BYTES = 50 * 1024 * 1024
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
ATTACH = "attach://"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file part of a multipart request."""

    name: str
    content_type: str
    content: bytes


def stored_media(
    files: Files,
    value: str,
    kind: str,
    uploads: Mapping[str, Upload],
    fetched: Mapping[str, Upload | Refusal],
) -> StoredFile:
    """The file that *value* names: "attach://part", an address in *fetched*, or a file id.

    Raises:
        Refusal: no such file, or not one that can be sent as *kind*.
    """
    if value.startswith(ATTACH):
        upload = uploads.get(value.removeprefix(ATTACH))
        if upload is None:
            raise bad_request(f'file "{value}" not found in the request')
        return _checked(files, upload, kind, limit=PHOTO_BYTES if kind == "photo" else FILE_BYTES)
    if is_address(value):
        answer = fetched[value]
        if isinstance(answer, Refusal):
            raise answer
        return _checked(files, answer, kind, limit=URL_PHOTO_BYTES if kind == "photo" else FILE_BYTES)
    known = files.get(value)
    if known is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if kind == "photo" and known.content_type not in IMAGE_TYPES:
        raise bad_request("can't use file of type Document as Photo")
    return known


def is_address(value: str) -> bool:
    """True when Telegram would go and fetch *value*."""
    return value.lower().startswith(("http://", "https://"))


def _checked(files: Files, upload: Upload, kind: str, *, limit: int) -> StoredFile:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > limit:
        raise bad_request(f"file is too big for a {kind}")
    stored = files.add(upload.content, name=upload.name or kind, content_type=upload.content_type)
    if kind == "photo":
        if stored.content_type not in IMAGE_TYPES or not stored.width or not stored.height:
            raise bad_request("IMAGE_PROCESS_FAILED")
        longer, shorter = max(stored.width, stored.height), min(stored.width, stored.height)
        if longer + shorter > PHOTO_SIDES or longer > PHOTO_RATIO * shorter:
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return stored


async def fetch_local(url: str, kind: str) -> Upload | Refusal:
    """Fetch *url* as Telegram's servers would, from this machine only; never raises for the network."""
    if not _is_local(url):
        return bad_request("failed to get HTTP URL content")
    limit = URL_PHOTO_BYTES if kind == "photo" else FILE_BYTES
    try:
        timeout = aiohttp.ClientTimeout(total=5)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, allow_redirects=False) as response,
        ):
            content = await response.content.read(limit + 1)
            content_type = response.content_type
            if response.status != 200:
                return bad_request("failed to get HTTP URL content")
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return bad_request("failed to get HTTP URL content")
    if kind == "photo" and not content_type.startswith("image/"):
        return bad_request("wrong type of the web page content")
    return Upload(name=urlsplit(url).path.rpartition("/")[2], content_type=content_type, content=content)


def _is_local(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
