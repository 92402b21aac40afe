"""What newsrooms make of a day, found and told apart: each new report against an earlier one."""

from datetime import timedelta

import pytest

from bot.stories.comparison import Pair
from bot.stories.fingerprint import fingerprint
from bot.stories.mark import bytes_of
from bot.stories.match import Decision, Ground, decide, judge
from bot.stories.outcome import outcome_known
from bot.stories.window import Window
from storage.records.clustering import EnteredArticle
from storage.records.identity import ArticleId
from storage.records.story import Relation
from tests.stories import pairs, wire
from tests.stories.pairs import Report, sighting

NEW = ArticleId(99)


def met(new: Report, *earlier: Report, hours: float) -> Decision:
    """The decision on *new* by those of the *earlier* reports that come near it in a window."""
    olds = {ArticleId(number): report for number, report in enumerate(earlier, start=1)}
    window = Window()
    window.enter(
        [
            EnteredArticle(
                turn=number,
                article_id=number,
                hashes=bytes_of(fingerprint(*report).hashes),
                dated_at=pairs.NOON,
            )
            for number, report in olds.items()
        ]
    )
    later = sighting(new, NEW, after=timedelta(hours=hours))
    near = window.nearest([NEW], [fingerprint(*new)])[NEW]
    return decide(judge([Pair(later, sighting(olds[other], other)) for other in near]))


@pytest.mark.parametrize(
    ("new", "old", "hours"),
    [
        (wire.OIL_CREDITED, wire.OIL, 0.3),
        (wire.OIL_CUT, wire.OIL, 0.8),
        (wire.OIL_CUT, wire.OIL_CREDITED, 0.5),
        (wire.QUAKE, wire.QUAKE_LINE, 0.2),
    ],
)
def test_a_wires_text_is_known_however_outlets_head_credit_and_cut_it(
    new: Report, old: Report, hours: float
) -> None:
    assert met(new, old, hours=hours).relation is Relation.DUPLICATE


@pytest.mark.parametrize(
    ("new", "old", "hours"),
    [
        (wire.QUAKE_RETOLD, wire.QUAKE, 2),
        (wire.QUAKE_RETOLD, wire.QUAKE_LINE, 2),
        (wire.CRASH_KUT_RETOLD, wire.CRASH_KUT, 2),
        (wire.GUEST_FRANCE_RETOLD, wire.GUEST_FRANCE, 1),
        (wire.MATCH_AFTER_RETOLD, wire.MATCH_AFTER, 1),
        (wire.SHUTDOWN_RETOLD, wire.SHUTDOWN, 2),
        (wire.SPEECH_RETOLD, wire.SPEECH, 1),
    ],
)
def test_an_event_in_wholly_other_words_is_found_and_known(new: Report, old: Report, hours: float) -> None:
    assert met(new, old, hours=hours).relation is Relation.SAME_EVENT


@pytest.mark.parametrize(
    ("new", "old", "hours"),
    [
        (wire.OIL_NEXT, wire.OIL, 144),
        (wire.QUAKE_ELSEWHERE, wire.QUAKE, 1),
        (wire.QUAKE_ELSEWHERE, wire.QUAKE_RETOLD, 1),
        (wire.CRASH_KIRKUK, wire.CRASH_KUT, 4),
        (wire.CRASH_KUT_RETOLD, wire.CRASH_KIRKUK, 2),
        (wire.GUEST_JAPAN, wire.GUEST_FRANCE, 2),
        (wire.GUEST_FRANCE_RETOLD, wire.GUEST_JAPAN, 1),
        (wire.RATE_EVENING, wire.RATE_MORNING, 7),
        (wire.SKY_NEXT, wire.SKY, 24),
        (wire.SITTING_AMNESTY, wire.SITTING_BUDGET, 1),
        (wire.ARREST_OTHER, wire.ARREST_DRUGS, 5),
        (wire.SPEECH_OTHER, wire.SPEECH_RETOLD, 3),
    ],
)
def test_two_events_in_like_words_stay_two(new: Report, old: Report, hours: float) -> None:
    assert met(new, old, hours=hours).relation is Relation.FIRST


def test_a_toll_that_another_outlet_brings_higher_is_an_update() -> None:
    decision = met(wire.BLAST_LATER, wire.BLAST, hours=3)
    assert (decision.relation, decision.ground) == (Relation.UPDATE, Ground.TOLL_MOVED)


def test_the_result_of_a_match_goes_on_from_its_preview() -> None:
    decision = met(wire.MATCH_AFTER, wire.MATCH_BEFORE, hours=8)
    assert (decision.relation, decision.ground) == (Relation.UPDATE, Ground.OUTCOME_KNOWN)


def test_whoever_brings_the_result_next_joins_it() -> None:
    decision = met(wire.MATCH_AFTER, wire.MATCH_BEFORE, wire.MATCH_AFTER_RETOLD, hours=1)
    assert (decision.relation, decision.ground) == (Relation.SAME_EVENT, Ground.SAME_EVENT)
    assert decision.other is not None
    assert decision.other.article_id == 2


@pytest.mark.parametrize(
    ("new", "old", "known"),
    [
        ("العراق يفوز على الأردن", "العراق يواجه الأردن الليلة", True),
        ("العراق يواجه الأردن الليلة", "العراق يفوز على الأردن", False),
        ("العراق يفوز على الأردن", "أسود الرافدين يتغلبون على النشامى بفوز ثمين", False),
        ("موعد مباراة العراق بعد فوز الأردن", "العراق يواجه الأردن الليلة", False),
    ],
)
def test_an_outcome_is_what_the_later_headline_alone_tells(new: str, old: str, *, known: bool) -> None:
    assert outcome_known(fingerprint(new, "").mark, fingerprint(old, "").mark) is known


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (wire.SIRENS_ELSEWHERE, wire.SIRENS),
        (wire.VERDICT_OTHER, wire.VERDICT),
        (wire.MATCH_SHORT_OTHER, wire.MATCH_SHORT),
        (wire.CALL_OTHER, wire.CALL),
        (wire.GUEST_OTHER, wire.GUEST),
    ],
)
def test_one_frame_of_few_words_filled_with_two_things_is_two_stories(new: Report, old: Report) -> None:
    assert met(new, old, hours=2).relation is Relation.FIRST
    assert met(old, new, hours=2).relation is Relation.FIRST


def test_the_report_in_the_same_frame_is_named_though_another_is_a_little_likely() -> None:
    decision = met(wire.MATCH_SHORT_OTHER, wire.MATCH_SHORT, wire.GUEST, hours=2)
    assert decision.ground is Ground.OTHER_SUBJECT
    assert decision.other is not None
    assert decision.other.article_id == ArticleId(1)


def test_a_short_price_or_toll_that_moved_goes_on_in_the_frame_of_the_earlier_one() -> None:
    assert met(wire.BRENT_LATER, wire.BRENT, hours=5).ground is Ground.MARKET_MOVED
    assert met(wire.COLLAPSE_RISEN, wire.COLLAPSE, hours=3).ground is Ground.TOLL_MOVED


def test_a_flash_is_one_story_with_the_report_that_it_grows_into() -> None:
    assert met(wire.RESIGNED_TOLD, wire.RESIGNED, hours=1).relation is not Relation.FIRST
