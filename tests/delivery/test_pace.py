"""The pace: a server that counts never sees more than is permitted, and nobody waits longer than needed."""

import heapq
import math
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.delivery.pace import TRUSTED_TRIPS, Limits, Pace, Start, choose, is_group
from storage.records.delivery import Address, DeliveryKind, Head, Priority
from tests.delivery.samples import CHAT, NOW, a_head

POST, EDIT = DeliveryKind.POST, DeliveryKind.EDIT
LIMITS = Limits(overall_per_second=5, group_per_minute=4, gap=1.0, breaking_reserve=1)
READER = 1001


def send(pace: Pace, at: float, *, address: Address = CHAT, kind: DeliveryKind = POST) -> None:
    """A request whose answer is there at once."""
    pace.start(address, kind, at=at)
    pace.finish(address, kind, now=at)


def free_at(
    pace: Pace, now: float, *, address: Address = CHAT, kind: DeliveryKind = POST, urgent: bool = False
) -> float:
    return pace.free_at(address, kind, urgent=urgent, now=now)


def test_the_first_request_goes_at_once() -> None:
    assert free_at(Pace(LIMITS), 100.0) == 100.0


def test_two_messages_of_a_chat_are_a_gap_apart_whatever_they_are() -> None:
    pace = Pace(LIMITS)
    send(pace, 100.0)
    assert free_at(pace, 100.2) == 101.0
    assert free_at(pace, 100.2, kind=EDIT) == 101.0
    assert free_at(pace, 100.2, address=CHAT - 1) == 100.2


def test_one_request_of_a_chat_is_in_flight_at_a_time() -> None:
    pace = Pace(LIMITS)
    pace.start(CHAT, POST, at=100.0)
    assert free_at(pace, 103.0) == math.inf
    pace.finish(CHAT, POST, now=103.0)
    assert free_at(pace, 103.0) > 103.0


def test_a_group_has_its_budget_a_minute_of_which_the_last_is_for_breaking_news() -> None:
    pace = Pace(LIMITS)
    for second in (0.0, 1.0, 2.0):
        send(pace, second)
    assert free_at(pace, 10.0) == 60.0
    assert free_at(pace, 10.0, urgent=True) == 10.0
    send(pace, 10.0)
    assert free_at(pace, 11.0, urgent=True) == 60.0


def test_an_album_counts_as_many_messages_as_it_has_pictures() -> None:
    pace = Pace(Limits(overall_per_second=30, group_per_minute=20, gap=1.0, breaking_reserve=1))
    pace.start(CHAT, POST, at=0.0, cost=10)
    pace.finish(CHAT, POST, now=0.0)
    assert pace.free_at(CHAT, POST, urgent=False, now=1.0, cost=9) == 1.0
    assert pace.free_at(CHAT, POST, urgent=False, now=1.0, cost=10) == 60.0
    assert pace.free_at(CHAT, EDIT, urgent=False, now=1.0) == 1.0


def test_an_album_larger_than_the_budget_goes_when_the_budget_is_whole() -> None:
    pace = Pace(LIMITS)
    send(pace, 0.0)
    assert pace.free_at(CHAT, POST, urgent=False, now=5.0, cost=10) == 60.0
    assert pace.free_at(CHAT - 1, POST, urgent=False, now=5.0, cost=10) == 5.0


def test_albums_that_are_long_under_way_leave_the_other_chats_their_turn() -> None:
    pace = Pace(Limits(overall_per_second=28, group_per_minute=20, gap=1.0, breaking_reserve=1))
    for number in range(3):
        pace.start(CHAT - number, POST, at=0.0, cost=9)
    assert pace.free_at(CHAT - 9, POST, urgent=True, now=0.5, cost=9) == pytest.approx(1.0)
    assert pace.free_at(CHAT - 9, POST, urgent=True, now=1.5) == 1.5
    for number in range(3):
        pace.finish(CHAT - number, POST, now=2.0)
    assert pace.free_at(CHAT - 9, POST, urgent=True, now=2.1, cost=9) == pytest.approx(3.0), (
        "they count again"
    )


def test_changes_of_posts_have_a_budget_of_their_own() -> None:
    pace = Pace(LIMITS)
    for second in (0.0, 1.0, 2.0, 3.0):
        send(pace, second, kind=EDIT)
    assert free_at(pace, 10.0, kind=EDIT) == 60.0
    assert free_at(pace, 10.0) == 10.0


