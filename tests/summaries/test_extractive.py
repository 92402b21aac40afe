"""The offline summary: the article's own sentences, the lead first, never over the budget."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.summaries.clauses import balanced, clause_ends, shortened
from bot.summaries.extractive import summarize
from bot.summaries.faithful import check
from bot.text.clean import clean

TITLE = "رشيد يبحث مع السفيرة الأمريكية دعم القوات العراقية"
LEAD = (
    "شدد رئيس الجمهورية، عبد اللطيف رشيد، خلال استقباله السفيرة الأمريكية، اليوم الثلاثاء، على ضرورة "
    'دعم قوات التحالف للقوات العراقية في "مجال التدريب والاستشارة".'
)
LONG_LEAD = (
    LEAD[:-1] + "، وهو موقف مغاير للحكومة العراقية التي تسعى الى جدولة انسحاب قوات التحالف من البلاد، "
    "بعد ضربة أمريكية أودت بحياة قيادي في حركة منضوية في الحشد الشعبي، وأثارت ردود فعل غاضبة في الأوساط "
    "السياسية والشعبية على حد سواء."
)
SECOND = "وقالت رئاسة الجمهورية في بيان إن اللقاء بحث التطورات الأمنية الأخيرة في العراق والمنطقة."
THIRD = "ويوجد في العراق، حاليا، ما يقرب من 2500 جندي أمريكي في إطار الجهود لمنع عودة داعش."
FOURTH = "ويضم التحالف الذي تقوده واشنطن دولا أخرى مثل فرنسا وإسبانيا وأنشئ قبل نحو 10 سنوات."
PAGE = f"""×
أخر الأخبار
{TITLE}
  • 9-01-2024, 17:11
  • 135 مشاهدة
