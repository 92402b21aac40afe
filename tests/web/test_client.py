"""The client: whatever a server does ends within bounds, as an answer or as a failure with its reason."""

import asyncio
import gzip
import zlib
from collections.abc import Mapping

import pytest
from aiohttp import web

from bot.web.answer import MIB, Fault, Limits, WebFailure, WebResponse
from bot.web.client import WebClient
from bot.web.unpacking import UnpackError, unpack
from tests.loopback import Site, running_site, running_wire

ARABIC = "قرر مجلس الوزراء تخصيص أموال لإكمال الطرق. " * 50


def answered(answer: WebResponse | WebFailure) -> WebResponse:
    assert isinstance(answer, WebResponse), answer
    return answer


def failed(answer: WebResponse | WebFailure) -> WebFailure:
    assert isinstance(answer, WebFailure), answer.status
    return answer


async def test_a_body_comes_whole_with_its_address_and_its_weight(site: Site, client: WebClient) -> None:
    site.serve("/rss", ARABIC, headers={"ETag": '"1"'})
    answer = answered(await client.get(site.url("/rss")))
    assert (answer.status, answer.body.decode(), answer.url) == (200, ARABIC, site.url("/rss"))
    assert answer.wire_bytes == len(answer.body)
    assert answer.headers["etag"] == '"1"'
    assert answer.permanent_url is None


async def test_it_names_itself_and_what_it_can_unpack(site: Site, client: WebClient) -> None:
    await client.get(site.url(), headers={"Accept": "text/html"})
    [question] = site.questions
    assert question.headers["User-Agent"] == "Khabar-tests/1"
    assert question.headers["Accept-Encoding"] == "gzip, deflate"
    assert question.headers["Accept"] == "text/html"


async def test_a_status_is_an_answer_and_its_body_is_not_read(site: Site, client: WebClient) -> None:
    site.serve("/rss", "x" * 2000, status=503, headers={"Retry-After": "120"})
    answer = answered(await client.get(site.url("/rss"), limits=Limits(max_bytes=10)))
    assert (answer.status, answer.body, answer.headers["Retry-After"]) == (503, b"", "120")


async def test_a_cookie_is_not_kept(site: Site, client: WebClient) -> None:
    site.serve("/", "خبر", headers={"Set-Cookie": "a=b"})
    await client.get(site.url())
    await client.get(site.url())
    assert "Cookie" not in site.questions[1].headers


def _zlib_raw(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(ARABIC.encode())),
        ("x-gzip", gzip.compress(ARABIC.encode())),
        ("GZIP", gzip.compress(ARABIC.encode())),
        ("deflate", zlib.compress(ARABIC.encode())),
        ("deflate", _zlib_raw(ARABIC.encode())),
        ("gzip", zlib.compress(ARABIC.encode())),
        ("gzip", gzip.compress(ARABIC[:1000].encode()) + gzip.compress(ARABIC[1000:].encode())),
        ("gzip", gzip.compress(ARABIC.encode()) + b"\x00" * 100),
        ("gzip", ARABIC.encode()),
        ("", gzip.compress(ARABIC.encode())),
        ("identity", ARABIC.encode()),
    ],
    ids=[
        "gzip",
        "x-gzip",
        "upper",
        "zlib",
        "raw",
        "mislabelled",
        "members",
        "padded",
        "lied",
        "file",
        "identity",
    ],
)
async def test_a_packed_body_is_unpacked(encoding: str, packed: bytes, site: Site, client: WebClient) -> None:
    site.serve("/rss", packed, headers={"Content-Encoding": encoding})
    answer = answered(await client.get(site.url("/rss")))
    assert answer.body.decode() == ARABIC
    assert answer.wire_bytes == len(packed)


@pytest.mark.parametrize(
    ("encoding", "packed", "fault"),
    [
        ("gzip", gzip.compress(bytes(4 * MIB)), Fault.BOMB),
        ("gzip", gzip.compress(bytes(40 * MIB)), Fault.BOMB),
        ("", gzip.compress(bytes(40 * MIB)), Fault.BOMB),
        ("deflate", zlib.compress(bytes(4 * MIB)), Fault.BOMB),
        ("gzip", gzip.compress(b"") * 100, Fault.BOMB),
        ("gzip", gzip.compress(ARABIC.encode())[:-20], Fault.DISCONNECTED),
        ("gzip", gzip.compress(ARABIC.encode())[:20] + b"\xff" * 200, Fault.GARBLED),
        ("br", b"\x0b\x02\x80", Fault.GARBLED),
        ("gzip, gzip", gzip.compress(gzip.compress(b"a")), Fault.GARBLED),
    ],
    ids=[
        "bomb",
        "large bomb",
        "file bomb",
        "zlib bomb",
        "members",
        "cut off",
        "damaged",
        "not offered",
        "twice",
    ],
)
async def test_a_packed_body_that_is_not_to_be_unpacked_is_a_failure(
    encoding: str, packed: bytes, fault: Fault, site: Site, client: WebClient
) -> None:
    site.serve("/rss", packed, headers={"Content-Encoding": encoding})
    assert failed(await client.get(site.url("/rss"))).fault is fault


