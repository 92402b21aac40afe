"""The guard: which addresses may be fetched, as rules and at every connection that is really made."""

import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.web.answer import Fault, WebFailure, WebResponse
from bot.web.client import WebClient
from bot.web.guard import WEB_PORTS, Guard, Refusal, guard_of, refuse_redirect
from tests.loopback import Site, running_site

DENIED = {
    "loopback": "127.0.0.1",
    "all of loopback": "127.255.255.254",
    "this host": "0.0.0.0",
    "this network": "0.1.2.3",
    "private, class A": "10.0.0.1",
    "private, class B": "172.16.0.1",
    "the end of private class B": "172.31.255.255",
    "private, class C": "192.168.1.1",
    "link-local: the metadata of clouds": "169.254.169.254",
    "carrier-grade NAT": "100.64.0.1",
    "the end of carrier-grade NAT": "100.127.255.255",
    "protocol assignments": "192.0.0.8",
    "documentation": "192.0.2.1",
    "AS112": "192.31.196.1",
    "AMT": "192.52.193.1",
    "6to4 relay": "192.88.99.1",
    "benchmarking": "198.18.0.1",
    "multicast": "224.0.0.1",
    "class E": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "IPv6 loopback": "::1",
    "IPv6 unspecified": "::",
    "IPv4-compatible": "::127.0.0.1",
    "IPv4-mapped": "::ffff:127.0.0.1",
    "IPv4-mapped metadata": "::ffff:169.254.169.254",
    "IPv4-mapped, in hex": "::ffff:7f00:1",
    "NAT64 of loopback": "64:ff9b::7f00:1",
    "NAT64 of the metadata": "64:ff9b::a9fe:a9fe",
    "NAT64 of private": "64:ff9b::10.0.0.1",
    "local NAT64": "64:ff9b:1::1",
    "6to4 of loopback": "2002:7f00:1::",
    "6to4 of private": "2002:c0a8:101::1",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "ORCHID": "2001:20::1",
    "IPv6 documentation": "2001:db8::1",
    "newer IPv6 documentation": "3fff::1",
    "site-local": "fec0::1",
    "unique local": "fd00::1",
    "IPv6 link-local": "fe80::1",
    "IPv6 link-local with a zone": "fe80::1%eth0",
    "IPv6 multicast": "ff02::1",
    "discard only": "100::1",
    "ISATAP of loopback": "2a00:1450::5efe:7f00:1",
    "segment routing": "5f00::1",
    "no address": "localhost",
    "an address in decimal": "2130706433",
    "nothing": "",
}
PUBLIC = {
    "a public address": "8.8.8.8",
    "just before private class B": "172.15.255.255",
    "just behind private class B": "172.32.0.1",
    "just behind carrier-grade NAT": "100.128.0.1",
    "a public IPv6 address": "2a00:1450:4001:82a::200e",
    "mapped public": "::ffff:8.8.8.8",
    "NAT64 of public": "64:ff9b::8.8.8.8",
}
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::1]")
ODD_SPELLINGS = ("2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "0", "127.0.0.1.", "①②⑦.0.0.1")


@pytest.mark.parametrize("address", DENIED.values(), ids=DENIED)
def test_an_address_that_is_not_the_public_web_is_denied(address: str) -> None:
    assert Guard().refuse_address(address, 443) is Refusal.ADDRESS


@pytest.mark.parametrize("address", PUBLIC.values(), ids=PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    assert Guard().refuse_address(address, 443) is None


def test_only_ports_of_the_web_are_connected_to() -> None:
    assert {port for port in range(1, 10_000) if Guard().refuse_address("8.8.8.8", port) is None} == WEB_PORTS


def test_an_allowed_network_is_open_on_every_port_and_nothing_else_is() -> None:
    guard = guard_of(("192.168.5.0/24", "fd00:5::/64"))
    assert guard.refuse_address("192.168.5.9", 5000) is None
    assert guard.refuse_address("fd00:5::9", 5000) is None
    assert guard.refuse_address("192.168.6.9", 443) is Refusal.ADDRESS
    assert guard.refuse_address("8.8.8.8", 5000) is Refusal.PORT


def test_an_allowed_network_is_open_to_its_mapped_and_translated_addresses() -> None:
    guard = guard_of(("10.1.0.0/16",))
    assert guard.refuse_address("::ffff:10.1.2.3", 443) is None
    assert guard.refuse_address("64:ff9b::10.1.2.3", 443) is None


def test_an_isatap_address_does_not_open_by_what_it_wraps() -> None:
    assert guard_of(("10.1.0.0/16",)).refuse_address("fe80::5efe:10.1.2.3", 443) is Refusal.ADDRESS


def test_a_network_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.1/8"):
        guard_of(("10.0.0.1/8",))


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("https://khabar.example/rss", None),
        ("http://خبر.example/rss", None),
        ("http://[2a00:1450::1]:8080/", None),
        ("ftp://khabar.example/rss", Refusal.SCHEME),
        ("file:///etc/passwd", Refusal.SCHEME),
        ("gopher://127.0.0.1:6379/_FLUSHALL", Refusal.SCHEME),
        ("//khabar.example/rss", Refusal.SCHEME),
        ("", Refusal.SCHEME),
        ("https://user:secret@khabar.example/", Refusal.USER_NAME),
        ("https://khabar.example@127.0.0.1/", Refusal.USER_NAME),
        ("https:///rss", Refusal.HOST),
        ("https://khabar.example\\@127.0.0.1/", Refusal.USER_NAME),
        ("https://khabar .example/", Refusal.HOST),
        ("https://[::1/", Refusal.HOST),
        ("https://khabar.example:99999/", Refusal.HOST),
        ("https://khabar.example:22/", Refusal.PORT),
    ],
)
def test_an_address_is_judged_as_it_is_written(url: str, refusal: Refusal | None) -> None:
    assert Guard().refuse_url(url) is refusal


