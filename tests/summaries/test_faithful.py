"""The gate: what is the article's passes, what is not is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summaries.faithful import FaultCode, check, reasons

TITLE = "انجاز مشروع ماء الحسينية"
SOURCE = """\
أعلنت مديرية الماء في كربلاء، اليوم الثلاثاء، انجاز مشروع ماء الحسينية بكلفة 12 مليار دينار بعد عامين.
وقال مدير الماء حيدر الكعبي إن المشروع يخدم 40 ألف نسمة في القضاء، ولم يتأخر عن موعده سوى شهرين.
وأضاف الكعبي أن "المرحلة الثانية تبدأ في الشهر المقبل" بعد استكمال التخصيصات المالية من الوزارة.
وانتقد النائب حسن سالم في تصريح لوكالة (INA) بطء التنفيذ، فيما دافع المحافظ نصيف الخطابي عن الشركة المنفذة."""
GOOD = (
    "أعلنت مديرية الماء في كربلاء انجاز مشروع ماء الحسينية بكلفة 12 مليار دينار. "
    "يخدم المشروع 40 ألف نسمة في القضاء."
)


def codes(draft: str, **more: object) -> set[FaultCode]:
    return {fault.code for fault in check(draft, SOURCE, title=TITLE, **more)}  # type: ignore[arg-type]  # keywords of check


@pytest.mark.parametrize(
    "draft",
    [
        GOOD,
        'قال مدير الماء حيدر الكعبي إن "المرحلة الثانية تبدأ في الشهر المقبل".',
        "المشروع يخدم ٤٠ ألف نسمة.",
        "المشروع يخدم 40,000 نسمة في القضاء.",
        "المشروع لم يتأخر عن موعده سوى شهرين.",
        "هل أنجز المشروع؟ لا.".replace("أنجز", "يخدم"),
        "أكد الكعبي في تصريح لوكالة INA انجاز المشروع.",
    ],
)
def test_a_sound_summary_passes(draft: str) -> None:
    assert check(draft, SOURCE, title=TITLE) == ()


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        ("", FaultCode.EMPTY),
        (" \n", FaultCode.EMPTY),
        (GOOD.replace("12", "15"), FaultCode.NUMBER),
        (GOOD.replace("12", "40"), FaultCode.NUMBER),
        (GOOD.replace("مليار", "مليون"), FaultCode.NUMBER),
        (GOOD.replace("40 ألف", "أربعة آلاف"), FaultCode.NUMBER),
        (GOOD.replace("كربلاء", "النجف"), FaultCode.NAME),
        ("وقال مدير الماء علي الزيدي إن المشروع يخدم القضاء.", FaultCode.NAME),
        (GOOD + " واستقالت الحكومة.", FaultCode.NAME),
        ("شهد القضاء 12 مليار نسمة.", FaultCode.NUMBER),
        ('أضاف الكعبي أن "المرحلة المقبلة تبدأ في الشهر الثانية".', FaultCode.QUOTATION),
        ('أضاف الكعبي أن "المرحلة الثانية تبدأ.', FaultCode.QUOTATION),
        ("لم تعلن مديرية الماء في كربلاء انجاز مشروع ماء الحسينية.", FaultCode.NEGATION),
        (
            "وقال مدير الماء إن المشروع يخدم 40 ألف نسمة في القضاء، ويتأخر عن موعده سوى شهرين.",
            FaultCode.NEGATION,
        ),
        (
            "انتقد المحافظ نصيف الخطابي في تصريح بطء التنفيذ، فيما دافع النائب حسن سالم عن الشركة المنفذة.",
            FaultCode.ROLE,
        ),
        ("**أعلنت** مديرية الماء انجاز المشروع.", FaultCode.MARKUP),
        ("- انجاز المشروع في كربلاء.", FaultCode.MARKUP),
        ("انجاز المشروع https://example.iq في كربلاء.", FaultCode.MARKUP),
        ("إليك الملخص: أعلنت مديرية الماء انجاز المشروع.", FaultCode.PREAMBLE),
        ("The project was finished in Karbala.", FaultCode.SCRIPT),
        ("أعلنت مديرية الماء انجاز مشروع Kerbala المشروع.", FaultCode.SCRIPT),
        ("أعلنت مديرية الماء انجاز المشروع проект.", FaultCode.SCRIPT),
        ("أعلنت مدیریة الماء انجاز المشروع.", FaultCode.SCRIPT),
        ("انجاز مشروع ماء الحسينية.", FaultCode.TITLE),
        (f"{GOOD} {GOOD} {GOOD}", FaultCode.TOO_MANY_SENTENCES),
        (f"{GOOD} {GOOD} {GOOD} {GOOD}", FaultCode.TOO_LONG),
    ],
)
def test_an_unsound_summary_is_named(draft: str, code: FaultCode) -> None:
    assert code in codes(draft)


def test_a_translation_is_held_to_its_figures_and_form() -> None:
    english = (
        "Baghdad's water authority finished a project worth 12 billion dinars for 40,000 people, it told CNN."
    )
    sound = "أنجزت مديرية الماء في بغداد مشروعا بكلفة 12 مليار دينار يخدم 40 ألف شخص، بحسب CNN."
    assert check(sound, english, translated=True) == ()
    for spoilt, code in (
        (sound.replace("12", "13"), FaultCode.NUMBER),
        (sound.replace("40", "400"), FaultCode.NUMBER),
        (sound.replace("CNN", "BBC"), FaultCode.SCRIPT),
        (sound.replace("أنجزت", 'قالت "نحن أنجزنا العمل" وأنجزت'), FaultCode.QUOTATION),
    ):
        assert code in {fault.code for fault in check(spoilt, english, translated=True)}


@pytest.mark.parametrize("sign", ["#كربلاء", "@evil_channel", "تابعوا: @evil"])
def test_no_tag_and_no_name_of_a_channel_is_let_through(sign: str) -> None:
    assert FaultCode.MARKUP in codes(f"{GOOD} {sign}")


def test_nobody_is_introduced_as_somebody_else() -> None:
    source = f"{SOURCE}\nوحضر الافتتاح محافظ كربلاء نصيف الخطابي ومدير الماء."
    assert not check("حضر محافظ كربلاء نصيف الخطابي الافتتاح.", source, title=TITLE)
    assert not check("أكد مدير الماء حيدر الكعبي أن المشروع يخدم القضاء.", source, title=TITLE)
    (fault,) = check("حضر محافظ كربلاء حيدر الكعبي الافتتاح.", source, title=TITLE)
    assert fault.code is FaultCode.ROLE


def test_what_is_only_said_under_a_negation_is_not_affirmed() -> None:
    source = f"{SOURCE}\nولم يصدر بيان رسمي عن الشركة المنفذة، غير أن التمويل متوفر."
    assert not check("لم يصدر بيان رسمي عن الشركة المنفذة.", source, title=TITLE)
    assert not check("التمويل متوفر.", source, title=TITLE)
    found = check("صدر بيان رسمي عن الشركة المنفذة.", source, title=TITLE)
    assert FaultCode.NEGATION in {fault.code for fault in found}


def test_the_limit_is_the_callers() -> None:
    assert FaultCode.TOO_LONG in codes(GOOD, limit=50)


def test_the_reasons_are_one_a_line() -> None:
    assert reasons(check(GOOD.replace("12", "15"), SOURCE)) == "number: 15 مليار"


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=30))
def test_no_draft_is_too_strange(draft: str, source: str, title: str) -> None:
    check(draft, source, title=title)
    check(draft, source, title=title, translated=True)