def test_a_person_is_written_to_once_a_second() -> None:
    pace = Pace(LIMITS)
    for second in range(30):
        assert free_at(pace, float(second), address=READER) == float(second)
        send(pace, float(second), address=READER)


def test_all_chats_together_have_a_budget_a_second_spread_over_it() -> None:
    pace = Pace(LIMITS)
    starts = []
    now = 0.0
    for number in range(6):
        now = max(now, free_at(pace, now, address=CHAT - number))
        send(pace, now, address=CHAT - number)
        starts.append(round(now, 6))
    assert starts == [0.0, 0.06, 0.12, 0.18, 0.24, 1.0]


def test_messages_of_an_earlier_process_count_as_long_as_they_would_have() -> None:
    pace = Pace(LIMITS)
    pace.count(CHAT, ages=[61.0, 50.0, 0.4], now=1000.0)
    assert free_at(pace, 1000.0) == pytest.approx(1000.6)
    send(pace, 1000.6)
    assert free_at(pace, 1002.0) == pytest.approx(1010.0)


def test_a_refusal_holds_its_chat_alone() -> None:
    pace = Pace(LIMITS)
    assert not pace.refused(CHAT, seconds=30.0, now=100.0)
    assert free_at(pace, 100.0) == 130.0
    assert free_at(pace, 100.0, address=CHAT - 1) == 100.0


def test_a_shorter_refusal_shortens_no_wait() -> None:
    pace = Pace(LIMITS)
    pace.refused(CHAT, seconds=30.0, now=100.0)
    pace.refused(CHAT, seconds=3.0, now=101.0)
    assert free_at(pace, 101.0) == 130.0


def test_refusals_of_several_chats_at_once_hold_everything() -> None:
    pace = Pace(LIMITS)
    assert [pace.refused(CHAT - number, seconds=10.0, now=100.0 + number) for number in range(3)] == [
        False,
        False,
        True,
    ]
    assert free_at(pace, 102.0, address=READER) == 112.0


def test_refusals_far_apart_are_each_their_chats_own() -> None:
    pace = Pace(LIMITS)
    held = [pace.refused(CHAT - number, seconds=1.0, now=100.0 + 3 * number) for number in range(5)]
    assert not any(held)
    assert not any(pace.refused(CHAT, seconds=1.0, now=200.0 + number) for number in range(5))


@pytest.mark.parametrize(("address", "grouped"), [(CHAT, True), (-5, True), ("@news", True), (READER, False)])
def test_the_limit_of_groups_is_for_all_but_persons(address: Address, *, grouped: bool) -> None:
    assert is_group(address) is grouped


def test_breaking_news_goes_first_then_who_has_waited_longest() -> None:
    pace = Pace(Limits(overall_per_second=30, gap=0.0))
    heads = [a_head(number) for number in range(1, 4)]
    send(pace, 0.0, address=heads[0].address)
    urgent = a_head(9, priority=Priority.BREAKING, published_at=NOW + timedelta(hours=1))
    order: list[Head] = []
    now = 5.0
    waiting = [*heads, urgent]
    while waiting:
        chosen, again_at = choose(waiting, pace, now=now)
        order += [start.head for start in chosen]
        waiting = [head for head in waiting if head not in order]
        now = again_at if waiting else now
    assert order == [urgent, heads[1], heads[2], heads[0]]


def test_a_lane_that_must_wait_holds_up_no_other() -> None:
    pace = Pace(Limits(overall_per_second=30))
    held, free = a_head(1), a_head(2)
    pace.refused(held.address, seconds=40.0, now=0.0)
    chosen, again_at = choose([held, free], pace, now=0.0)
    assert (chosen, again_at) == ([Start(free, 0.0)], 40.0)
    assert choose([held], pace, now=1.0) == ([], 40.0)


def test_what_starts_a_little_later_is_told_with_its_moment() -> None:
    pace = Pace(Limits(overall_per_second=30))
    send(pace, 0.0, address=CHAT - 1)
    chosen, again_at = choose([a_head(1)], pace, now=0.94, lead=0.05)
    assert chosen == []
    assert again_at == pytest.approx(0.95)
    assert choose([a_head(1)], pace, now=0.96, lead=0.05) == ([Start(a_head(1), 1.0)], math.inf)


