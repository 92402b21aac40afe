"""A headline card is a picture that Telegram takes, whatever its headline, in letters that join."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot.cards.card import Card, address_of_card, card_of, is_card
from bot.cards.drawing import HEIGHT, MARGIN, MOST_LINES, WIDTH, CardError, _fitted, _font, draw_card
from bot.workers import Workers

HEADLINE = "افتتاح جسر جديد في كربلاء يخفف الزحام عن مداخل المدينة القديمة"


def card(**more: object) -> Card:
    fields: dict[str, object] = {
        "headline": HEADLINE,
        "kicker": "محليات",
        "source": "من كربلاء الخبر",
        "date": "24 تشرين الثاني 2026",
        "colour": "#1d3b53",
    }
    return Card(**(fields | more))  # type: ignore[arg-type]  # each test names fields that there are


def drawn(**more: object) -> Image.Image:
    with Image.open(io.BytesIO(draw_card(address_of_card(card(**more))))) as opened:
        return opened.convert("RGB")


def test_a_card_is_a_picture_that_telegram_takes() -> None:
    data = draw_card(address_of_card(card()))
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("JPEG", (WIDTH, HEIGHT))
    assert len(data) < 400_000


def test_its_letters_join() -> None:
    """Joined, «كربلاء» is narrower than its letters one by one."""
    font = _font("bold", 64)
    joined = font.getlength("كربلاء", direction="rtl", language="ar")
    apart = sum(font.getlength(letter, direction="rtl", language="ar") for letter in "كربلاء")
    assert joined < 0.85 * apart


def test_one_card_is_the_same_picture_each_time_and_another_is_another() -> None:
    assert draw_card(address_of_card(card())) == draw_card(address_of_card(card()))
    other = ImageChops.difference(drawn(), drawn(headline="خبر آخر"))
    assert other.getbbox() is not None


@settings(max_examples=15)
@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي 0123456789«»:%-ABCabc", min_size=1, max_size=300))
def test_no_headline_leaves_its_place(headline: str) -> None:
    font, lines = _fitted(headline)
    assert len(lines) <= MOST_LINES
    longest = max(lines, key=lambda line: font.getlength(line, direction="rtl", language="ar"))
    if " " in longest:
        assert font.getlength(longest, direction="rtl", language="ar") <= WIDTH - 2 * MARGIN


def test_the_lines_of_a_headline_are_of_nearly_one_length() -> None:
    font, lines = _fitted(HEADLINE)
    lengths = [font.getlength(line, direction="rtl", language="ar") for line in lines]
    assert min(lengths) > 0.6 * max(lengths)


def test_breaking_news_stands_on_red() -> None:
    pixel = drawn(kicker="عاجل", breaking=True).getpixel((WIDTH - MARGIN - 14, 108))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 170
    assert pixel[1] < 90


async def test_a_worker_draws_within_its_bounds() -> None:
    async with Workers() as workers:
        data = await workers.run(draw_card, address_of_card(card()), timeout_s=10.0)
    assert data.startswith(b"\xff\xd8")


def test_a_logo_stands_in_its_corner_and_a_missing_one_is_said(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGBA", (600, 200), (0, 255, 0, 255)).save(logo)
    with_logo = drawn(logo=str(logo)).getpixel((MARGIN + 20, 108))
    assert isinstance(with_logo, tuple)
    assert with_logo[1] > 200
    with pytest.raises(CardError, match="no logo"):
        draw_card(address_of_card(card(logo=str(tmp_path / "none.png"))))


def test_a_card_travels_as_an_address() -> None:
    address = address_of_card(card())
    assert is_card(address)
    assert card_of(address) == card()
    assert not is_card("https://news.example/1.jpg")
    with pytest.raises(CardError, match="no card"):
        draw_card("card:{}")
