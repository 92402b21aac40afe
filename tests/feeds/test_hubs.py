"""WebSub with a real little hub: asked, verified, believed only when signed, renewed, denied, left."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.config.sections import Fetch
from bot.feeds.hub_door import HubDoor
from bot.feeds.hubs import HubStation
from bot.feeds.links import linked, web_address
from bot.feeds.opening import intake_of, reader_of
from bot.feeds.websub import MOST_FAILURES, PATH
from bot.web.client import WebClient
from bot.web.door import Entrance, open_door
from bot.workers import Workers
from storage.errors import StoreBusyError
from storage.records.article import Intake
from storage.records.hub import HubLease, LeaseState
from storage.repositories.hubs import Hubs
from tests.feeds.conftest import BAGHDAD, Newsroom
from tests.feeds.hub import Hub, running_hub
from tests.feeds.newswire import feed, headline, item
from tests.loopback import Site


@dataclass(slots=True)
class Listener:
    """A newsroom that hubs can reach."""

    newsroom: Newsroom
    hub: Hub
    site: Site
    station: HubStation
    callbacks: str

    async def follow(self, *, link: str = "") -> None:
        """A feed with a hub is polled once, so that what comes next is news."""
        self.site.serve("/rss", self.rss(item(1)), headers={"Link": link} if link else None)
        await self.newsroom.source("واع", self.site.url("/rss"))
        await self.newsroom.station.once()

    def rss(self, *items: str) -> str:
        links = (
            f'<atom:link rel="hub" href="{self.hub.url}"/>'
            f'<atom:link rel="self" href="{self.site.url("/rss")}"/>'
        )
        return feed(*items, built=links).replace("<rss ", '<rss xmlns:atom="http://www.w3.org/2005/Atom" ')

    async def work(self) -> int:
        done = await self.station.work()
        await self.hub.settled()
        return done

    async def leases(self) -> list[HubLease]:
        found = []
        async with self.newsroom.store.read() as tx:
            for asked in {form["hub.callback"]: None for form in self.hub.asked}:
                lease = await tx.hubs.by_token(asked.removeprefix(self.callbacks))
                if lease is not None:
                    found.append(lease)
        return found

    async def states(self) -> list[LeaseState]:
        return [lease.state for lease in await self.leases()]


@asynccontextmanager
async def listening(
    newsroom: Newsroom, site: Site, client: WebClient, workers: Workers
) -> AsyncIterator[Listener]:
    store, clock = newsroom.store, newsroom.clock
    door = HubDoor(
        store,
        reader=reader_of(newsroom=BAGHDAD, clock=clock, workers=workers),
        intake=intake_of(store, fetch=Fetch(), newsroom=BAGHDAD),
        clock=clock,
    )
    entrances = {PATH: Entrance(handler=door, max_bytes=1_000_000)}
    async with running_hub() as hub, open_door("127.0.0.1:0", entrances) as port:
        public_url = f"http://127.0.0.1:{port}"
        station = HubStation(store, post=client.post_form, clock=clock, public_url=f"{public_url}/")
        yield Listener(newsroom, hub, site, station, f"{public_url}{PATH}")


@pytest.fixture
async def listener(
    newsroom: Newsroom, site: Site, client: WebClient, workers: Workers
) -> AsyncIterator[Listener]:
    async with listening(newsroom, site, client, workers) as running:
        yield running


@pytest.fixture
async def sqlite_listener(
    sqlite_newsroom: Newsroom, site: Site, client: WebClient, workers: Workers
) -> AsyncIterator[Listener]:
    async with listening(sqlite_newsroom, site, client, workers) as running:
        yield running


async def test_a_feed_with_a_hub_is_asked_for_and_the_hub_verifies_it(listener: Listener) -> None:
    await listener.follow()
    assert await listener.work() == 1
    [form] = listener.hub.asked
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", listener.site.url("/rss"))
    assert len(form["hub.callback"].removeprefix(listener.callbacks)) >= 40
    assert len(form["hub.secret"]) >= 40
    [lease] = await listener.leases()
    now = listener.newsroom.clock.now()
    assert (lease.state, lease.until_at, lease.ask_at) == (
        LeaseState.ACTIVE,
        now + timedelta(days=10),
        now + timedelta(days=8),
    )
    async with listener.newsroom.store.read() as tx:
        assert await tx.hubs.active() == {lease.feed_id: lease.until_at}
    assert await listener.work() == 0


@pytest.mark.parametrize("method", ["sha256", "sha1", "sha512"])
async def test_what_the_hub_brings_is_taken_in_at_once_and_only_once(
    method: str, sqlite_listener: Listener
) -> None:
    listener = sqlite_listener
    await listener.follow()
    await listener.work()
    assert await listener.hub.announce(listener.rss(item(2)), method=method) == [202]
    articles = await listener.newsroom.articles()
    assert [(one.content.title, one.intake) for one in articles] == [
        (headline(1), Intake.NEWS),
        (headline(2), Intake.NEWS),
    ]
    [lease] = await listener.leases()
    assert lease.heard_at == listener.newsroom.clock.now()
    assert (await listener.newsroom.feed()).last_new_at == lease.heard_at
    await listener.hub.announce(listener.rss(item(2)))
    listener.newsroom.later(minutes=5)
    listener.site.serve("/rss", listener.rss(item(2), item(1)))
    report = await listener.newsroom.station.once()
    assert (report.new, report.changed) == (0, 0)


async def test_a_change_that_the_hub_brings_is_a_revision(listener: Listener) -> None:
    await listener.follow()
    await listener.work()
    await listener.hub.announce(listener.rss(item(1, title="تصحيح: الخبر الأول من بغداد")))
    [article] = await listener.newsroom.articles()
    assert (article.revision, article.content.title) == (2, "تصحيح: الخبر الأول من بغداد")


@pytest.mark.parametrize(("method", "secret"), [("sha256", "another secret"), ("", None), ("md5", None)])
async def test_what_is_not_signed_with_our_secret_is_answered_and_not_believed(
    method: str, secret: str | None, sqlite_listener: Listener
) -> None:
    await sqlite_listener.follow()
    await sqlite_listener.work()
    polled_at = (await sqlite_listener.newsroom.feed()).next_poll_at
    assert await sqlite_listener.hub.announce(sqlite_listener.rss(item(2)), method=method, secret=secret) == [
        202
    ]
    assert await sqlite_listener.newsroom.titles() == [headline(1)]
    assert (await sqlite_listener.newsroom.feed()).next_poll_at == polled_at


@pytest.mark.parametrize(
    "body", ["", "<html><body>شيء آخر</body></html>", "<rss version='2.0'><channel/></rss>"]
)
async def test_a_ping_without_anything_to_read_makes_the_feed_due(
    body: str, sqlite_listener: Listener
) -> None:
    await sqlite_listener.follow()
    await sqlite_listener.work()
    assert (await sqlite_listener.newsroom.feed()).next_poll_at > sqlite_listener.newsroom.clock.now()
    assert await sqlite_listener.hub.announce(body) == [202]
    assert (await sqlite_listener.newsroom.feed()).next_poll_at == sqlite_listener.newsroom.clock.now()


async def test_a_lease_is_renewed_before_it_ends_and_the_old_one_is_left(listener: Listener) -> None:
    await listener.follow()
    await listener.work()
    listener.newsroom.later(days=8)
    assert await listener.work() == 1  # the old one is due
    assert await listener.work() == 1  # the new one is asked for
    assert await listener.states() == [LeaseState.LEAVING, LeaseState.ACTIVE]
    assert await listener.work() == 1  # the old one is left
    assert await listener.states() == [LeaseState.OVER, LeaseState.ACTIVE]
    modes = [form["hub.mode"] for form in listener.hub.asked]
    assert modes == ["subscribe", "subscribe", "unsubscribe"]
    assert len({form["hub.callback"] for form in listener.hub.asked}) == 2
    assert len(listener.hub.agreements) == 1
    assert await listener.work() == 0
    listener.newsroom.later(days=7)
    assert await listener.hub.announce(listener.rss(item(3))) == [202]
    assert headline(3) in await listener.newsroom.titles()


async def test_a_hub_that_is_down_at_renewal_leaves_the_old_lease_to_its_end(
    sqlite_listener: Listener,
) -> None:
    listener = sqlite_listener
    await listener.follow()
    await listener.work()
    listener.hub.status = 503
    listener.newsroom.later(days=8)
    await listener.work()
    await listener.work()
    assert await listener.states() == [LeaseState.ACTIVE, LeaseState.ASKED]
    listener.newsroom.later(hours=12)
    listener.hub.status = 202
    await listener.work()
    assert await listener.states() == [LeaseState.LEAVING, LeaseState.ACTIVE]


async def test_a_hub_that_denies_is_not_asked_again_for_a_week(listener: Listener) -> None:
    listener.hub.denies = "لا نعرفكم"
    await listener.follow()
    await listener.work()
    [lease] = await listener.leases()
    assert (lease.state, lease.reason) == (LeaseState.DENIED, "لا نعرفكم")
    listener.newsroom.later(days=6)
    assert await listener.work() == 0
    listener.hub.denies = None
    listener.newsroom.later(days=2)
    assert await listener.work() == 1
    assert await listener.states() == [LeaseState.ACTIVE]


async def test_a_hub_that_never_verifies_is_asked_less_and_less_and_given_up(
    sqlite_listener: Listener,
) -> None:
    listener = sqlite_listener
    listener.hub.deaf = True
    await listener.follow()
    for _ in range(MOST_FAILURES + 3):
        await listener.work()
        listener.newsroom.later(hours=12)
    assert len(listener.hub.asked) == MOST_FAILURES
    [lease] = await listener.leases()
    assert (lease.state, lease.reason) == (LeaseState.DENIED, "the hub never came to verify")


@pytest.mark.parametrize("status", [307, 308])
async def test_a_hub_may_send_us_to_another(status: int, sqlite_listener: Listener) -> None:
    sqlite_listener.hub.status = status
    await sqlite_listener.follow()
    await sqlite_listener.work()
    assert await sqlite_listener.states() == [LeaseState.ACTIVE]


@pytest.mark.parametrize(
    "query",
    [
        {"hub.mode": "subscribe", "hub.topic": "https://other.example/", "hub.challenge": "x"},
        {"hub.mode": "unsubscribe", "hub.topic": "TOPIC", "hub.challenge": "x"},
        {"hub.mode": "subscribe", "hub.topic": "TOPIC"},
        {"hub.mode": "denied", "hub.topic": "https://other.example/"},
        {},
    ],
)
async def test_what_we_did_not_ask_for_is_not_confirmed(
    query: dict[str, str], sqlite_listener: Listener
) -> None:
    listener = sqlite_listener
    await listener.follow()
    await listener.work()
    [callback] = listener.hub.agreements
    said = {key: value.replace("TOPIC", listener.site.url("/rss")) for key, value in query.items()}
    assert (await listener.hub.get(callback, said))[0] == 404
    assert (await listener.hub.get(callback + "x", {**said, "hub.mode": "subscribe"}))[0] == 404
    assert await listener.states() == [LeaseState.ACTIVE]


@pytest.mark.parametrize(
    ("stated", "hours"),
    [("3600", 1), ("5", 1 / 60), ("99999999999", 720), ("", 24), ("-7", 24), ("٣٦٠٠", 24)],
)
async def test_the_hub_decides_how_long_within_reason(
    stated: str, hours: float, sqlite_listener: Listener
) -> None:
    sqlite_listener.hub.lease_s = stated
    await sqlite_listener.follow()
    await sqlite_listener.work()
    [lease] = await sqlite_listener.leases()
    assert lease.until_at == sqlite_listener.newsroom.clock.now() + timedelta(hours=hours)


async def test_a_paused_source_and_one_that_leaves_its_hub_are_left(listener: Listener) -> None:
    await listener.follow()
    await listener.work()
    source_id = (await listener.newsroom.feed()).source_id
    async with listener.newsroom.store.write() as tx:
        await tx.sources.pause(source_id, "removed")
    assert await listener.hub.announce(listener.rss(item(2))) == [202]
    assert await listener.newsroom.titles() == [headline(1)]
    listener.newsroom.later(minutes=1)
    assert await listener.work() == 1
    assert await listener.states() == [LeaseState.OVER]
    assert listener.hub.agreements == {}


async def test_a_hub_that_speaks_after_the_end_is_told_so(sqlite_listener: Listener) -> None:
    listener = sqlite_listener
    listener.hub.lease_s = "3600"
    await listener.follow()
    await listener.work()
    listener.hub.status = 503
    for _ in range(3):
        listener.newsroom.later(hours=1)
        await listener.work()
    assert LeaseState.OVER in await listener.states()
    assert await listener.hub.announce(listener.rss(item(2))) == [410]
    assert await listener.newsroom.titles() == [headline(1)]


async def test_a_hub_is_asked_to_come_again_while_the_archive_is_busy(
    sqlite_listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object, **__: object) -> None:
        raise StoreBusyError("held elsewhere")

    listener = sqlite_listener
    await listener.follow()
    await listener.work()
    with monkeypatch.context() as patch:
        patch.setattr(Hubs, "heard", busy)
        assert await listener.hub.announce(listener.rss(item(2))) == [503]
    assert await listener.hub.announce(listener.rss(item(2))) == [202]
    assert headline(2) in await listener.newsroom.titles()


async def test_a_ping_that_breaks_us_makes_the_feed_due(
    sqlite_listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("لم يحسب أحد حسابه")

    listener = sqlite_listener
    await listener.follow()
    await listener.work()
    with monkeypatch.context() as patch:
        patch.setattr("bot.feeds.intake.prepare", broken)
        assert await listener.hub.announce(listener.rss(item(2))) == [202]
    stored = await listener.newsroom.feed()
    assert (stored.error, stored.next_poll_at) == (None, listener.newsroom.clock.now())


async def test_the_link_header_stands_above_the_document(sqlite_listener: Listener) -> None:
    other = "https://hub.example/"
    await sqlite_listener.follow(link=f'<{other}>; rel="hub", <https://topic.example/rss>; rel=self')
    async with sqlite_listener.newsroom.store.read() as tx:
        [wanted] = await tx.hubs.unasked(most=9)
    assert (wanted.hub_url, wanted.topic_url) == (other, "https://topic.example/rss")


@pytest.mark.parametrize(
    ("header", "hub"),
    [
        ('<https://h.example/>; rel="hub"', "https://h.example/"),
        ("<https://h.example/a,b;c>;rel=hub;type=x, <x>; rel=self", "https://h.example/a,b;c"),
        ('<s>; rel="self", <h>; rel="alternate HUB"', "h"),
        ('<s>; rel="self"', None),
        ("<" * 10_000 + '; rel="hub"', None),
        ("", None),
    ],
)
def test_a_link_header_is_read(header: str, hub: str | None) -> None:
    assert linked(header, "hub") == hub


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/hub", "https://a.example/hub"),
        ("https://h.example/", "https://h.example/"),
        ("#", "https://a.example/rss"),
        ("javascript:alert(1)", None),
        ("ftp://h.example/", None),
        ("http://[", None),
        ("", None),
        (None, None),
    ],
)
def test_a_hub_is_a_web_address(address: str | None, found: str | None) -> None:
    assert web_address(address, base="https://a.example/rss") == found