def test_what_began_encrypted_stays_so() -> None:
    assert refuse_redirect("https://a.example/", "http://a.example/") is Refusal.DOWNGRADE
    assert refuse_redirect("http://a.example/", "https://a.example/") is None
    assert refuse_redirect("https://a.example/", "https://b.example/") is None


@pytest.fixture
async def canary() -> AsyncIterator[Site]:
    """A server inside: no byte must reach it."""
    async with running_site() as running:
        running.serve("/", "سر")
        yield running


@pytest.fixture
async def outside() -> AsyncIterator[Site]:
    """A server that stands for the open web: the only one that the guard lets through."""
    async with running_site("127.0.0.2") as running:
        yield running


@pytest.fixture
async def guarded(canary: Site) -> AsyncIterator[WebClient]:
    """A client of an allowed port, so that nothing but the address can be the reason of a refusal."""
    guard = Guard(allow_networks=guard_of(("127.0.0.2/32",)).allow_networks, ports=frozenset({canary.port}))
    async with WebClient(guard=guard, user_agent="Khabar-tests/1") as client:
        yield client


def assert_blocked(answer: WebResponse | WebFailure, canary: Site) -> None:
    assert isinstance(answer, WebFailure)
    assert answer.fault is Fault.BLOCKED
    assert answer.detail.endswith("is not to be fetched: address")
    assert canary.questions == []


@pytest.mark.parametrize("host", LOOPBACK_HOSTS)
async def test_no_spelling_of_an_inner_address_reaches_the_inside(
    host: str, guarded: WebClient, canary: Site
) -> None:
    assert_blocked(await guarded.get(f"http://{host}:{canary.port}/"), canary)


@pytest.mark.parametrize("host", ODD_SPELLINGS)
async def test_no_odd_spelling_of_an_inner_address_reaches_the_inside(
    host: str, guarded: WebClient, canary: Site
) -> None:
    answer = await guarded.get(f"http://{host}:{canary.port}/")
    assert isinstance(answer, WebFailure)
    assert answer.fault in {Fault.BLOCKED, Fault.BAD_URL}
    assert canary.questions == []


@pytest.mark.parametrize("hops", [1, 2, 5])
async def test_no_hop_of_a_redirect_reaches_the_inside(
    hops: int, guarded: WebClient, canary: Site, outside: Site
) -> None:
    for hop in range(hops):
        last = hop == hops - 1
        outside.redirect(f"/{hop}", canary.url() if last else outside.url(f"/{hop + 1}"), status=302)
    answer = await guarded.get(outside.url("/0"))
    assert_blocked(answer, canary)
    assert answer.url == canary.url()
    assert len(outside.questions) == hops


async def test_a_post_reaches_no_inside(guarded: WebClient, canary: Site) -> None:
    assert_blocked(await guarded.post_json(canary.url(), {"كلمة": "سر"}), canary)


async def test_a_name_is_judged_by_what_it_leads_to_each_time(
    guarded: WebClient, canary: Site, outside: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.serve("/", "خبر")
    answers = {"news.example": outside.host, "rebound.example": canary.host}

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[host], port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    answer = await guarded.get(f"http://news.example:{outside.port}/")
    assert isinstance(answer, WebResponse)
    assert_blocked(await guarded.get(f"http://rebound.example:{canary.port}/"), canary)


async def test_a_second_answer_of_a_name_server_is_judged_like_the_first(
    guarded: WebClient, canary: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = "127.0.0.2"  # allowed, but nobody listens there on the canary's port

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in (closed, canary.host)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    answer = await guarded.get(f"http://news.example:{canary.port}/")
    assert isinstance(answer, WebFailure)
    assert answer.fault is Fault.BLOCKED
    assert canary.questions == []


async def test_a_proxy_of_the_environment_is_not_asked(
    guarded: WebClient, canary: Site, outside: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.serve("/", "خبر")
    monkeypatch.setenv("HTTP_PROXY", canary.url())
    monkeypatch.setenv("http_proxy", canary.url())
    answer = await guarded.get(outside.url())
    assert isinstance(answer, WebResponse)
    assert canary.questions == []