@example(1.6145339959471288, 0.4)  # minus and plus the lead it is a little less
@given(st.floats(0.5, 300.0), st.sampled_from([0.05, 0.4]))
def test_at_the_moment_that_was_told_it_starts(seconds: float, lead: float) -> None:
    pace = Pace(LIMITS)
    pace.refused(CHAT, seconds=seconds, now=0.0)
    _, again_at = choose([a_head(1, address=CHAT)], pace, now=0.0, lead=lead)
    chosen, _ = choose([a_head(1, address=CHAT)], pace, now=again_at, lead=lead)
    assert len(chosen) == 1


def test_nothing_waiting_is_nothing_to_do() -> None:
    assert choose([], Pace(LIMITS), now=0.0) == ([], math.inf)


def test_few_round_trips_prove_no_shortest_one() -> None:
    pace = Pace(LIMITS)
    pace.start(CHAT, POST, at=0.0)
    pace.finish(CHAT, POST, now=0.4)
    assert free_at(pace, 0.5) == pytest.approx(1.4), "a slow first answer says nothing about the next"


class Server:
    """Counts each request at some moment while it is there, in sliding windows."""

    def __init__(self) -> None:
        self.counted: list[tuple[float, Address]] = []

    def most(self, seconds: float, address: Address | None = None) -> int:
        """How many were counted within any *seconds*."""
        moments = sorted(moment for moment, chat in self.counted if address in {None, chat})
        return max(
            (sum(begin <= moment < begin + seconds for moment in moments) for begin in moments), default=0
        )


def play(
    pace: Pace,
    chats: Sequence[Address],
    works: Sequence[tuple[float, float]],
    *,
    posts: int,
    way: float = 0.02,
    lead: float = 0.0,
) -> tuple[Server, float]:
    """*posts* to every chat, *way* seconds there and as many back.

    The server works on each as long as one of *works* says, and counts it at that part of its work. What may
    start within *lead* seconds is chosen ahead and leaves at its moment.
    """
    server, now, sent = Server(), 0.0, 0
    left = Counter(dict.fromkeys(chats, posts))
    flights: list[tuple[float, Address]] = []
    while left or flights:
        while flights and flights[0][0] <= now:
            _, address = heapq.heappop(flights)
            pace.finish(address, POST, now=now)
        busy = {address for _, address in flights}
        heads = [a_head(1, address=chat) for chat in left if chat not in busy]
        chosen, again_at = choose(heads, pace, now=now, lead=lead)
        for start in chosen:
            assert now <= start.at
            assert start.at - lead <= now
            seconds, part = works[sent % len(works)]
            sent += 1
            server.counted.append((start.at + way + seconds * part, start.head.address))
            heapq.heappush(flights, (start.at + 2 * way + seconds, start.head.address))
            left[start.head.address] -= 1
            left += Counter()
        if not chosen and (left or flights):
            now = min(again_at, flights[0][0] if flights else math.inf)
    return server, now


def warmed(limits: Limits, *, trip: float) -> Pace:
    """A pace that has seen round trips without any work in them, in chats that are done with."""
    pace = Pace(limits)
    for number in range(TRUSTED_TRIPS):
        pace.start(READER + number, POST, at=-100.0)
        pace.finish(READER + number, POST, now=-100.0 + trip)
    return pace


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.floats(0.0, 2.0), st.floats(0.0, 1.0)), min_size=1, max_size=7),
    st.floats(0.001, 0.3),
    st.integers(1, 5),
    st.sampled_from([0.0, 0.05, 0.4]),
)
def test_no_window_of_the_server_ever_holds_more_than_is_permitted(
    works: list[tuple[float, float]], way: float, chats: int, lead: float
) -> None:
    addresses: list[Address] = [CHAT - number for number in range(chats)]
    server, _ = play(warmed(LIMITS, trip=2 * way), addresses, works, posts=7, way=way, lead=lead)
    assert len(server.counted) == 7 * chats
    for address in addresses:
        assert server.most(60.0, address) <= LIMITS.group_per_minute
        assert server.most(0.999, address) <= 1
    assert server.most(0.999) <= LIMITS.overall_per_second


def test_the_permitted_rate_is_used_to_the_full() -> None:
    limits = Limits(overall_per_second=30, group_per_minute=20, gap=1.0, breaking_reserve=0)
    chats: list[Address] = [CHAT - number for number in range(45)]
    server, seconds = play(Pace(limits), chats, [(0.01, 0.5)], posts=8)
    assert len(server.counted) == 360
    assert seconds < 360 / limits.overall_per_second / 0.97
    assert server.most(1.0) <= limits.overall_per_second
