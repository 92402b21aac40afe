"""Datelines: alone on a line, glued to the lead, and what only looks like one."""

import pytest

from bot.text.dateline import alone, glued

NEWS = "أعلنت وزارة الداخلية اليوم القبض على المتهم بسرقة المصرف."


@pytest.mark.parametrize(
    ("dateline", "agency", "place"),
    [
        ("شفق نيوز/ بغداد - ", "شفق نيوز", "بغداد"),
        ("السومرية نيوز / بغداد - ", "السومرية نيوز", "بغداد"),
        ("بغداد اليوم - بغداد ", "بغداد اليوم", "بغداد"),
        ("بغداد (رويترز) - ", "رويترز", "بغداد"),
        ("(واع) - ", "واع", None),
        ("وكالة الأنباء العراقية (واع) – ", "وكالة الأنباء العراقية", None),
        ("بغداد-واع ", "واع", "بغداد"),
        ("بغداد/ واع/ ", "واع", "بغداد"),
        ("وكالات/ ", None, None),
        ("متابعة - الخبر - ", "الخبر", None),
        ("بغداد – ", None, "بغداد"),
        ("دبي: ", None, "دبي"),
        ("بغداد 9 كانون الثاني (شينخوا) - ", "شينخوا", "بغداد"),
        ("الفرات نيوز- {بغداد: الفرات نيوز} ", "الفرات نيوز", "بغداد"),
        ("أ.ف.ب - باريس - ", "أ.ف.ب", "باريس"),
        ("الطريق الثالث - ", "الطريق الثالث", None),
    ],
)
def test_a_glued_dateline_names_agency_and_place(
    dateline: str, agency: str | None, place: str | None
) -> None:
    found = glued(dateline + NEWS)
    assert found is not None
    assert (found.agency, found.place, found.rest) == (agency, place, NEWS)


def test_a_dateline_has_three_parts_at_most() -> None:
    found = glued(f"وكالات/ متابعة/ خاص/ بغداد - {NEWS}")
    assert found is not None
    assert found.rest == f"بغداد - {NEWS}"


@pytest.mark.parametrize(
    "text",
    [
        "الحاسوب - وهو آلة حاسبة تعمل بالكهرباء - يستخدم في المنازل والمكاتب والمصانع.",
        "وزير الداخلية: لن نسمح بالتجاوز على المال العام في أي محافظة من المحافظات.",
        "رويترز: إيران ترفض التفاوض تحت الضغط وتتمسك بحقها في تخصيب اليورانيوم.",
        "2011/2012 موسم شهد فوز برشلونة بجميع البطولات التي لعب فيها ذلك العام.",
        "(15 قتيلا) هي حصيلة الهجوم الذي استهدف قاعدة عسكرية في محافظة الأنبار.",
        "في بغداد - المدينة التي لا تنام - افتتح معرض للكتاب بمشاركة دور نشر عربية.",
        "شدد رئيس الجمهورية، عبد اللطيف رشيد، على ضرورة دعم القوات العراقية.",
        "بغداد - قصيرة.",
        "",
    ],
)
def test_what_only_looks_like_a_dateline_stays(text: str) -> None:
    assert glued(text) is None


@pytest.mark.parametrize(
    ("line", "agency", "place"),
    [
        ("من كربلاء الخبر - بغداد", "من كربلاء الخبر", "بغداد"),
        ("بغداد/ واع", "واع", "بغداد"),
        ("بغداد - INA", "INA", "بغداد"),
        ("[أربيل - روداو]", "روداو", "أربيل"),
        ("متابعة - الخبر", "الخبر", None),
        ("النجف الأشرف", None, "النجف الأشرف"),
    ],
)
def test_a_line_may_be_a_dateline(line: str, agency: str | None, place: str | None) -> None:
    found = alone(line)
    assert found is not None
    assert (found.agency, found.place) == (agency, place)


@pytest.mark.parametrize(
    "line", ["مواعيد الصلاة", "9-01-2024, 17:11", "الرئيسية » سياسة", "هل انتهت الأزمة؟", "أ" * 80, ""]
)
def test_another_line_is_none(line: str) -> None:
    assert alone(line) is None
