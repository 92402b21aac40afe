"""A loopback server of synthetic Arabic feeds for `polling.py`; run by it as a process of its own.

A fifth is Atom, a tenth windows-1256; half have short texts, three in ten HTML, a fifth full articles. ETag,
Last-Modified, gzip. ``/_control?validators=0|1&latency_ms=50`` changes its ways, ``/_urls`` lists the
feeds, ``/_advance?share=0.1&new=2`` publishes.
"""

import argparse
import asyncio
import gzip
import json
import random
from email.utils import formatdate
from typing import Final
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

WORDS: Final = (  # noqa: SIM905 - ninety quoted words are no better to read
    "الحكومة الوزير البرلمان المحافظ كربلاء بغداد النجف البصرة الموصل أربيل القاهرة بيروت دمشق عمّان "
    "الرياض أعلن أكد قال أضاف كشف بحث افتتح وقّع زار تفقد مشروع خطة اتفاقية مؤتمر اجتماع مباحثات "
    "الأسعار النفط الدينار الموازنة التعليم الصحة المستشفى الجامعة الطلبة المعلمين الزيارة الأربعين "
    "المواكب العتبة الحسينية العباسية في من إلى على عن مع بعد قبل خلال حول بين منذ حتى لدى أمام هذا "
    "هذه التي الذي اليوم أمس المقبل الماضي الجديد الطقس الأمطار الحرارة الكهرباء الماء الشوارع "
    "المواطنين العمال الشركة المصنع الزراعة القمح المنتخب المباراة الدوري اللاعب المدرب الفريق "
    "البطولة الكأس الثقافة الكتاب المعرض المهرجان الشعر الرواية الفنان "
).split()
EPOCH: Final = 1_790_000_000


def body_of(feed: int, newest: int, entries: int, base: str) -> tuple[bytes, str]:
    """The document of feed number *feed* with its *entries* up to number *newest*, and its content type."""
    items = [_entry(feed, number, base) for number in range(newest, newest - entries, -1)]
    charset = "windows-1256" if feed % 10 == 3 else "utf-8"
    head = f'<?xml version="1.0" encoding="{charset}"?>\n'
    if feed % 5 == 4:
        inside = "".join(_atom(item) for item in items)
        text = (
            f'{head}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>خبر {feed}</title>'
            f"<id>{base}/{feed}</id>{inside}</feed>"
        )
        return text.encode("cp1256" if charset != "utf-8" else "utf-8", "xmlcharrefreplace"), (
            f"application/atom+xml; charset={charset}"
        )
    inside = "".join(_rss(item) for item in items)
    text = (
        f'{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:media="http://search.yahoo.com/mrss/"><channel>'
        f"<title>خبر {feed}</title><link>{base}/</link><language>ar</language>{inside}</channel></rss>"
    )
    return text.encode("cp1256" if charset != "utf-8" else "utf-8", "xmlcharrefreplace"), (
        f"application/rss+xml; charset={charset}"
    )


def _entry(feed: int, number: int, base: str) -> dict[str, str]:
    chance = random.Random(feed * 1_000_003 + number)

    def words(least: int, most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(least, most)))

    link = f"{base}/news/{feed}/{number}?utm_source=rss&utm_medium=feed"
    profile = feed // 10 % 10
    teaser = f"{words(18, 35)}."
    content = ""
    if profile >= 5:
        paragraphs = "".join(f"<p>{words(25, 45)}.</p>" for _ in range(2))
        teaser = f'<p><img src="{base}/i/{feed}/{number}.jpg" width="640" height="360"/></p>{paragraphs}'
    if profile >= 8:
        content = teaser + "".join(f"<p>{words(30, 60)}.</p>" for _ in range(5))
    return {
        "title": words(6, 13),
        "link": link,
        "id": f"tag:khabar,{feed}:{number}",
        "teaser": teaser,
        "content": content,
        "image": f"{base}/i/{feed}/{number}.jpg",
        "at": str(EPOCH + number * 1800),
    }


def _rss(item: dict[str, str]) -> str:
    full = f"<content:encoded><![CDATA[{item['content']}]]></content:encoded>" if item["content"] else ""
    return (
        f"<item><title>{escape(item['title'])}</title><link>{escape(item['link'])}</link>"
        f'<guid isPermaLink="false">{item["id"]}</guid>'
        f"<pubDate>{formatdate(int(item['at']), usegmt=True)}</pubDate>"
        f"<description><![CDATA[{item['teaser']}]]></description>{full}"
        f'<media:content url="{item["image"]}" medium="image" width="640" height="360"/></item>\n'
    )


