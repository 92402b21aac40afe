"""Decisions are kept so that they can be told in words."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale.phrases import load_phrases
from bot.stories.evidence import evidence, points
from bot.stories.match import Decision, Ground
from bot.stories.reading import read
from tests.stories import pairs
from tests.stories.pairs import decided

GRID = [
    (pairs.BUDGET, (), Ground.NOTHING_NEAR),
    (pairs.BUDGET_EDITED, (pairs.BUDGET,), Ground.SAME_TEXT),
    (pairs.FIRE_LATER, (pairs.FIRE,), Ground.TOLL_MOVED),
    (pairs.DOLLAR_LATER, (pairs.DOLLAR,), Ground.MARKET_MOVED),
    (pairs.WEATHER_NEXT, (pairs.WEATHER,), Ground.NUMBERS_CONFLICT),
    (pairs.CABLE_TWO, (pairs.CABLE_ONE,), Ground.OTHER_PLACES),
    (pairs.FOOTBALL, (pairs.BUDGET,), Ground.NOT_ALIKE),
]


def kept_of(new: pairs.Report, decision: Decision) -> str:
    (batch,) = read([new])
    return evidence(new[0], batch.articles[0].title, decision)


@pytest.mark.parametrize(("new", "earlier", "ground"), GRID)
def test_every_decision_can_be_told(
    new: pairs.Report, earlier: tuple[pairs.Report, ...], ground: Ground
) -> None:
    kept = kept_of(new, decided(new, *earlier, after=timedelta(hours=2)))
    told = points(kept)
    assert json.loads(kept)["ground"] == ground.value
    assert told[0].key == f"ground.{ground.value}"
    phrases = load_phrases()
    for point in told:
        assert phrases.text(f"why.evidence.{point.key}", **point.values)


def test_a_moved_toll_is_told_with_both_figures() -> None:
    decision = decided(pairs.FIRE_LATER, pairs.FIRE, after=timedelta(hours=2))
    told = {point.key: point.values for point in points(kept_of(pairs.FIRE_LATER, decision))}
    assert told["moved.dead"] == {"earlier": 5, "figure": 12}


def test_the_shared_words_of_the_headline_are_told() -> None:
    decision = decided(pairs.BUDGET_EDITED, pairs.BUDGET)
    told = {point.key: point.values for point in points(kept_of(pairs.BUDGET_EDITED, decision))}
    assert "الموازنة" in str(told["headline"]["words"])


@given(st.text(max_size=60))
def test_evidence_that_cannot_be_read_tells_nothing(kept: str) -> None:
    assert points(kept) == []
    assert (
        points("[]") == points('{"ground": "else"}') == points('{"ground": "same_text", "text": "x"}') == []
    )
