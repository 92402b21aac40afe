"""The door hands on what is whole and bounded, and says why it does not hand on the rest."""

import asyncio

import aiohttp
import pytest

from bot.web.door import Answer, Entrance, Handler, Knock, Lookout, look_at, open_door
from tests.loopback import free_port, running_site

LOOPBACK = "127.0.0.1:0"


def at(handler: Handler) -> Entrance:
    return Entrance(handler=handler, max_bytes=10)


async def echo(knock: Knock) -> Answer:
    told = f"{knock.method} {knock.tail} {knock.query.get('q')} {knock.headers['x-name']}"
    return Answer(status=202, body=told.encode() + knock.body, headers={"X-Told": "yes"})


async def broken(_: Knock) -> Answer:
    raise KeyError("ours")


async def test_a_request_comes_whole_and_the_answer_goes_back() -> None:
    async with (
        open_door(LOOPBACK, {"/echo/": at(echo)}) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
        session.put("/echo/abc?q=1", data=b"+body", headers={"X-Name": "n"}) as answer,
    ):
        assert (answer.status, answer.headers["X-Told"]) == (202, "yes")
        assert await answer.read() == b"PUT abc 1 n+body"


async def test_what_is_too_large_packed_or_nowhere_is_not_handed_on() -> None:
    async with (
        open_door(LOOPBACK, {"/echo/": at(echo)}) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        for path, body, headers, status in [
            ("/echo/a", b"01234567890", {}, 413),
            ("/echo/a", b"x", {"Content-Encoding": "gzip"}, 415),
            ("/echo/a/b", b"", {}, 404),
            ("/echo", b"", {}, 404),
        ]:
            async with session.post(path, data=body, headers={"X-Name": "n", **headers}) as answer:
                assert answer.status == status


async def test_a_bug_behind_the_door_is_a_500_and_the_door_stays_open() -> None:
    async with (
        open_door(LOOPBACK, {"/broken": at(broken)}) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        for _ in range(2):
            async with session.get("/broken") as answer:
                assert (answer.status, (await answer.json())["error"]) == (500, "bug")


async def test_a_body_that_does_not_come_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.door._BODY_TIMEOUT_S", 0.05)
    async with open_door(LOOPBACK, {"/echo/": at(echo)}) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
        async with asyncio.timeout(60):
            assert b" 408 " in await reader.readline()
        writer.close()
        await writer.wait_closed()


async def test_an_address_is_looked_at_before_it_is_needed() -> None:
    async with open_door(LOOPBACK, {"/push": at(broken)}) as port, running_site() as site:
        assert await look_at(f"127.0.0.1:{port}", "/push") is Lookout.OURS
        assert await look_at(f"127.0.0.1:{site.port}", "/push") is Lookout.TAKEN
    assert await look_at(f"127.0.0.1:{free_port()}", "/push") is Lookout.FREE
    assert await look_at("192.0.2.1:80", "/push") is Lookout.IMPOSSIBLE
    assert await look_at("127.0.0.1:99999", "/push") is Lookout.IMPOSSIBLE
