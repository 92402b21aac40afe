"""What a publisher pushes is in the archive at once, once, and stays as it was last said."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.config.sections import Source as ConfiguredSource
from bot.feeds.push import PushDesk
from bot.feeds.push_door import PATH, SIGNATURE, TIMESTAMP, PushDoor
from bot.feeds.sources import add_source, sync_sources
from bot.web.door import Entrance, open_door
from bot.web.signature import signature_of
from storage.connection import Belt
from storage.errors import StoreBusyError
from storage.records.article import Article, Intake, PageState
from storage.repositories.intake import IntakeDesk
from tests.feeds.conftest import BAGHDAD, Newsroom
from tests.feeds.newswire import feed, item
from tests.loopback import Site

SECRET = "0123456789abcdef0123456789abcdef"
AGENCY = "من كربلاء الخبر"
TEXT = "أعلنت العتبة الحسينية المقدسة، اليوم، عن افتتاح مستشفى جديد في كربلاء يضم مئتي سرير وعشر صالات."
TITLE = "افتتاح مستشفى جديد في كربلاء"


def article(**changes: object) -> dict[str, Any]:
    """An item as a CMS sends it."""
    said: dict[str, object] = {
        "source": AGENCY,
        "guid": "cms-17",
        "url": "https://karbala.example/news/17",
        "title": TITLE,
        "text": f"<p>{TEXT}</p>",
        "published": "2026-11-24T11:58:00+03:00",
    }
    return {key: value for key, value in {**said, **changes}.items() if value is not None}


@dataclass(slots=True)
class Cms:
    """A publisher's system: it signs what it says by the newsroom's clock, unless told otherwise."""

    newsroom: Newsroom
    session: aiohttp.ClientSession
    door: str
    secret: str = SECRET
    answers: list[dict[str, Any]] = field(default_factory=list)

    async def push(self, said: object, *, late: float = 0, headers: Mapping[str, str] | None = None) -> int:
        """The status that comes back; *late* seconds ago it was signed."""
        body = said if isinstance(said, bytes) else json.dumps(said, ensure_ascii=False).encode()
        timestamp = f"{self.newsroom.clock.now().timestamp() - late:.3f}"
        signature = signature_of(body, timestamp=timestamp, secret=self.secret)
        sent = {TIMESTAMP: timestamp, SIGNATURE: signature, "Content-Type": "application/json"}
        sent.update(headers or {})
        async with self.session.post(PATH, data=body, headers=sent) as answer:
            self.answers.append(await answer.json())
            return answer.status

    @property
    def last(self) -> dict[str, Any]:
        return self.answers[-1]


async def configure(newsroom: Newsroom, *sources: ConfiguredSource) -> None:
    await sync_sources(newsroom.store, sources, now=newsroom.clock.now())


@pytest.fixture
async def cms(newsroom: Newsroom) -> AsyncIterator[Cms]:
    async with opened(newsroom) as running:
        yield running


@pytest.fixture
async def sqlite_cms(sqlite_newsroom: Newsroom) -> AsyncIterator[Cms]:
    async with opened(sqlite_newsroom) as running:
        yield running


@asynccontextmanager
async def opened(newsroom: Newsroom) -> AsyncIterator[Cms]:
    """A door onto *newsroom*, and a CMS before it."""
    await configure(newsroom, ConfiguredSource(name=AGENCY, url="https://karbala.example/", push="only"))
    door = PushDoor(
        PushDesk(newsroom.store, clock=newsroom.clock, newsroom=BAGHDAD),
        secrets=["another-secret-of-before", SECRET],
        window=timedelta(minutes=5),
        clock=newsroom.clock,
    )
    async with (
        open_door("127.0.0.1:0", {PATH: Entrance(handler=door, max_bytes=100_000)}) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        yield Cms(newsroom, session, f"http://127.0.0.1:{port}{PATH}")


async def only(cms: Cms) -> Article:
    [found] = await cms.newsroom.articles()
    return found


async def test_a_pushed_article_is_news_and_rings_the_stations_behind(cms: Cms) -> None:
    articles = cms.newsroom.store.bells.bell(Belt.ARTICLES)
    assert (
        await cms.push(article(image="https://karbala.example/17.jpg", section="صحة", author="زينب علي"))
        == 201
    )
    stored = await only(cms)
    assert cms.last == {"status": "new", "id": stored.article_id, "url": "https://karbala.example/news/17"}
    assert articles.is_set()
    assert (stored.source_name, stored.intake, stored.page_state) == (AGENCY, Intake.NEWS, PageState.NONE)
    content = stored.content
    assert (content.title, content.text) == (TITLE, TEXT)
    assert (content.image_url, content.section, content.author, content.language, content.entry_id) == (
        "https://karbala.example/17.jpg",
        "صحة",
        "زينب علي",
        "ar",
        "cms-17",
    )
    assert content.published_at is not None
    assert content.published_at.isoformat() == "2026-11-24T08:58:00+00:00"


@pytest.mark.parametrize("missing", ["guid", "url"])
async def test_the_same_again_changes_nothing_by_guid_or_by_address(missing: str, sqlite_cms: Cms) -> None:
    assert await sqlite_cms.push(article()) == 201
    sqlite_cms.newsroom.later(seconds=3)
    assert await sqlite_cms.push(article(**{missing: None})) == 200
    assert sqlite_cms.last["status"] == "unchanged"
    assert (await only(sqlite_cms)).revision == 1


async def test_a_correction_is_a_revision_and_keeps_what_was_said(cms: Cms) -> None:
    await cms.push(article())
    cms.newsroom.later(minutes=2)
    corrected = article(title=f"{TITLE} بسعة مئتي سرير", url="https://karbala.example/news/17-new")
    assert await cms.push(corrected) == 200
    assert cms.last["status"] == "changed"
    stored = await only(cms)
    assert (stored.revision, stored.content.title) == (2, f"{TITLE} بسعة مئتي سرير")
    async with cms.newsroom.store.read() as tx:
        [revision] = await tx.intake.revisions(stored.article_id)
    assert revision.title == TITLE


async def test_a_picture_that_comes_later_is_a_change(sqlite_cms: Cms) -> None:
    await sqlite_cms.push(article())
    assert await sqlite_cms.push(article(image="https://karbala.example/17.jpg")) == 200
    assert sqlite_cms.last["status"] == "changed"
    assert (await only(sqlite_cms)).content.image_url == "https://karbala.example/17.jpg"


async def test_several_pictures_are_kept_and_more_of_them_are_a_change(sqlite_cms: Cms) -> None:
    first, second, third = (f"https://karbala.example/17-{name}.jpg" for name in ("خيام", "مواكب", "ضريح"))
    await sqlite_cms.push(article(image=first, images=[second]))
    stored = (await only(sqlite_cms)).content
    assert len(stored.pictures) == 1
    assert await sqlite_cms.push(article(images=[first, second, third])) == 200
    assert sqlite_cms.last["status"] == "changed"
    changed = (await only(sqlite_cms)).content
    assert (changed.image_url, len(changed.pictures)) == (stored.image_url, 2)


async def test_a_retraction_marks_it_gone_and_a_later_push_brings_it_back(cms: Cms) -> None:
    await cms.push(article())
    cms.newsroom.later(seconds=30)
    retraction = {"source": AGENCY, "guid": "cms-17", "retracted": True}
    assert await cms.push(retraction) == 200
    assert cms.last["status"] == "retracted"
    assert (await only(cms)).gone_at == cms.newsroom.clock.now()
    assert await cms.push(retraction) == 200
    assert cms.last["status"] == "unchanged"
    cms.newsroom.later(seconds=30)
    assert await cms.push(article()) == 200
    assert cms.last["status"] == "restored"
    assert (await only(cms)).gone_at is None


async def test_a_push_that_was_overtaken_or_is_replayed_changes_nothing(cms: Cms) -> None:
    await cms.push(article())
    cms.newsroom.later(seconds=60)
    await cms.push(article(title="تصحيح: افتتاح مستشفيين في كربلاء"))
    assert await cms.push(article(), late=60) == 409
    assert "later push" in cms.last["detail"]
    cms.newsroom.later(seconds=1)
    await cms.push({"source": AGENCY, "guid": "cms-17", "retracted": True})
    assert await cms.push(article(title="تصحيح: افتتاح مستشفيين في كربلاء"), late=1) == 409
    stored = await only(cms)
    assert (stored.revision, stored.gone_at) == (2, cms.newsroom.clock.now())


async def test_an_archived_item_is_kept_for_search_and_not_posted(sqlite_cms: Cms) -> None:
    assert await sqlite_cms.push(article(archive=True)) == 201
    assert (await only(sqlite_cms)).intake is Intake.SEED


async def test_two_items_with_one_title_are_two_articles(sqlite_cms: Cms) -> None:
    await sqlite_cms.push(article(title="أسعار صرف الدولار في بورصة الكفاح"))
    again = article(
        title="أسعار صرف الدولار في بورصة الكفاح", guid="cms-18", url="https://karbala.example/news/18"
    )
    assert await sqlite_cms.push(again) == 201
    assert len(await sqlite_cms.newsroom.articles()) == 2


async def test_what_was_pushed_is_known_to_the_poll_which_does_not_undo_a_correction(
    cms: Cms, site: Site
) -> None:
    newsroom = cms.newsroom
    await configure(newsroom, ConfiguredSource(name=AGENCY, url=site.url("/rss"), push="also"))
    site.serve("/rss", feed(item(1), item(2)))
    await newsroom.station.once()
    newsroom.later(minutes=5)
    second = {
        "url": "https://khabar.example/2",
        "guid": "https://khabar.example/2",
        "title": "تصحيح: الخبر الثاني",
    }
    assert await cms.push(article(**second)) == 200
    assert await cms.push(article(guid="https://khabar.example/3", url="https://khabar.example/3")) == 201
    newsroom.later(minutes=5)
    site.serve("/rss", feed(item(1), item(2, text="نص قديم من ذاكرة الخلاصة. " * 30), item(3)))
    report = await newsroom.station.once()
    assert (report.new, report.changed) == (0, 0)
    titles = await newsroom.titles()
    assert sorted(titles) == sorted(["الخبر المهم رقم 1 من بغداد", "تصحيح: الخبر الثاني", TITLE])


async def test_a_push_spares_the_visit_of_a_page_that_waited(sqlite_cms: Cms, site: Site) -> None:
    newsroom = sqlite_cms.newsroom
    await configure(newsroom, ConfiguredSource(name=AGENCY, url=site.url("/rss"), push="also"))
    site.serve("/rss", feed(item(1, text="قال المتحدث …")))
    await newsroom.station.once()
    assert (await only(sqlite_cms)).page_state is PageState.WAITING
    whole = {"url": "https://khabar.example/1", "guid": "https://khabar.example/1", "text": TEXT}
    assert await sqlite_cms.push(article(**whole)) == 200
    stored = await only(sqlite_cms)
    assert (stored.page_state, stored.content.text) == (PageState.NONE, TEXT)


async def test_a_source_that_is_only_pushed_is_never_polled_and_shows_how_it_fares(cms: Cms) -> None:
    newsroom = cms.newsroom
    assert await newsroom.station.work() == 0
    assert (await newsroom.station.once()).polled == []
    async with newsroom.store.read() as tx:
        assert await tx.feeds.next_due() is None
    await cms.push(article())
    shown = await newsroom.feed(AGENCY)
    assert (shown.kind, shown.last_success_at, shown.last_new_at) == (
        "push",
        newsroom.clock.now(),
        newsroom.clock.now(),
    )
    assert '"days"' in shown.timing


async def test_a_source_that_is_polled_again_is_no_more_of_the_pushed_kind(
    sqlite_cms: Cms, site: Site
) -> None:
    site.serve("/rss", feed(item(1)))
    await configure(sqlite_cms.newsroom, ConfiguredSource(name=AGENCY, url=site.url("/rss")))
    assert (await sqlite_cms.newsroom.station.once()).new == 1
    assert await sqlite_cms.push(article()) == 403


@pytest.mark.parametrize(
    ("said", "status", "word"),
    [
        (b"\xff{", 400, "malformed"),
        (b'{"guid": "1", "title": "\xff"}', 400, "UTF-8"),
        (b"[1]", 400, "object"),
        (b'{"titel": "x"}', 400, "titel"),
        ({"guid": "1", "title": 7}, 400, "$.title"),
        ({"guid": "1", "title": "خبر", "url": "ftp://x"}, 400, "$.url"),
        ({"title": "خبر"}, 422, "guid or a url"),
        ({"guid": "1"}, 422, "title or a text"),
        ({"guid": "1", "title": "<b> </b>"}, 422, "title"),
        ({"guid": "1", "title": "خبر", "url": "http://[::1/news"}, 422, "no address"),
        ({"guid": "1", "title": "خبر", "url": "https://a.example/" + "خ" * 700}, 422, "no address"),
        ({"url": "https://karbala.example/", "title": "خبر"}, 422, "own address"),
        ({"guid": "1", "title": "خبر", "published": "غداً صباحاً"}, 422, "ISO 8601"),
        ({"guid": "1", "title": "خبر", "published": "0001-01-01T00:00:00Z"}, 422, "ISO 8601"),
        ({"guid": "1", "title": "خبر", "source": "لا أحد"}, 404, "لا أحد"),
        ({"guid": "1", "retracted": True}, 404, "retracted"),
    ],
)
async def test_what_is_wrong_with_an_item_is_said(
    said: object, status: int, word: str, sqlite_cms: Cms
) -> None:
    assert await sqlite_cms.push(said) == status
    assert word in sqlite_cms.last["detail"]
    assert await sqlite_cms.newsroom.articles() == []


async def test_only_what_is_signed_now_with_a_known_secret_is_believed(sqlite_cms: Cms) -> None:
    cms = sqlite_cms
    for headers, error in [
        ({TIMESTAMP: "yesterday"}, "no_timestamp"),
        ({SIGNATURE: ""}, "no_signature"),
        ({SIGNATURE: "sha256=00"}, "wrong_signature"),
        ({TIMESTAMP: f"{cms.newsroom.clock.now().timestamp() + 1:.0f}"}, "wrong_signature"),
    ]:
        assert await cms.push(article(), headers=headers) == 401
        assert cms.last["error"] == error
    for late in (301, -301):
        assert await cms.push(article(), late=late) == 401
        assert (cms.last["error"], cms.last["now"]) == (
            "out_of_window",
            int(cms.newsroom.clock.now().timestamp()),
        )
    cms.secret = "a-secret-that-nobody-shares"
    assert await cms.push(article()) == 401
    assert await cms.newsroom.articles() == []
    cms.secret = "another-secret-of-before"
    assert await cms.push(article(), late=299) == 201


async def test_the_door_says_how_it_is_used(sqlite_cms: Cms) -> None:
    async with sqlite_cms.session.get(PATH) as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
    assert await sqlite_cms.push(article(), headers={"Content-Type": "text/plain"}) == 415
    assert await sqlite_cms.push(b"x" * 100_001) == 413
    assert await sqlite_cms.push(article(), headers={"Content-Encoding": "gzip"}) == 415
    assert await sqlite_cms.newsroom.articles() == []


async def test_a_source_that_takes_no_pushes_and_another_ones_article_are_refused(
    sqlite_cms: Cms, site: Site
) -> None:
    newsroom = sqlite_cms.newsroom
    site.serve("/rss", feed(item(1)))
    assert await add_source(newsroom.store, name="واع", url=site.url("/rss"), now=newsroom.clock.now())
    await newsroom.station.once()
    assert await sqlite_cms.push(article(source="واع")) == 403
    assert await sqlite_cms.push(article(url="https://khabar.example/1")) == 409
    assert "another source" in sqlite_cms.last["detail"]


async def test_the_source_may_be_left_out_where_there_is_one(sqlite_cms: Cms) -> None:
    assert await sqlite_cms.push(article(source=None)) == 201
    await configure(
        sqlite_cms.newsroom,
        ConfiguredSource(name="الأولى", url="https://one.example/", push="only"),
        ConfiguredSource(name="الثانية", url="https://two.example/", push="only"),
    )
    assert await sqlite_cms.push(article(source=None, guid="9")) == 422
    assert "2 sources" in sqlite_cms.last["detail"]


async def test_a_busy_archive_asks_for_the_same_again(
    sqlite_cms: Cms, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object) -> None:
        raise StoreBusyError("held elsewhere")

    with monkeypatch.context() as patch:
        patch.setattr(IntakeDesk, "lock", busy)
        assert await sqlite_cms.push(article()) == 503
    assert await sqlite_cms.push(article()) == 201


async def test_the_documented_example_is_believed(sqlite_cms: Cms, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(__file__).parents[2] / "docs" / "push.md").read_text(encoding="utf-8")
    [example] = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)
    monkeypatch.setattr("time.time", sqlite_cms.newsroom.clock.now().timestamp)
    answer = await asyncio.to_thread(names["push"], article(), SECRET, sqlite_cms.door)
    assert json.loads(answer)["status"] == "new"
