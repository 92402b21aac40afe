"""Too many requests are refused once aloud and then in silence; nobody else notices."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.flood import BURST, MOST_PEOPLE, FloodGuard, Gate, Verdict


def test_a_burst_is_answered_then_refused_once_then_ignored() -> None:
    guard = FloodGuard()
    verdicts = [guard.judge(1, 0.0) for _ in range(int(BURST) + 3)]
    assert verdicts == [Verdict.ANSWER] * int(BURST) + [Verdict.REFUSE, Verdict.IGNORE, Verdict.IGNORE]


def test_the_refusal_is_said_again_after_a_minute_only() -> None:
    guard = FloodGuard()
    said = [guard.judge(1, second / 10) for second in range(1300)].count(Verdict.REFUSE)
    assert said == 3


def test_one_request_every_two_seconds_is_always_answered() -> None:
    guard = FloodGuard()
    assert {guard.judge(1, 2.0 * turn) for turn in range(100)} == {Verdict.ANSWER}


def test_ten_thousand_requests_of_one_person_cost_the_others_nothing() -> None:
    guard = FloodGuard()
    answered = [guard.judge(1, turn / 1000) for turn in range(10_000)].count(Verdict.ANSWER)
    assert answered <= BURST + 5
    assert guard.judge(2, 10.0) is Verdict.ANSWER


def test_the_memory_of_people_is_bounded() -> None:
    guard = FloodGuard()
    for user_id in range(MOST_PEOPLE + 500):
        guard.judge(user_id, user_id * 1.0)
    assert len(guard._people) == MOST_PEOPLE


@given(st.lists(st.floats(min_value=0, max_value=3), max_size=200))
def test_over_any_time_no_more_is_answered_than_the_bucket_holds(gaps: list[float]) -> None:
    guard = FloodGuard()
    now = answered = 0.0
    for gap in gaps:
        now += gap
        answered += guard.judge(1, now) is Verdict.ANSWER
    assert answered <= BURST + now / 2.0


def message(update_id: int, user_id: int, text: str, *, chat: str = "private") -> dict[str, Any]:
    return {
        "update_id": update_id,
        "message": {"from": {"id": user_id}, "chat": {"id": user_id, "type": chat}, "text": text},
    }


def test_a_flood_is_dropped_before_it_is_read_and_one_refusal_gets_through() -> None:
    gate = Gate()
    passed = [number for number in range(20) if gate.lets_pass(message(number, 1, "أخبار"), 0.0)]
    assert passed == list(range(int(BURST) + 1))
    assert [number for number in passed if gate.refused(number)] == [int(BURST)]
    assert not gate.refused(int(BURST))


def test_talk_in_a_group_uses_up_nothing_of_what_a_command_needs() -> None:
    gate = Gate()
    for number in range(50):
        gate.lets_pass(message(number, 1, "كيف حالكم", chat="supergroup"), 0.0)
    assert gate.lets_pass(message(99, 1, "/latest", chat="supergroup"), 0.0)
    assert not gate.refused(99)


def test_presses_are_counted_with_their_presser() -> None:
    gate = Gate()
    press = {"update_id": 1, "callback_query": {"from": {"id": 1}}}
    assert [gate.lets_pass(press, 0.0) for _ in range(int(BURST) + 2)][-1] is False


@pytest.mark.parametrize(
    "raw",
    [
        None,
        7,
        [],
        {},
        {"update_id": 1},
        {"message": None},
        {"message": {"from": {"id": "س"}}},
        {"callback_query": 1},
    ],
)
def test_what_cannot_be_judged_passes_on_to_be_read(raw: object) -> None:
    assert Gate().lets_pass(raw, 0.0)
