"""The commands that show what a page or a source holds."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main

PAGES = Path(__file__).parent.parent / "feeds" / "page" / "pages"
ARTICLE = PAGES / "datalife.html"
TITLE = "رئيس الوزراء يبحث مع وفد كربلاء استعدادات الزيارة الأربعينية"
FEED = f"""<?xml version="1.0"?><rss version="2.0">
<channel><title>من كربلاء الخبر</title><link>https://n.example/</link>
<item><title>{TITLE}</title><link>/1.html?utm_source=rss</link>
<category>سياسة</category>
<pubDate>Tue, 09 Jan 2024 17:11:00 +0300</pubDate>
<description><![CDATA[<img src="/a.jpg">من كربلاء الخبر - بغداد<br>
استقبل رئيس مجلس الوزراء، اليوم الثلاثاء، وفداً من محافظة كربلاء المقدسة لبحث الاستعدادات.]]></description>
</item></channel></rss>"""
CHANNEL = """<div class="tgme_channel_info_header_title">أخبار</div><div class="tgme_widget_message"
 data-post="karbala/7"><div class="tgme_widget_message_text">عاجل | وصول الوفد إلى كربلاء</div></div>"""


FRONT = "<html><head>{}</head><body><h2><a href='/1.html'>خبر أول من ثلاثة</a></h2></body></html>"
LINK = '<link rel="alternate" type="application/rss+xml" href="feeds/all.xml">'


class _Site(http.server.BaseHTTPRequestHandler):
    """An article, front pages with and without a link to the feed; all else is gone."""

    def do_GET(self) -> None:
        pages = {
            "/politics/1.html": ARTICLE.read_bytes(),
            "/": FRONT.format(LINK).encode(),
            "/bare/": FRONT.format("").encode(),
            "/feeds/all.xml": FEED.encode(),
            "/rss.xml": FEED.encode(),
        }
        found = pages.get(self.path)
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(found or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHABAR_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_extract_tells_an_article_as_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", str(ARTICLE), "--url", "https://n.example/politics/1.html", "--json"]) == 0
    (article,) = told(capsys)
    assert article["title"] == TITLE
    assert article["published"] == "2024-01-09T17:11:00+03:00"
    assert (article["place"], article["agency"], article["views"]) == ("بغداد", "من كربلاء الخبر", 135)
    assert article["image"] == "https://n.example/uploads/posts/2024-01/a.jpg"
    assert article["text"] == "\n\n".join((PAGES / "body.txt").read_text(encoding="utf-8").splitlines())
    assert article["paragraphs"] == (PAGES / "body.txt").read_text(encoding="utf-8").splitlines()


def test_extract_fetches_an_address_that_may_be_fetched(
    site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"{site}/politics/1.html"
    assert main(["extract", url, "--json"]) == 69
    assert main(["extract", url, "--json", "--allow-network", "127.0.0.0/8", "--zone", "Africa/Cairo"]) == 0
    (article,) = told(capsys)
    assert article["url"] == url
    assert article["published"] == "2024-01-09T17:11:00+02:00"
    assert main(["extract", f"{site}/gone", "--allow-network", "127.0.0.0/8"]) == 69
    assert "404" in capsys.readouterr().err


def test_extract_refuses_what_is_no_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<title>{TITLE}</title><h1>{TITLE}</h1>", encoding="utf-8")
    assert main(["extract", str(page), "--json"]) == 65
    assert told(capsys)[0]["error"] == "no_body"
    assert main(["extract", str(page)]) == 65
    assert "not an article" in capsys.readouterr().err
    assert main(["extract", str(tmp_path / "missing.html")]) == 65


def test_extract_for_people_shows_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", str(ARTICLE)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(TITLE)
    assert "agency:    من كربلاء الخبر" in shown


def test_the_configuration_gives_zone_and_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        '[[sources]]\nname = "وكالة"\nurl = "https://www.n.example/rss"\ntimezone = "Asia/Dubai"\n'
        '[sources.rules]\nremove = [".full-text p:first-child"]\n',
        encoding="utf-8",
    )
    arguments = [
        "extract",
        str(ARTICLE),
        "--url",
        "https://n.example/1.html",
        "--json",
        "--config",
        str(config),
    ]
    assert main(arguments) == 0
    (article,) = told(capsys)
    assert article["published"] == "2024-01-09T17:11:00+04:00"
    assert article["agency"] is None


@pytest.mark.parametrize("wrong", [["--zone", "Nowhere/City"], ["--allow-network", "nonsense"]])
def test_wrong_options_are_a_configuration_error(wrong: list[str]) -> None:
    assert main(["extract", "http://127.0.0.1:1/", *wrong]) in {69, 78}
    assert main(["extract", str(ARTICLE), "--zone", "Nowhere/City"]) == 78


def test_probe_reads_a_feed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed = tmp_path / "rss.xml"
    feed.write_text(FEED, encoding="utf-8")
    assert main(["probe", str(feed), "--url", "https://n.example/rss.xml", "--json"]) == 0
    (article,) = told(capsys)
    assert article["title"] == TITLE
    assert article["url"] == "https://n.example/1.html"
    assert article["published"] == "2024-01-09T17:11:00+03:00"
    assert (article["image"], article["place"], article["section"]) == (
        "https://n.example/a.jpg",
        "بغداد",
        "سياسة",
    )
    assert str(article["summary"]).startswith("استقبل رئيس مجلس الوزراء")


@pytest.mark.parametrize(("path", "feed"), [("/", "/feeds/all.xml"), ("/bare/", "/rss.xml")])
def test_probe_reads_a_site_by_the_feed_that_it_links_to_or_has_at_a_usual_address(
    site: str, path: str, feed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["probe", site + path, "--allow-network", "127.0.0.0/8", "--json"]) == 0
    answer = capsys.readouterr()
    assert f"feed {site}{feed}, 1 articles" in answer.err
    assert json.loads(answer.out)["title"] == TITLE


def test_probe_reads_an_article_page_and_a_channel(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["probe", str(ARTICLE), "--url", "https://n.example/politics/1.html", "--json"]) == 0
    (article,) = told(capsys)
    assert (article["title"], article["views"], article["place"]) == (TITLE, 135, "بغداد")
    page = tmp_path / "channel.html"
    page.write_text(CHANNEL, encoding="utf-8")
    assert main(["probe", str(page), "--url", "https://t.me/s/karbala", "--json"]) == 0
    (message,) = told(capsys)
    assert message["link"] == "https://t.me/karbala/7"


def test_probe_reads_a_listing_and_refuses_an_empty_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    cards = "".join(f'<div class=c><h2><a href="/{n}.html">{TITLE} {n}</a></h2></div>' for n in range(4))
    page.write_text(f"<title>أخبار اليوم</title><main>{cards}</main>", encoding="utf-8")
    assert main(["probe", str(page), "--url", "https://n.example/"]) == 0
    assert capsys.readouterr().out.count("https://n.example/") == 4
    page.write_text('<html><link rel=alternate type="application/rss+xml" href="/rss.xml">', encoding="utf-8")
    assert main(["probe", str(page), "--url", "https://n.example/", "--json"]) == 65
    (refusal,) = told(capsys)
    assert refusal["feeds"] == ["https://n.example/rss.xml"]
    assert main(["probe", str(page)]) == 65