def test_what_unpacks_to_more_than_is_wanted_is_too_large() -> None:
    packed = gzip.compress(ARABIC.encode())
    with pytest.raises(UnpackError) as raised:
        unpack(packed, "gzip", len(ARABIC.encode()) - 1)
    assert raised.value.fault is Fault.TOO_LARGE
    assert unpack(packed, "gzip", len(ARABIC.encode())) == ARABIC.encode()


async def test_a_body_of_exactly_the_limit_is_read_and_one_byte_more_is_not(
    site: Site, client: WebClient
) -> None:
    site.serve("/rss", b"x" * 1001)
    assert answered(await client.get(site.url("/rss"), limits=Limits(max_bytes=1001))).body == b"x" * 1001
    assert failed(await client.get(site.url("/rss"), limits=Limits(max_bytes=1000))).fault is Fault.TOO_LARGE


async def test_a_body_without_an_end_is_left_at_the_limit(client: WebClient) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n"
    async with running_wire(head, *[b"x" * 10_000] * 50, keep_open=True) as url:
        answer = failed(await client.get(url, limits=Limits(max_bytes=20_000)))
    assert answer.fault is Fault.TOO_LARGE


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (b"HTTP/1.1 200 OK\r\nContent-",),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>",),
    ],
    ids=["silence", "half a header", "half a body"],
)
async def test_a_server_that_falls_silent_is_left_at_the_deadline(
    parts: tuple[bytes, ...], client: WebClient
) -> None:
    async with running_wire(*parts, keep_open=True) as url:
        answer = failed(await client.get(url, limits=Limits(timeout_s=0.2)))
    assert (answer.fault, answer.url) == (Fault.TIMEOUT, url)


async def test_a_body_that_drips_is_left_at_the_deadline(site: Site, client: WebClient) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.01)

    site.handlers["/rss"] = drip
    answer = failed(await client.get(site.url("/rss"), limits=Limits(timeout_s=0.3)))
    assert answer.fault is Fault.TIMEOUT


@pytest.mark.parametrize(
    ("answer", "faults"),
    [
        (b"", {Fault.DISCONNECTED}),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>", {Fault.DISCONNECTED}),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n", {Fault.DISCONNECTED}),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n",
            {Fault.GARBLED, Fault.DISCONNECTED},
        ),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", {Fault.GARBLED}),
        (b"HTTP/1.1 OK\r\n\r\n", {Fault.GARBLED}),
        (b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 40_000 + b"\r\n\r\n", {Fault.GARBLED}),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", {Fault.GARBLED}),
        (b"\x00\xff" * 100 + b"\r\n\r\n", {Fault.GARBLED}),
    ],
    ids=["nothing", "cut off", "cut chunk", "bad chunk", "no http", "no status", "header", "length", "bytes"],
)
async def test_what_is_no_http_is_a_failure(answer: bytes, faults: set[Fault], client: WebClient) -> None:
    async with running_wire(answer) as url:
        assert failed(await client.get(url)).fault in faults


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("ليس عنوانا", Fault.BAD_URL),
        ("ftp://khabar.example/", Fault.BAD_URL),
        ("http://user:secret@127.0.0.1/", Fault.BAD_URL),
        ("http://[::1/", Fault.BAD_URL),
        ("http://127.0.0.1:0x50/", Fault.BAD_URL),
        (f"http://{'x' * 64}.invalid/", Fault.NO_HOST),
        ("http://a..b/", Fault.NO_HOST),
    ],
)
async def test_an_address_that_is_none_is_a_failure(url: str, fault: Fault, client: WebClient) -> None:
    assert failed(await client.get(url)).fault is fault


async def test_a_port_where_nobody_listens_is_a_refusal(client: WebClient) -> None:
    async with running_site() as gone:
        url = gone.url()
    assert failed(await client.get(url)).fault is Fault.REFUSED


async def test_a_server_without_tls_fails_the_handshake(site: Site, client: WebClient) -> None:
    answer = failed(await client.get(f"https://{site.host}:{site.port}/"))
    assert answer.fault is Fault.TLS


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed(status: int, site: Site, client: WebClient) -> None:
    site.redirect("/old", "/new?a=1", status=status)
    site.serve("/new", "خبر")
    answer = answered(await client.get(site.url("/old")))
    assert answer.url == site.url("/new?a=1")
    assert answer.permanent_url == (answer.url if status in {301, 308} else None)


