"""What is not in Arabic is posted only where its source allows it."""

import pytest

from bot.feeds.admission import in_its_language
from storage.records.article import ArticleContent, Intake


def content(language: str | None) -> ArticleContent:
    return ArticleContent(
        url="https://example.org/1",
        entry_id=None,
        title="عنوان",
        text="",
        published_at=None,
        language=language,
    )


@pytest.mark.parametrize("language", ["ar", None])
def test_arabic_and_what_has_no_language_is_news(language: str | None) -> None:
    assert in_its_language(Intake.NEWS, content(language), foreign=False) is Intake.NEWS


@pytest.mark.parametrize("language", ["en", "ku", "fa", "tr", "fr"])
def test_another_language_is_kept_for_search_alone(language: str) -> None:
    assert in_its_language(Intake.NEWS, content(language), foreign=False) is Intake.FOREIGN


def test_a_source_may_allow_another_language() -> None:
    assert in_its_language(Intake.NEWS, content("en"), foreign=True) is Intake.NEWS


@pytest.mark.parametrize("intake", [Intake.SEED, Intake.HELD, Intake.IMPORT])
def test_what_is_not_news_stays_what_it_is(intake: Intake) -> None:
    assert in_its_language(intake, content("en"), foreign=False) is intake
