"""Rendering: a post that fits, reads well from right to left, and holds nothing live of a publisher's."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.post import CAPTION_UNITS, TEXT_UNITS, Post, fingerprint, from_json, to_json
from bot.delivery.render import (
    Material,
    Shape,
    Sound,
    Style,
    clip,
    core_hash,
    hashtag,
    outside_text,
    render,
    token_of,
)
from bot.delivery.template import parse_template
from bot.text.richtext import Entity, RichText, bold, compose, utf16_length
from bot.text.richtext import Style as Look
from storage.records.article import Article
from tests.delivery.samples import NOW, a_material, an_article

PICTURE = "https://news.example/1.jpg"
TOKEN = token_of("story:1", -100, 0)
LONG = "كلمة " * 260


def shown(material: Material, style: Style | None = None, **more: object) -> Post:
    return render(material, style or Style(), token=TOKEN, **more)  # type: ignore[arg-type] # real keywords


def lines(post: Post) -> list[str]:
    return post.body.text.split("\n")


def test_a_post_reads_as_an_editor_would_set_it() -> None:
    others = an_article(1), an_article(2, source="شفق نيوز"), an_article(3, source="واع")
    post = shown(a_material(*others), Style(footer="قناة كربلاء"))
    assert lines(post) == [
        "افتتاح جسر جديد في كربلاء",
        "",
        "افتتحت المحافظة جسراً جديداً. ويخفف الجسر الزحام عن مركز المدينة.",
        "",
        "📍 كربلاء · 12:00",
        "المصدر: من كربلاء الخبر",
        "نقلته أيضاً: شفق نيوز، واع",
        "",
        "#كربلاء #محليات",
        "",
        "قناة كربلاء",
    ]
    assert post.body.entities == (Entity(style=Look.BOLD, offset=0, length=25),)
    assert post.silent


def test_breaking_news_is_marked_once_and_rings() -> None:
    for title in (
        "عاجل: انفجار في بغداد",
        "خبر عاجل | انفجار في بغداد",
        "انفجار في بغداد",
        "عاجل جداً! انفجار في بغداد",
    ):
        post = shown(a_material(an_article(title=title), breaking=True))
        assert lines(post)[0] == "🔴 عاجل | انفجار في بغداد"
        assert not post.silent


@pytest.mark.parametrize(
    ("sound", "breaking", "silent"),
    [
        (Sound.NEVER, True, True),
        (Sound.ALWAYS, False, False),
        (Sound.BREAKING, False, True),
        (Sound.BREAKING, True, False),
    ],
)
def test_a_channel_decides_what_rings(sound: Sound, *, breaking: bool, silent: bool) -> None:
    assert shown(a_material(breaking=breaking), Style(sound=sound)).silent is silent


def test_a_headline_that_is_nothing_but_the_call_stays() -> None:
    assert lines(shown(a_material(an_article(title="عاجل"), breaking=True)))[0] == "🔴 عاجل | عاجل"


def test_yesterdays_news_says_its_day_in_the_months_of_iraq() -> None:
    article = an_article(published_at=NOW - timedelta(days=1))
    assert "📍 كربلاء · 23 تشرين الثاني، 12:00" in lines(shown(a_material(article)))


def test_an_update_says_its_hour() -> None:
    assert "تحديث 14:05" in lines(shown(a_material(), updated_at=NOW + timedelta(hours=2, minutes=5)))


def test_a_summary_that_only_repeats_the_headline_is_left_out() -> None:
    post = shown(a_material(sentences=("افتتاح جسر جديد في كربلاء.",)))
    assert lines(post)[:3] == ["افتتاح جسر جديد في كربلاء", "", "📍 كربلاء · 12:00"]


def test_a_publisher_is_not_named_twice_nor_one_that_withdrew() -> None:
    gone = replace(an_article(2, source="شفق نيوز"), gone_at=NOW)
    articles = an_article(1), gone, an_article(3, source="واع"), an_article(4, source="واع")
    assert "نقلته أيضاً: واع" in lines(shown(a_material(*articles)))


def test_of_many_publishers_a_few_are_named() -> None:
    articles = [an_article(number, source=f"مصدر {number}") for number in range(1, 9)]
    assert "نقلته أيضاً: مصدر 2، مصدر 3، مصدر 4، مصدر 5 وغيرها" in lines(shown(a_material(*articles)))


def test_a_picture_carries_a_caption_that_fits_it() -> None:
    post = shown(a_material(an_article(image_url=PICTURE)))
    assert (post.photo_url, post.preview) == (PICTURE, None)
    assert post.body.units <= CAPTION_UNITS


def test_a_long_summary_loses_sentences_before_the_post_loses_its_picture() -> None:
    sentences = tuple(f"جملة رقم {number} {'كلمة ' * 50}." for number in range(8))
    post = shown(a_material(an_article(image_url=PICTURE), sentences=sentences))
    assert post.photo_url == PICTURE
    assert "جملة رقم 0" in post.body.text
    assert "جملة رقم 7" not in post.body.text


def test_what_no_caption_can_hold_is_text_with_the_picture_as_its_preview() -> None:
    post = shown(a_material(an_article(image_url=PICTURE), sentences=(LONG,)))
    assert post.photo_url is None
    assert post.preview is not None
    assert post.preview.url == PICTURE


def test_a_post_that_stands_in_a_chat_keeps_its_shape() -> None:
    material = a_material(an_article(image_url=PICTURE), sentences=(LONG,))
    photo = shown(material, shape=Shape.PHOTO)
    assert (photo.photo_url, photo.preview) == (PICTURE, None)
    assert photo.body.units <= CAPTION_UNITS
    text = shown(a_material(an_article(image_url=PICTURE)), shape=Shape.TEXT)
    assert (text.photo_url, text.preview) == (None, None)


def test_a_wanted_full_text_unfolds_and_is_worth_the_pictures_place() -> None:
    post = shown(a_material(an_article(image_url=PICTURE, text=LONG)), Style(full_text=True))
    assert post.photo_url is None
    [quotation] = [entity for entity in post.body.entities if entity.style is Look.EXPANDABLE_BLOCKQUOTE]
    assert quotation.length > 1_000


def test_the_buttons_of_two_deliveries_are_never_alike() -> None:
    material = a_material()
    for share in (True, False):
        one, other = (
            render(material, Style(share=share), token=token_of("story:1", chat)).buttons for chat in (1, 2)
        )
        assert one != other
        assert one[0][-1].text == "التفاصيل"
        assert one[0][-1].url.partition("#")[0] == "https://news.example/1"


def test_only_what_is_said_makes_a_story_news_again() -> None:
    material = a_material()
    other = a_material(an_article(2, source="شفق نيوز"), an_article(1))
    assert core_hash(material) == core_hash(other)
    assert core_hash(material) != core_hash(a_material(sentences=("افتُتح جسران.",)))


@pytest.mark.parametrize(
    ("said", "shown_as"),
    [
        ("تابعوا @channel و /start الآن", "تابعوا \u2068@\u2060channel\u2069 و /\u2060start الآن"),
        ("خبر@channel ثم (/start)", "خبر\u2068@\u2060channel\u2069 ثم (/\u2060start)"),
        ("راسل news@khabar.example", "راسل \u2068news@khabar.example\u2069"),
        ("شاهد https://video.example/@khabar", "شاهد \u2068https://video.example/@khabar\u2069"),
        ("نص\u202eمقلوب\u202c", "نصمقلوب"),
        ("سطر  أول\n\n\n\nوثان ", "سطر أول\n\nوثان"),
        ("المباراة 3/2 انتهت", "المباراة 3/2 انتهت"),
        ("لغة C++ جيدة", "لغة \u2068C++\u2069 جيدة"),
        ("ارتفع +5.2% اليوم", "ارتفع \u2068+5.2%\u2069 اليوم"),
        ("اتصل 0770 123 4567 الآن", "اتصل \u20680770 123 4567\u2069 الآن"),
        ("في 2026 فاز iPhone بالجائزة", "في 2026 فاز iPhone بالجائزة"),
    ],
)
def test_a_publishers_text_is_dead_and_reads_in_order(said: str, shown_as: str) -> None:
    assert outside_text(said) == shown_as


@given(st.text(st.sampled_from("@/abzAZ09_.+-% \n\u202e\u200f\u2060خبرن،#:"), max_size=60))
def test_no_publisher_can_mention_command_or_turn_the_line(text: str) -> None:
    found = outside_text(text)
    assert not re.search(r"(?<!\w)@\w", found)
    assert not re.search(r"(?<![\w/<>])/[A-Za-z0-9_]", found)
    assert "\u202e" not in found
    assert found.count("\u2068") == found.count("\u2069")


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("ذي قار", "#ذي_قار"),
        ("كَرْبَلاء", "#كربلاء"),
        ("أمن ودفاع!", "#أمن_ودفاع"),
        ("2026", ""),
        ("—", ""),
        ("", ""),
    ],
)
def test_a_name_becomes_one_hashtag_or_none(name: str, tag: str) -> None:
    assert hashtag(name) == tag


def test_a_cut_is_made_after_a_word_and_styles_end_with_it() -> None:
    found = clip(compose([bold("افتتاح جسر جديد"), " في كربلاء"]), 12)
    assert found == RichText(text="افتتاح جسر…", entities=(Entity(style=Look.BOLD, offset=0, length=11),))


@given(st.text(max_size=80), st.integers(1, 60))
def test_a_cut_text_fits_and_its_entities_lie_within_it(text: str, limit: int) -> None:
    found = clip(compose(["خبر ", bold(text), " ونهايته"]), limit)
    assert found.units <= limit
    for entity in found.entities:
        assert 0 <= entity.offset < entity.offset + entity.length <= found.units


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("خبر👍ً\n"), max_size=300
)


@settings(max_examples=60)
@given(
    article=st.builds(
        an_article,
        title=WORDS.map(lambda text: text * 20),
        text=WORDS.map(lambda text: text * 40),
        image_url=st.none() | st.just(PICTURE),
    ),
    sentences=st.lists(WORDS, max_size=4).map(tuple),
    style=st.builds(Style, full_text=st.booleans(), share=st.booleans()),
    shape=st.sampled_from(Shape),
)
def test_any_story_becomes_a_post_within_telegrams_limits(
    article: Article, sentences: tuple[str, ...], style: Style, shape: Shape
) -> None:
    material = a_material(article, sentences=sentences, breaking=True)
    post = shown(material, style, shape=shape)
    assert 0 < post.body.units <= post.limit <= TEXT_UNITS
    assert post.body.text == post.body.text.strip()
    ends = [entity.offset + entity.length for entity in post.body.entities]
    assert all(end <= post.body.units for end in ends)
    assert all(entity.length > 0 for entity in post.body.entities)
    assert from_json(to_json(post)) == post
    assert fingerprint(post) == fingerprint(replace(post, silent=not post.silent))


def test_a_template_of_nothing_to_show_still_shows_the_cut_headline() -> None:
    style = Style(template=parse_template("*{headline}*"))
    post = shown(a_material(an_article(title="كلمة " * 1_500)), style)
    assert post.body.units <= TEXT_UNITS
    assert post.body.text.endswith("…")
    assert utf16_length(post.body.text) == post.body.entities[0].length
