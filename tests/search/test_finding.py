"""What readers type finds what newsrooms wrote."""

from datetime import timedelta

import pytest

from storage.store import Store
from tests.fakes import ManualClock
from tests.search.shelf import Shelf

SPELLINGS = [
    ("أسعار الأضاحي", "اسعار الاضاحي"),
    ("إنجاز أنبوب إيران", "انجاز انبوب ايران"),
    ("مستشفى الحسين", "مستشفي الحسين"),
    ("جامعة كربلاء", "جامعه كربلا"),
    ("مسؤول الطائرة", "مسوول الطايره"),
    ("الدِّيوانيّة تُعلِنُ", "الديوانية تعلن"),
    ("محافظ ميسان", "محـــافظ ميســـان"),
    ("كركوك", "کرکوک"),  # Persian kaf
    ("الفيديو علي", "الفیدیو علی"),  # Persian ya
    ("حصيلة 2024", "حصيلة ٢٠٢٤"),
    ("حصيلة ١٩٥٨", "حصيلة 1958"),
    ("حصيلة 77", "حصيلة ۷۷"),
    ("كوثر زيباري", "ﻛﻮﺛﺮ ﺯﻳﺒﺎﺭﻱ"),  # shaped glyphs
    ("ترامب في القمة", "ترمب"),
    ("وفاة عبدالله", "عبد الله"),
    ("سكان بغداد", "لبغداد"),
]


@pytest.fixture
def shelf(store: Store, clock: ManualClock) -> Shelf:
    return Shelf(store, clock)


@pytest.fixture
def sqlite_shelf(sqlite_store: Store, clock: ManualClock) -> Shelf:
    return Shelf(sqlite_store, clock)


async def test_a_word_is_found_however_it_is_spelt(shelf: Shelf) -> None:
    for written, _ in SPELLINGS:
        await shelf.put(written)
    await shelf.index()
    for written, typed in SPELLINGS:
        assert (await shelf.found(typed))[0] == written, typed


async def test_a_word_in_the_title_counts_more_than_one_in_the_text(sqlite_shelf: Shelf) -> None:
    await sqlite_shelf.put("اجتماع في بغداد", "ناقش الحاضرون أزمة الجفاف وما يليها.")
    await sqlite_shelf.put("أزمة الجفاف تتفاقم", "ناقش الحاضرون في بغداد ما يليها.")
    await sqlite_shelf.index()
    assert (await sqlite_shelf.found("الجفاف"))[0] == "أزمة الجفاف تتفاقم"


async def test_a_prefix_finds_what_begins_so(sqlite_shelf: Shelf) -> None:
    for title in ("مهرجان السينما", "مهرجانات الصيف", "منتدى الشعر"):
        await sqlite_shelf.put(title)
    await sqlite_shelf.index()
    assert set(await sqlite_shelf.found("مهرج*")) == {"مهرجان السينما", "مهرجانات الصيف"}


async def test_a_slip_finds_what_was_meant_and_says_so(sqlite_shelf: Shelf) -> None:
    await sqlite_shelf.put("المفوضية تؤجل الانتخابات")
    await sqlite_shelf.put("أمطار غزيرة على البلاد")
    await sqlite_shelf.index()
    for slip in ("الانتخبات", "الاتنخابات", "الانتخاباات", "الانتحابات"):
        page = await sqlite_shelf.ask(f"{slip} المفوضية")
        assert page.hits[0].title == "المفوضية تؤجل الانتخابات", slip
        assert page.suggestion == "الانتخابات المفوضية", slip


async def test_how_is_not_a_city(sqlite_shelf: Shelf) -> None:
    await sqlite_shelf.put("كييف تحت القصف")
    await sqlite_shelf.put("كيف تختار حاسوبك")
    await sqlite_shelf.index()
    assert await sqlite_shelf.found("كيف") == ["كيف تختار حاسوبك"]
    assert await sqlite_shelf.found("كييف") == ["كييف تحت القصف"]


async def test_of_what_a_slip_may_have_meant_the_headline_within_a_slip_comes_first(shelf: Shelf) -> None:
    for number in range(3):
        await shelf.put(f"الحافلات تتوقف في بغداد {number}", age=timedelta(minutes=1))
    await shelf.put("انقلاب إحدى حافلاتها", age=timedelta(days=3))
    await shelf.index()
    assert (await shelf.found("حافلاتتها"))[0] == "انقلاب إحدى حافلاتها"
    assert (await shelf.found("الحافلالت"))[-1] == "انقلاب إحدى حافلاتها"
