"""Places named in news, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.places import (
    Place,
    PlaceKind,
    hashtag,
    names_for,
    nation_words,
    place_words,
    places,
)
from bot.text.places import (
    named as place_named,
)


def named(title: str, text: str = "", *, dateline: str | None = None) -> list[str]:
    return [place.name for place in places(title, text, dateline=dateline)]


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("افتتاح مستشفى في الناصرية", ["ذي قار"]),
        ("محافظ ذي قار يستقبل وفداً", ["ذي قار"]),
        ("انطلاق عملية أمنية غربي الموصل", ["نينوى"]),
        ("زيارة إلى كربلاء المقدسة والنجف الأشرف", ["كربلاء", "النجف"]),
        ("القبض على متهمين بالبصرة وبغداد وأربيل", ["البصرة", "بغداد", "أربيل"]),
        ("حلبجة تستذكر ضحاياها", ["حلبجة"]),
        ("أمطار للسليمانية وللأنبار", ["السليمانية", "الأنبار"]),
        ("هزة أرضية في قضاء الفلوجة", ["الفلوجة"]),
        ("لبنان وسوريا يبحثان ملف الحدود", ["لبنان", "سوريا"]),
        ("جنوب السودان يوقع اتفاقاً", ["جنوب السودان"]),
        ("الولايات المتحدة الأمريكية تعلق", ["الولايات المتحدة"]),
        ("محادثات في إسلام آباد", ["إسلام آباد"]),
    ],
)
def test_places_are_named_by_their_canonical_name(title: str, names: list[str]) -> None:
    assert named(title) == names


@pytest.mark.parametrize(
    "title",
    [
        "كربلاء الخبر تطلق موقعها الجديد",
        "زيادة قطر الأنبوب الناقل",
        "قناة تصل بين البحرين الأحمر والمتوسط",
        "القاهرة الإخبارية: لا جديد في المفاوضات",
        "بغداد اليوم - متابعة",
        "ريال مدريد يفوز على باريس سان جيرمان",
        "صحيفة القدس العربي تكتب",
        "صلاح الدين الأيوبي في كتاب جديد",
        "موعد أذان المغرب",
        "حفيد يروي قصة جده",
        "بلد المليون شاعر",
        "خبير مالي يحذر",
        "رئيس الوزراء مصر على الإصلاح",
        "المتحف القائم منذ عقود",
        "زحام في شارع فلسطين",
    ],
)
def test_houses_persons_and_words_are_no_places(title: str) -> None:
    assert named(title) == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("فتح منفذ القائم الحدودي", "القائم"),
        ("مشاريع جديدة في محافظة المثنى", "المثنى"),
        ("انفجار في صلاح الدين", "صلاح الدين"),
        ("إعمار قضاء بلد", "بلد"),
        ("معرض للكتاب في جدة", "جدة"),
        ("أمطار غزيرة على بغداد اليوم الأحد", "بغداد"),
    ],
)
def test_an_ambiguous_name_counts_where_a_place_is_announced(title: str, name: str) -> None:
    assert named(title) == [name]


def test_the_dateline_names_a_place() -> None:
    assert named("اجتماع أمني موسع", "عقد اليوم اجتماع", dateline="النجف الأشرف") == ["النجف"]


def test_the_headline_goes_before_the_dateline_and_that_before_the_lead() -> None:
    found = named("وفد من أنقرة", "وصل الوفد إلى بيروت", dateline="بغداد")
    assert found == ["أنقرة", "بغداد", "بيروت"]


def test_a_place_mentioned_once_far_below_does_not_count() -> None:
    assert named("خبر", "كلمة " * 60 + "في طوكيو") == []


def test_a_town_knows_its_governorate_and_a_city_its_state() -> None:
    assert places("انفجار في الفلوجة", "") == (Place(name="الفلوجة", kind=PlaceKind.CITY, within="الأنبار"),)
    assert places("قمة في القاهرة", "") == (Place(name="القاهرة", kind=PlaceKind.CITY, within="مصر"),)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("التقى الملك الأردني الوفد", ["عمّان"]),
        ("استقبل السلطان هيثم في مسقط الوفد", ["سلطنة عمان", "مسقط"]),
        ("وصل الوفد", []),
    ],
)
def test_oman_and_amman_are_told_apart_by_what_stands_around(text: str, names: list[str]) -> None:
    assert named("وفد عراقي يزور عمان", text) == names


def test_tripoli_is_told_apart_by_what_stands_around() -> None:
    assert places("احتجاجات في طرابلس", "شمال لبنان")[0].within == "لبنان"
    assert places("احتجاجات في طرابلس", "قال مسؤول")[0].within == "ليبيا"


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("كربلاء", "#كربلاء"),
        ("ذي قار", "#ذي_قار"),
        ("عمّان", "#عمان"),
        ("كوت ديفوار - غرب", "#كوت_ديفوار_غرب"),
        ("حـلب", "#حلب"),
        ("2026", ""),
        ("…", ""),
    ],
)
def test_a_hashtag_is_one_that_telegram_links(name: str, tag: str) -> None:
    assert hashtag(name) == tag


@given(st.text(max_size=40))
def test_a_hashtag_holds_letters_digits_and_underscores_only(name: str) -> None:
    tag = hashtag(name)
    assert tag == "" or (tag[0] == "#" and all(letter.isalnum() or letter == "_" for letter in tag[1:]))


@given(st.text(max_size=120), st.text(max_size=300), st.none() | st.text(max_size=30))
def test_any_text_can_be_asked_for_places(title: str, text: str, dateline: str | None) -> None:
    found = places(title, text, dateline=dateline)
    assert len({(place.name, place.within) for place in found}) == len(found)


def test_a_place_is_asked_for_by_any_of_its_names() -> None:
    assert place_named("بصرة") == place_named("البصرة")
    assert place_named("أتلانتس") is None
    assert {("نينوي",), ("الموصل",), ("سنجار",)} <= set(names_for("نينوى"))
    assert {("الموصل",), ("نينوي",)} == set(names_for("الموصل"))
    assert names_for("أتلانتس") == (("اتلانتس",),)
    assert names_for("") == ()


def test_whose_state_someone_is_of_is_known_with_every_ending() -> None:
    assert {"فرنسي", "الفرنسيه", "والايطالي", "الياباني", "لبنانيين", "الصيني", "القاهره"} <= nation_words()
    assert {"امريكي", "ماليه", "مالي", "ببغداد", "الموصل"}.isdisjoint(nation_words())


def test_the_nineteen_governorates_are_known() -> None:
    governorates = [
        "بغداد",
        "كربلاء",
        "النجف",
        "البصرة",
        "نينوى",
        "أربيل",
        "السليمانية",
        "دهوك",
        "حلبجة",
        "كركوك",
        "بابل",
        "واسط",
        "ميسان",
        "الديوانية",
        "ديالى",
        "الأنبار",
    ]
    for name in (*governorates, "ذي قار", "المثنى", "صلاح الدين"):
        (place,) = places(f"زيارة إلى محافظة {name}", "")
        assert (place.name, place.kind) == (name, PlaceKind.GOVERNORATE)


def test_words_that_are_ambiguous_stand_for_no_place_by_themselves() -> None:
    assert "بغداد" in place_words()
    assert "بلد" not in place_words()
