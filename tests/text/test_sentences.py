"""Sentence ends in Arabic as newsrooms write it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.sentences import quotations, sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("وصل الوزير. غادر الوفد.", ["وصل الوزير.", "غادر الوفد."]),
        ("هل انتهت الأزمة؟ لا أحد يعلم!", ["هل انتهت الأزمة؟", "لا أحد يعلم!"]),
        ("ماذا حدث؟! لا نعلم.", ["ماذا حدث؟!", "لا نعلم."]),
        ("انتهى الاجتماع.وخرج الوفد.", ["انتهى الاجتماع.", "وخرج الوفد."]),
        ("سطر أول\nسطر ثان", ["سطر أول", "سطر ثان"]),
        ("وقع على الوثيقة ۔ ثم غادر", ["وقع على الوثيقة ۔", "ثم غادر"]),
    ],
)
def test_a_stop_ends_a_sentence(text: str, found: list[str]) -> None:
    assert sentences(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "ارتفع النفط 0.6 بالمئة في التعاملات.",
        "عقد الاجتماع في 9.1.2024 في بغداد.",
        "قال د. علي إن العمل مستمر.",
        "حضر أ.د. حسين وم. كريم الحفل.",
        "عاش في القرن الثالث ق.م. في بابل.",
        "ولد سنة 1445 هـ. في النجف.",
        "زار وفد من U.S. Army القاعدة.",
        "نشر على موقع example.com الخبر.",
        "مغايراً لتوجه الحكومة.. رشيد يستقبل السفيرة.",
        "قال إنه... لا يعلم ما حدث.",
        'قال: "جئنا. رأينا. وعدنا" ثم غادر.',
        "وصف «المدينة. الجميلة» بأنها الأولى.",
        "أكد، في بيان؛ أن الوضع: مستقر.",
        "الأطول: 1. لاتفيا 2. هولندا 3. إستونيا.",
    ],
)
def test_no_end_inside_numbers_abbreviations_quotations_and_dashes(text: str) -> None:
    assert sentences(text) == [text]


def test_a_closing_mark_stays_with_its_sentence() -> None:
    assert sentences('قال "انتهى الأمر". ثم غادر (مسرعاً). وعاد.') == [
        'قال "انتهى الأمر".',
        "ثم غادر (مسرعاً).",
        "وعاد.",
    ]


def test_a_statement_after_a_colon_ends_with_its_own_stop() -> None:
    assert sentences('قال الوزير: "سنعود قريباً." وأضاف أن العمل مستمر.') == [
        'قال الوزير: "سنعود قريباً."',
        "وأضاف أن العمل مستمر.",
    ]


def test_a_quotation_that_never_closes_holds_nothing_back() -> None:
    assert len(sentences('قال "إن العمل مستمر. ثم غادر. وعاد لاحقاً.')) == 3


def test_a_stray_opening_does_not_unmake_the_quotations_after_it() -> None:
    text = "قال « كلمة. " + "وصف " * 120 + "«المدينة. الجميلة» بأنها الأولى"
    assert "«المدينة. الجميلة»" in sentences(text)[-1]


def test_a_quotation_within_a_quotation_belongs_to_the_outer_one() -> None:
    text = "قال «زرت «متحف بغداد. القديم» أمس. ثم عدت» وانتهى"
    assert [text[start:end] for start, end in quotations(text)] == ["«زرت «متحف بغداد. القديم» أمس. ثم عدت»"]
    assert sentences(text) == [text]


def test_years_end_sentences_though_list_numbers_do_not() -> None:
    assert sentences("انتهت الحرب عام 1988. وبدأت أخرى.") == ["انتهت الحرب عام 1988.", "وبدأت أخرى."]
    assert sentences("فاز 12. وخسر 40.") == ["فاز 12.", "وخسر 40."]


def test_two_dots_end_a_piece_that_is_long_already() -> None:
    long = "كلمة " * 50
    assert len(sentences(f"{long}انتهت.. وبدأت أخرى")) == 2


def test_straight_marks_are_paired_by_their_neighbours() -> None:
    text = 'وجدد "موقف العراق،" مؤكداً، أن "تداعيات الحرب" سلبية'
    assert [text[start:end] for start, end in quotations(text)] == ['"موقف العراق،"', '"تداعيات الحرب"']


@given(st.text(alphabet=st.sampled_from('ابتدم .،؟!\n"«»“”()[]…0123456789،A/ر'), max_size=300))
def test_no_letter_is_lost(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.text(max_size=400))
def test_no_text_is_too_strange(text: str) -> None:
    found = sentences(text)
    assert all(piece.strip() == piece != "" and "\n" not in piece for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@pytest.mark.parametrize("unit", ["«", '"', ".", "د. ", "1. ", "قال. ", '" .', "..", "؟»"])
def test_the_work_grows_with_the_length_only(unit: str) -> None:
    started = time.process_time()
    sentences(unit * (60_000 // len(unit)))
    assert time.process_time() - started < 5
