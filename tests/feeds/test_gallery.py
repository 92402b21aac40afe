"""One picture in several sizes is one picture, and a logo is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.entry import ParsedFeed
from bot.feeds.gallery import MOST_BESIDE, beside
from bot.feeds.parse import read_whole

SITE = "https://n.example/wp-content/uploads"
FIRST = f"{SITE}/karbala.jpg"


@pytest.mark.parametrize(
    "address",
    [
        FIRST,
        f"{SITE}/karbala-300x200.jpg",
        f"{SITE}/karbala-scaled.jpg",
        f"{SITE}/karbala.webp?w=640",
        "https://cdn.example/resize/640/karbala@2x.jpg",
        f"{SITE}/site-logo.png",
        "https://n.example/ads/campaign.jpg",
        f"{SITE}/loading.gif",
    ],
)
def test_the_same_picture_and_furniture_are_left_out(address: str) -> None:
    assert beside(FIRST, [address]) == ()


def test_different_pictures_stay_in_their_order_and_are_at_most_nine() -> None:
    others = [f"{SITE}/visit-{number}.jpg" for number in range(20)]
    assert beside(FIRST, others) == tuple(others[:MOST_BESIDE])
    scripts = ["https://n.example/image.php?id=1", "https://n.example/image.php?id=2"]
    assert beside(FIRST, scripts) == tuple(scripts)


def test_a_feed_tells_several_pictures_and_its_thumbnails_are_none() -> None:
    media = "".join(
        f'<media:content url="https://n.example/{name}.jpg" medium="image"/>' for name in ("one", "two")
    )
    body = f"""<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>واع</title><item>
      <title>مشاهد من الزيارة</title><link>https://n.example/1</link>{media}
      <media:thumbnail url="https://n.example/small/one-small.jpg"/>
      <enclosure url="https://n.example/three.jpg" type="image/jpeg" length="9"/></item></channel></rss>"""
    parsed = read_whole(body.encode(), "https://n.example/rss", "application/rss+xml", None)
    assert isinstance(parsed, ParsedFeed)
    [entry] = parsed.entries
    assert entry.gallery == tuple(f"https://n.example/{name}.jpg" for name in ("one", "two", "three"))


def test_pictures_of_several_widths_are_one_in_several_sizes() -> None:
    sizes = "".join(
        f'<media:content url="https://n.example/{width}.jpg" medium="image" width="{width}"/>'
        for width in (300, 1200)
    )
    body = f"""<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>واع</title><item>
      <title>مشاهد من الزيارة</title><link>https://n.example/1</link>{sizes}</item></channel></rss>"""
    parsed = read_whole(body.encode(), "https://n.example/rss", "application/rss+xml", None)
    assert isinstance(parsed, ParsedFeed)
    assert parsed.entries[0].gallery == ()


def test_without_a_first_picture_there_are_no_further_ones() -> None:
    assert beside(None, [FIRST]) == ()


@given(st.lists(st.text(max_size=30)), st.text(max_size=30))
def test_no_address_breaks_it_and_none_comes_twice(addresses: list[str], first: str) -> None:
    found = beside(first, addresses)
    assert len(set(found)) == len(found) <= MOST_BESIDE
    assert first not in found
