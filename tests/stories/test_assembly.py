"""What the articles of a story make of it."""

from dataclasses import replace

import pytest

from bot.stories.assembly import Assembly, Lead, leads
from bot.stories.match import Opened
from bot.stories.study import study
from bot.stories.subject import MOST_PLACES, Subject
from storage.records.article import Article, ArticleContent, Intake, PageState
from storage.records.identity import ArticleId, SourceId
from tests.stories.pairs import NOON

PLAIN = Lead(own=False, length=400, image=False, postable=True)


def article(
    number: int,
    title: str,
    text: str = "",
    *,
    intake: Intake = Intake.NEWS,
    source: str = "شفق نيوز",
    place: str | None = None,
) -> Article:
    content = ArticleContent(
        url=f"https://news.example/{number}",
        entry_id=None,
        title=title,
        text=text,
        published_at=NOON,
        place=place,
    )
    return Article(
        article_id=ArticleId(number),
        source_id=SourceId(1),
        source_name=source,
        content=content,
        intake=intake,
        page_state=PageState.NONE,
        revision=1,
        story_id=None,
        seen_at=NOON,
    )


def about(told: Article) -> Subject:
    (found,) = study([told.content])
    return found.subject


def put(assembly: Assembly, told: Article, key: Opened) -> None:
    assembly.put(told, about(told), key)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (replace(PLAIN, own=True, length=10), PLAIN),
        (PLAIN, replace(PLAIN, length=5_000, postable=False)),
        (replace(PLAIN, length=600), PLAIN),
        (replace(PLAIN, image=True), PLAIN),
    ],
)
def test_a_better_lead_takes_over_and_keeps_it(better: Lead, worse: Lead) -> None:
    assert leads(better, worse)
    assert not leads(worse, better)


@pytest.mark.parametrize(
    "new",
    [
        replace(PLAIN, length=430),
        replace(PLAIN, image=True, length=300),
        PLAIN,
    ],
)
def test_a_small_gain_does_not_stir_the_post(new: Lead) -> None:
    assert not leads(new, PLAIN)


def test_beyond_a_complete_text_length_is_no_gain() -> None:
    assert not leads(replace(PLAIN, length=9_000), replace(PLAIN, length=1_300))


def test_a_town_brings_its_governorate() -> None:
    assert about(article(1, "انفجار في الفلوجة")).places == ("الفلوجة", "الأنبار")


def test_the_dateline_counts() -> None:
    assert about(article(1, "اجتماع أمني", "عقد اليوم", place="النجف")).places == ("النجف",)


def test_places_are_bounded() -> None:
    title = "وفود من لبنان وسوريا ومصر والأردن وقطر واليمن"
    assert len(about(article(1, title)).places) == MOST_PLACES


def test_a_longer_text_takes_the_lead_and_names_the_places_first() -> None:
    assembly = Assembly({}, own_agency=None)
    key = Opened(ArticleId(1))
    put(assembly, article(1, "عاجل | انفجار في بغداد"), key)
    put(assembly, article(2, "انفجار في الكرادة", "وقع الانفجار " * 40), key)
    content = assembly.opened[key]
    assert content.lead_id == 2
    assert content.breaking
    assert content.places == ("الكرادة", "بغداد")


def test_the_own_agency_leads_whatever_its_length() -> None:
    assembly = Assembly({}, own_agency="كربلاء الخبر")
    key = Opened(ArticleId(1))
    put(assembly, article(1, "خبر", "نص طويل " * 50), key)
    put(assembly, article(2, "خبر", "نص", source="كربلاء الخبر"), key)
    put(assembly, article(3, "خبر", "نص أطول " * 90), key)
    assert assembly.opened[key].lead_id == 2


def test_a_story_is_postable_once_news_is_in_it() -> None:
    assembly = Assembly({}, own_agency=None)
    key = Opened(ArticleId(1))
    put(assembly, article(1, "خبر", "نص " * 300, intake=Intake.SEED), key)
    assert not assembly.opened[key].postable
    put(assembly, article(2, "خبر", "نص"), key)
    assert assembly.opened[key].postable
    assert assembly.opened[key].lead_id == 2