async def test_an_address_is_adopted_only_up_to_the_first_redirect_that_is_temporary(
    site: Site, client: WebClient
) -> None:
    site.redirect("/a", "/b", status=301)
    site.redirect("/b", "/c", status=308)
    site.redirect("/c", "/d", status=302)
    site.redirect("/d", "/e", status=301)
    site.serve("/e", "خبر")
    answer = answered(await client.get(site.url("/a")))
    assert (answer.url, answer.permanent_url) == (site.url("/e"), site.url("/c"))


async def test_as_many_redirects_as_allowed_are_followed_and_no_more(site: Site, client: WebClient) -> None:
    for number in range(6):
        site.redirect(f"/{number}", f"/{number + 1}")
    site.serve("/6", "خبر")
    assert answered(await client.get(site.url("/1"))).body
    assert failed(await client.get(site.url("/0"))).fault is Fault.REDIRECTS


async def test_redirects_in_a_circle_end(site: Site, client: WebClient) -> None:
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    answer = failed(await client.get(site.url("/a"), limits=Limits(redirects=20)))
    assert answer.fault is Fault.REDIRECTS
    assert len(site.questions) <= 21


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("ftp://127.0.0.1/", Fault.BAD_URL),
        ("file:///etc/passwd", Fault.BAD_URL),
        ("javascript:alert(1)", Fault.BAD_URL),
        ("http://[::1/", Fault.BAD_URL),
        ("http://user@127.0.0.1/", Fault.BAD_URL),
    ],
)
async def test_a_redirect_to_no_web_address_is_a_failure(
    target: str, fault: Fault, site: Site, client: WebClient
) -> None:
    site.redirect("/a", target)
    assert failed(await client.get(site.url("/a"))).fault is fault


async def test_a_redirect_without_a_target_is_an_answer(site: Site, client: WebClient) -> None:
    site.serve("/a", "", status=301)
    assert answered(await client.get(site.url("/a"))).status == 301


async def test_a_redirect_in_bare_arabic_is_followed(client: WebClient) -> None:
    moved = "HTTP/1.1 301 Moved\r\nLocation: /أخبار\r\nContent-Length: 0\r\n\r\n".encode()
    async with running_wire(moved) as url:
        answer = failed(await client.get(url))  # the wire answers once: what counts is where it went
    assert answer.url.endswith("/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1")


async def sent_after_redirect(
    client: WebClient, site: Site, target: Site, headers: Mapping[str, str]
) -> Mapping[str, str]:
    site.redirect("/a", target.url("/b"), status=302)
    target.serve("/b", "خبر")
    answered(await client.get(site.url("/a"), headers=headers))
    return target.asked("/b")[0].headers


async def test_a_credential_does_not_follow_to_another_host(site: Site, client: WebClient) -> None:
    headers = {"Authorization": "Bearer x", "X-Key": "y", "If-None-Match": '"1"', "Accept": "text/xml"}
    async with running_site("127.0.0.3") as elsewhere:
        sent = await sent_after_redirect(client, site, elsewhere, headers)
    assert "Authorization" not in sent
    assert "X-Key" not in sent
    assert (sent["If-None-Match"], sent["Accept"]) == ('"1"', "text/xml")


async def test_a_credential_stays_within_its_host(site: Site, client: WebClient) -> None:
    sent = await sent_after_redirect(client, site, site, {"Authorization": "Bearer x"})
    assert sent["Authorization"] == "Bearer x"


async def test_json_is_posted_and_redirects_of_it_are_not_followed(site: Site, client: WebClient) -> None:
    received: list[object] = []

    async def take(request: web.Request) -> web.StreamResponse:
        received.append(await request.json())
        return web.json_response({"ok": True})

    site.handlers["/model"] = take
    site.redirect("/moved", "/model", status=308)
    answer = answered(await client.post_json(site.url("/model"), {"نص": "خبر"}, headers={"X-Key": "k"}))
    assert (answer.status, received) == (200, [{"نص": "خبر"}])
    assert site.asked("/model")[0].headers["X-Key"] == "k"
    assert answered(await client.post_json(site.url("/moved"), {})).status == 308
    assert len(received) == 1


async def test_a_cancelled_request_is_cancelled(site: Site, client: WebClient) -> None:
    site.hang("/rss")
    task = asyncio.create_task(client.get(site.url("/rss")))
    await site.questioned.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_client_can_be_closed_twice_and_unused(site: Site, client: WebClient) -> None:
    await client.close()
    await client.get(site.url())
    await client.close()
    await client.close()
