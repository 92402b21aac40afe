"""What is one text, one event, an event further on, or neither."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.comparison import Pair
from bot.stories.match import Ground, judge
from bot.stories.numbers import Counted
from storage.records.story import Relation
from tests.stories import pairs
from tests.stories.pairs import decided, decided_on, sighting

REPORTS = (
    pairs.BUDGET,
    pairs.BUDGET_EDITED,
    pairs.BUDGET_RETOLD,
    pairs.FOOTBALL,
    pairs.WEATHER,
    pairs.GOLD,
    pairs.FIRE,
    pairs.FIRE_LATER,
    pairs.CABLE_ONE,
)


def test_with_nothing_near_an_article_opens_a_story() -> None:
    decision = decided(pairs.BUDGET)
    assert (decision.relation, decision.ground, decision.other) == (Relation.FIRST, Ground.NOTHING_NEAR, None)


def test_the_same_text_with_edits_is_a_duplicate() -> None:
    decision = decided(pairs.BUDGET_EDITED, pairs.BUDGET)
    assert (decision.relation, decision.ground) == (Relation.DUPLICATE, Ground.SAME_TEXT)
    assert decision.score > 0.9


@pytest.mark.parametrize("report", REPORTS)
def test_an_identical_text_is_always_a_duplicate(report: pairs.Report) -> None:
    assert decided(report, report).relation is Relation.DUPLICATE


def test_a_text_that_a_newspaper_prints_edited_the_next_morning_is_a_duplicate() -> None:
    decision = decided(pairs.SEIZURE_PRINTED, pairs.SEIZURE, after=timedelta(hours=27))
    assert (decision.relation, decision.ground) == (Relation.DUPLICATE, Ground.SAME_TEXT)


def test_an_event_in_other_words_is_one_event() -> None:
    decision = decided(pairs.BUDGET_RETOLD, pairs.BUDGET, pairs.FOOTBALL)
    assert decision.relation in {Relation.SAME_EVENT, Relation.DUPLICATE}
    assert decision.other is not None
    assert decision.other.article_id == 1


def test_two_events_stay_two() -> None:
    assert decided(pairs.FOOTBALL, pairs.BUDGET).relation is Relation.FIRST


@pytest.mark.parametrize(
    ("one", "other"), [(pairs.WEATHER, pairs.WEATHER_NEXT), (pairs.GOLD, pairs.GOLD_NEXT)]
)
def test_a_report_that_returns_with_other_numbers_is_another_event(
    one: pairs.Report, other: pairs.Report
) -> None:
    decision = decided(other, one, after=timedelta(hours=23), same_source=True)
    assert (decision.relation, decision.ground) == (Relation.FIRST, Ground.NUMBERS_CONFLICT)


@pytest.mark.parametrize(
    ("one", "other", "hours"),
    [
        (pairs.PRAYER, pairs.PRAYER_NEXT, 24),
        (pairs.FIXTURE, pairs.FIXTURE_LATER, 50),
        (pairs.COLUMN, pairs.COLUMN_NEXT, 160),
        (("حالة الطقس ليوم غد", ""), ("حالة الطقس ليوم غد", ""), 24),
        (("درجة الحرارة في بغداد غداً 29", ""), ("درجة الحرارة في بغداد غداً 31", ""), 24),
    ],
)
def test_what_an_outlet_reports_day_after_day_is_news_each_time(
    one: pairs.Report, other: pairs.Report, hours: int
) -> None:
    assert decided(other, one, after=timedelta(hours=hours), same_source=True).relation is Relation.FIRST


def test_a_headline_alone_is_known_again_the_same_day() -> None:
    line = ("انفجار سيارة مفخخة في كركوك", "")
    for other in (line, ("عاجل: انفجار سيارة مفخخة شمالي كركوك", "")):
        assert (
            decided(other, line, after=timedelta(minutes=10), same_source=True).relation is Relation.DUPLICATE
        )


@pytest.mark.parametrize("report", [pairs.BUDGET, pairs.SEIZURE, pairs.FIRE])
def test_a_headline_and_one_sentence_are_enough(report: pairs.Report) -> None:
    title, text = report
    assert decided((title, text.split(".")[0]), report).relation is Relation.DUPLICATE


def test_another_dateline_makes_no_other_text() -> None:
    title, text = pairs.BUDGET[0], pairs.BUDGET[1].strip()
    decision = decided((title, f"أربيل - {text}"), (title, f"بغداد - {text}"))
    assert decision.relation is Relation.DUPLICATE


def test_a_toll_in_words_is_that_in_figures() -> None:
    title, text = pairs.FIRE_LATER
    worded = (title.replace("12 قتيلاً", "اثني عشر قتيلاً"), text.replace("12", "اثني عشر", 1))
    assert decided(worded, pairs.FIRE_LATER).relation is Relation.DUPLICATE
    decision = decided(worded, pairs.FIRE, after=timedelta(hours=3))
    assert (decision.relation, decision.ground) == (Relation.UPDATE, Ground.TOLL_MOVED)


def test_cables_to_two_heads_of_state_are_no_duplicates() -> None:
    decision = decided(pairs.CABLE_TWO, pairs.CABLE_ONE, after=timedelta(hours=30), same_source=True)
    assert decision.relation is Relation.FIRST


@pytest.mark.parametrize(
    ("one", "other"), [("الفرنسي", "الإيطالي"), ("البولندي", "الياباني"), ("التركي", "اللبناني")]
)
def test_one_wording_on_the_men_of_two_states_is_two_events(one: str, other: str) -> None:
    text = (
        "استقبل رئيس مجلس الوزراء محمد شياع السوداني السفير {} لدى العراق، وجرى خلال اللقاء بحث العلاقات "
        "الثنائية بين البلدين وسبل تطويرها، والتعاون في مجالات الطاقة والاستثمار."
    )
    reports = [(f"السوداني يستقبل السفير {who} لدى العراق", text.format(who)) for who in (one, other)]
    decision = decided(reports[1], reports[0], after=timedelta(hours=1))
    assert (decision.relation, decision.ground) == (Relation.FIRST, Ground.OTHER_PLACES)


def test_one_wording_on_two_capitals_is_two_events_whatever_both_speak_of() -> None:
    text = (
        "وصل وزير الخارجية فؤاد حسين إلى {} للمشاركة في اجتماع على المستوى الوزاري يبحث التطورات "
        "في غزة والسودان والملفات المشتركة."
    )
    one, other = ((f"وزير الخارجية يصل إلى {town}", text.format(town)) for town in ("القاهرة", "الرياض"))
    decision = decided(other, one, after=timedelta(hours=5))
    assert (decision.relation, decision.ground) == (Relation.FIRST, Ground.OTHER_PLACES)


def test_one_decision_of_two_governorates_is_two_events_even_where_a_name_has_two_words() -> None:
    headline = "محافظ {} يعطل الدوام الرسمي غداً"
    text = "قرر محافظ {} تعطيل الدوام الرسمي غداً الخميس بسبب الأمطار."
    one, other = ((headline.format(name), text.format(name)) for name in ("بابل", "ذي قار"))
    decision = decided(other, one, after=timedelta(hours=1))
    assert (decision.relation, decision.ground) == (Relation.FIRST, Ground.OTHER_PLACES)


def test_what_someone_says_to_an_event_is_a_story_of_its_own() -> None:
    raid = (
        "غارة إسرائيلية تستهدف الضاحية الجنوبية لبيروت",
        "شنت طائرة مسيرة إسرائيلية غارة استهدفت شقة في الضاحية الجنوبية لبيروت، ما أدى إلى سقوط خمسة قتلى.",
    )
    reaction = (
        "العراق يدين الغارة الإسرائيلية على الضاحية الجنوبية",
        "أدانت وزارة الخارجية العراقية الغارة الإسرائيلية على الضاحية الجنوبية لبيروت، ودعت إلى وقفها.",
    )
    assert decided(reaction, raid, after=timedelta(hours=2)).relation is Relation.FIRST


def test_a_denial_is_no_further_report_of_what_it_denies() -> None:
    rumour = ("مصدر: استقالة وزير التعليم", "كشف مصدر سياسي عن تقديم وزير التعليم استقالته إلى رئيس الوزراء.")
    denial = ("التعليم تنفي استقالة الوزير", "نفت وزارة التعليم تقديم الوزير استقالته، ودعت إلى تحري الدقة.")
    assert decided(denial, rumour, after=timedelta(hours=3)).relation is Relation.FIRST


def test_a_denial_under_two_headlines_is_one_text() -> None:
    text = (
        "نفت وزارة التعليم العالي اليوم ما تداولته مواقع التواصل عن تقديم الوزير استقالته، مؤكدة أنه يواصل"
        " عمله، وأن اجتماعه المقبل مع رؤساء الجامعات في موعده."
    )
    one, other = (("التعليم تنفي استقالة الوزير", text), ("التعليم: لا صحة لاستقالة الوزير", text))
    assert decided(other, one, after=timedelta(hours=1)).relation is Relation.DUPLICATE


def test_a_toll_that_is_said_to_have_risen_is_known_in_other_words() -> None:
    first = (
        "مصرع ثلاثة أشخاص بحريق في مجمع تجاري بالكوت",
        "أفاد مصدر طبي في واسط بمصرع ثلاثة أشخاص بحريق اندلع داخل مجمع تجاري وسط مدينة الكوت مساء اليوم.",
    )
    later = (
        "ارتفاع حصيلة حريق الكوت إلى 12 قتيلاً",
        "ارتفعت حصيلة ضحايا الحريق الذي اندلع في مجمع تجاري بمدينة الكوت إلى 12 قتيلاً، بحسب صحة واسط.",
    )
    decision = decided(later, first, after=timedelta(minutes=50))
    assert (decision.relation, decision.ground) == (Relation.UPDATE, Ground.TOLL_MOVED)
    war = (later[0].replace("12", "70100").replace("حريق الكوت", "الحرب"), later[1].replace("12", "70100"))
    assert decided(war, first, after=timedelta(minutes=50)).relation is Relation.FIRST


def test_a_toll_that_rose_makes_an_update_of_the_earlier_story() -> None:
    decision = decided(pairs.FIRE_LATER, pairs.FIRE, after=timedelta(hours=3))
    assert (decision.relation, decision.ground) == (Relation.UPDATE, Ground.TOLL_MOVED)
    assert decision.comparison is not None
    assert decision.comparison.moved in {(Counted.DEAD, 5, 12), (Counted.INJURED, 9, 20)}


def test_whoever_brings_the_new_toll_next_joins_the_update() -> None:
    decision = decided(pairs.FIRE_LATER_RETOLD, pairs.FIRE, pairs.FIRE_LATER, after=timedelta(hours=3))
    assert decision.relation in {Relation.SAME_EVENT, Relation.DUPLICATE}
    assert decision.other is not None
    assert decision.other.article_id == 2


def test_a_market_that_moved_makes_an_update() -> None:
    decision = decided(pairs.DOLLAR_LATER, pairs.DOLLAR, after=timedelta(hours=4), same_source=True)
    assert (decision.relation, decision.ground) == (Relation.UPDATE, Ground.MARKET_MOVED)
    assert decision.comparison is not None
    assert decision.comparison.moved == (Counted.DOLLAR, 148_000, 147_200)


def test_whoever_brings_the_moved_price_next_joins_the_update() -> None:
    decision = decided(pairs.DOLLAR_LATER_RETOLD, pairs.DOLLAR, pairs.DOLLAR_LATER, after=timedelta(hours=4))
    assert decision.relation in {Relation.SAME_EVENT, Relation.DUPLICATE}
    assert decision.other is not None
    assert decision.other.article_id == 2


def test_two_readings_of_a_market_at_one_hour_are_one_event() -> None:
    decision = decided(pairs.DOLLAR_LATER, pairs.DOLLAR, after=timedelta(minutes=20))
    assert decision.relation in {Relation.SAME_EVENT, Relation.DUPLICATE}


def test_two_counts_of_the_same_minute_are_one_event() -> None:
    title, text = pairs.FIRE
    other = (title.replace("5", "6"), text.replace("5", "6", 1))
    decision = decided(other, pairs.FIRE, after=timedelta(minutes=4))
    assert decision.relation in {Relation.SAME_EVENT, Relation.DUPLICATE}


def test_a_breaking_line_and_its_full_story_are_one() -> None:
    assert decided(pairs.BUDGET, pairs.BREAKING).relation is Relation.DUPLICATE
    assert decided(pairs.BREAKING, pairs.BUDGET).relation is Relation.DUPLICATE


def test_what_is_older_than_the_window_is_not_looked_at() -> None:
    decision = decided(pairs.BUDGET, pairs.BUDGET, after=timedelta(days=8))
    assert (decision.relation, decision.ground) == (Relation.FIRST, Ground.NOTHING_NEAR)


@given(st.permutations(range(len(REPORTS))))
def test_the_order_of_the_candidates_does_not_matter(order: list[int]) -> None:
    olds = [sighting(report, number + 1) for number, report in enumerate(REPORTS)]
    new = sighting(pairs.BUDGET_EDITED, 50, after=timedelta(minutes=10))
    plain, shuffled = decided_on(new, olds), decided_on(new, [olds[at] for at in order])
    assert plain.score == shuffled.score
    assert plain.relation is shuffled.relation


@given(st.sampled_from(REPORTS), st.sampled_from(REPORTS), st.integers(0, 200))
def test_either_article_of_a_pair_finds_the_other_as_like(
    one: pairs.Report, other: pairs.Report, hours: int
) -> None:
    first, second = sighting(one, 1), sighting(other, 2, after=timedelta(hours=hours))
    (there,), (back,) = judge([Pair(second, first)]), judge([Pair(first, second)])
    assert (there.text, there.event) == pytest.approx((back.text, back.event))


@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=60), st.text(max_size=200))
def test_any_text_can_be_compared(title: str, text: str, other_title: str, other_text: str) -> None:
    (judged,) = judge([Pair(sighting((title, text), 1), sighting((other_title, other_text), 2))])
    seen = judged.comparison
    shares = (seen.shingles, seen.headline, seen.agreeing, seen.conflicting, seen.displaced, judged.text)
    assert all(0 <= share <= 1 for share in shares)


@given(st.lists(st.tuples(st.sampled_from(REPORTS), st.sampled_from(REPORTS)), max_size=12))
def test_pairs_that_are_judged_together_are_judged_as_each_alone(
    reports: list[tuple[pairs.Report, pairs.Report]],
) -> None:
    given_pairs = [Pair(sighting(new, 2), sighting(old, 1)) for new, old in reports]
    together = judge(given_pairs)
    alone = [judge([pair])[0] for pair in given_pairs]
    assert [pair.comparison for pair in together] == [pair.comparison for pair in alone]
    assert [pair.text for pair in together] == pytest.approx([pair.text for pair in alone])