من كربلاء الخبر - بغداد
{{body}}
انتهى
شارك: فيسبوك تويتر واتساب"""


def body(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def test_the_lead_opens_and_whole_sentences_follow() -> None:
    draft = summarize(TITLE, body(LEAD, SECOND, THIRD, FOURTH))
    assert draft.sentences[0] == LEAD
    assert 2 <= len(draft.sentences) <= 3
    assert set(draft.sentences) <= {LEAD, SECOND, THIRD, FOURTH}
    assert draft.text == " ".join(draft.sentences)
    assert draft.method == "extractive"


def test_a_page_is_summarised_like_its_article() -> None:
    text = body(LEAD, SECOND, THIRD, FOURTH)
    assert summarize(TITLE, PAGE.format(body=text)) == summarize(TITLE, text)


def test_a_lead_over_the_budget_ends_at_a_clause() -> None:
    draft = summarize(TITLE, body(LONG_LEAD, SECOND, THIRD))
    opening = draft.sentences[0]
    assert opening.endswith("…")
    assert LONG_LEAD.startswith(opening[:-1])
    assert LONG_LEAD[len(opening) - 1] in " ،"
    assert len(draft.text) <= 350


@pytest.mark.parametrize("budget", [120, 200, 350, 600, 900])
def test_no_budget_is_exceeded(budget: int) -> None:
    draft = summarize(TITLE, body(LONG_LEAD, SECOND, THIRD, FOURTH), budget=budget)
    assert 0 < len(draft.text) <= budget


def test_the_headline_is_not_said_again() -> None:
    assert TITLE not in summarize(TITLE, body(TITLE, LEAD, SECOND)).text
    assert TITLE not in summarize(TITLE, body(LEAD, f"{TITLE} في بغداد.", SECOND)).text
    assert summarize(TITLE, body(f"{TITLE}. {LEAD}", SECOND)).sentences[0] == LEAD


def test_a_lead_that_is_little_more_than_the_headline_is_passed_over() -> None:
    again = f"شهدت العاصمة بغداد صباح اليوم الثلاثاء حدثاً مهماً إذ {TITLE} بحضور الوزراء."
    assert summarize(TITLE, body(again, LEAD, SECOND)).sentences[0] == LEAD


def test_a_sentence_that_opens_with_the_headline_loses_it() -> None:
    assert summarize(TITLE, body(f"{TITLE}، {LEAD}", SECOND)).sentences[0] == LEAD


def test_a_lead_that_only_names_the_headline_stays() -> None:
    lead = f'تبدأ غرفة التجارة برنامجها "{TITLE}" اعتباراً من يوم الأحد المقبل في مقرها وسط المدينة، ويستمر '
    lead += "أسبوعين بمشاركة عشرات المتدربين من مختلف المحافظات، وبإشراف خبراء من الجامعات العراقية."
    assert summarize(TITLE, body(lead, SECOND)).sentences[0] == lead


def test_a_lead_that_says_much_more_than_the_headline_stays() -> None:
    title = "خطة أمنية جديدة لتأمين طريق الحج البري"
    lead = f"أقرت قيادة شرطة الأنبار {title} عبر منفذ عرعر الحدودي، تشمل نشر 14 نقطة تفتيش."
    assert summarize(title, body(lead, SECOND)).sentences[0] == lead


def test_a_quotation_over_two_sentences_is_never_opened_only() -> None:
    quoted = 'وأضاف: "لن نقبل بأي تجاوز على السيادة. سنحمي مصالح العراق" بحسب البيان الصادر عن مكتبه أمس.'
    for budget in range(150, 500, 25):
        assert balanced(summarize(TITLE, body(LEAD, quoted, THIRD), budget=budget).text)


def test_a_sentence_with_a_stray_quotation_mark_is_passed_over() -> None:
    stray = 'بدورها أكدت السفيرة أهمية العلاقات وفق اتفاقية الإطار،" مشيرة إلى حرص بلادها على المنطقة.'
    assert stray not in summarize(TITLE, body(LEAD, stray, THIRD)).sentences


def test_a_quotation_that_is_never_closed_is_left_alone() -> None:
    endless = "وقال " + '"' + "إن العمل مستمر في المدينة والقرى المجاورة لها بحسب الخطة. " * 14
    for title in (TITLE, ""):
        draft = summarize(title, body(LEAD, endless, THIRD))
        assert draft.sentences[0] == LEAD
        assert balanced(draft.text)


def test_without_a_headline_the_opening_fills_the_budget() -> None:
    draft = summarize("", body(LEAD, SECOND, THIRD, FOURTH))
    assert draft.sentences[:2] == (LEAD, SECOND)
    assert len(draft.text) > 0.8 * 350


@pytest.mark.parametrize("text", ["", " \n ", "×\n≡", "9-01-2024, 17:11\n135 مشاهدة", TITLE])
def test_nothing_to_say_is_said_so(text: str) -> None:
    draft = summarize(TITLE, text)
    assert (draft.sentences, draft.text) == ((), "")


def test_a_bulletin_of_one_short_line_is_its_own_summary() -> None:
    assert summarize("عاجل", "مقتل شخصين بانفجار في بغداد").text == "مقتل شخصين بانفجار في بغداد"


def test_every_summary_passes_the_gate() -> None:
    for text in (body(LEAD, SECOND, THIRD, FOURTH), body(LONG_LEAD, SECOND), LEAD):
        assert check(summarize(TITLE, text).text, text, title=TITLE) == ()


def test_latin_articles_are_summarised_in_their_language() -> None:
    text = "The ministry said on Tuesday that it had opened the road.\n\nTraffic will resume on Friday."
    assert summarize("Road opened", text).sentences[0].startswith("The ministry said")


def test_a_clause_end_closes_what_it_opened() -> None:
    sentence = 'قال "إن العمل، كما ترون، مستمر" في المدينة (والقرى، أيضاً) بعد عام، حيث انتهى نصفه'
    ends = list(clause_ends(sentence, len(sentence)))
    assert [sentence[:end] for end in ends] == [
        'قال "إن العمل، كما ترون، مستمر" في المدينة (والقرى، أيضاً) بعد عام',
    ]


def test_a_sentence_without_clauses_ends_at_a_word() -> None:
    assert shortened("كلمة " * 30, 52).rstrip("…").split() == ["كلمة"] * len(
        shortened("كلمة " * 30, 52).split()
    )
    assert shortened("كلمة", 20) == "كلمة"
    assert shortened("س" * 100, 20) == "س" * 19 + "…"


SENTENCES = st.sampled_from(
    [LEAD, LONG_LEAD, SECOND, THIRD, FOURTH, TITLE, "كلمة " * 40, 'نص "لم يغلق.', "أ", "مشاهدات: 3", "", "\n"]
)


@settings(max_examples=120)
@given(st.lists(SENTENCES, max_size=10).map("\n".join), st.integers(0, 500), st.sampled_from(["", TITLE]))
def test_pieces_are_contiguous_in_the_article_and_within_the_budget(
    text: str, budget: int, title: str
) -> None:
    draft = summarize(title, text, budget=budget)
    flat = "".join("\n".join(clean(text, title=title).paragraphs).split())
    assert len(draft.text) <= budget
    assert all("".join(piece.rstrip("…").split()) in flat for piece in draft.sentences)


@given(st.text(max_size=300), st.text(max_size=40), st.integers(-5, 400))
def test_no_text_is_too_strange(text: str, title: str, budget: int) -> None:
    draft = summarize(title, text, budget=budget)
    assert len(draft.text) <= max(budget, 0)
    assert draft == summarize(title, text, budget=budget)


def test_a_very_long_article_costs_no_more_than_a_long_one() -> None:
    started = time.process_time()
    summarize(TITLE, body(LEAD, *[SECOND, THIRD, FOURTH] * 20_000))
    assert time.process_time() - started < 2