def _atom(item: dict[str, str]) -> str:
    full = f'<content type="html">{escape(item["content"])}</content>' if item["content"] else ""
    at = formatdate(int(item["at"]), usegmt=True)
    return (
        f'<entry><title>{escape(item["title"])}</title><link href="{escape(item["link"])}"/>'
        f"<id>{item['id']}</id><updated>{at}</updated>"
        f'<summary type="html">{escape(item["teaser"])}</summary>{full}</entry>\n'
    )


class World:
    """What is published, and how it is served."""

    def __init__(self, *, feeds: int, entries: int, port: int) -> None:
        self.feeds = feeds
        self.entries = entries
        self.port = port
        self.newest = [entries] * feeds
        self.validators = True
        self.latency_s = 0.0
        self._bodies: dict[tuple[int, int], tuple[bytes, str]] = {}

    def url(self, feed: int) -> str:
        """Fifty hosts share the feeds."""
        return f"http://127.0.1.{1 + feed % 50}:{self.port}/f/{feed}"

    def packed(self, feed: int) -> tuple[bytes, str]:
        """The gzipped body of *feed* as it is now, and its content type."""
        key = (feed, self.newest[feed])
        if key not in self._bodies:
            body, content_type = body_of(
                feed, self.newest[feed], self.entries, self.url(feed).rsplit("/", 2)[0]
            )
            self._bodies[key] = gzip.compress(body, 6, mtime=0), content_type
        return self._bodies[key]

    def advance(self, share: float, new: int) -> int:
        """Publish *new* entries in the first *share* of the feeds; how many there are."""
        several = round(self.feeds * share)
        for feed in range(several):
            self.newest[feed] += new
            self.packed(feed)
        return several * new


class Connection(asyncio.Protocol):
    """Just enough HTTP/1.1 for GET with keep-alive, so that the server costs little beside its clients."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        del exc
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head, self._buffer = self._buffer[:end], self._buffer[end + 4 :]
            latency_s = self._world.latency_s * (0.5 + random.random())
            asyncio.get_running_loop().call_later(latency_s, self._answer, head)

    def _answer(self, head: bytes) -> None:
        if self._transport is not None:
            self._transport.write(answer(self._world, head))


def answer(world: World, head: bytes) -> bytes:
    """The whole answer to the request *head*."""
    lines = head.decode("latin-1").split("\r\n")
    target = urlsplit(lines[0].split(" ")[1])
    if not target.path.startswith("/f/"):
        return _packed("200 OK", _command(world, target.path, dict(parse_qsl(target.query))), "text/plain")
    feed = int(target.path.rsplit("/", 1)[1])
    etag = f'"{feed}-{world.newest[feed]}"'
    validators = f"ETag: {etag}\r\nLast-Modified: {formatdate(EPOCH + world.newest[feed], usegmt=True)}\r\n"
    asked = next(
        (line.partition(":")[2].strip() for line in lines if line.lower().startswith("if-none-match:")), ""
    )
    if world.validators and etag in asked:
        return f"HTTP/1.1 304 Not Modified\r\n{validators}\r\n".encode()
    body, content_type = world.packed(feed)
    extra = "Content-Encoding: gzip\r\n" + (validators if world.validators else "")
    return _packed("200 OK", body, content_type, extra)


def _command(world: World, path: str, query: dict[str, str]) -> bytes:
    if path == "/_urls":
        return "\n".join(world.url(feed) for feed in range(world.feeds)).encode()
    if path == "/_advance":
        return json.dumps({"new": world.advance(float(query["share"]), int(query["new"]))}).encode()
    world.validators = query.get("validators", "1") == "1"
    world.latency_s = float(query.get("latency_ms", "0")) / 1000
    return b"{}"


def _packed(status: str, body: bytes, content_type: str, extra: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{extra}\r\n"
    return head.encode() + body


async def serve(world: World) -> None:
    """Serve *world* until the process is ended; a line on standard output says when it is ready."""
    loop = asyncio.get_running_loop()
    for feed in range(world.feeds):
        world.packed(feed)
    for host in ("127.0.0.1", *(f"127.0.1.{number}" for number in range(1, 51))):
        await loop.create_server(lambda: Connection(world), host, world.port, backlog=1024)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--entries", type=int, default=50)
    parser.add_argument("--port", type=int, default=8951)
    given = parser.parse_args()
    asyncio.run(serve(World(feeds=given.feeds, entries=given.entries, port=given.port)))
