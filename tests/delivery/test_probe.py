"""Where to look for a post in doubt: found wherever it stands, and no other post of ours is touched."""

from collections.abc import Set as AbstractSet

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.probe import BOX_GAP, FRESH, GAP, MOST, Finding, Found, Look, between, next_step
from bot.delivery.sender import Sight

IDS = st.integers(1, 80)


def looked_through(
    floor: int | None, known: AbstractSet[int], chat: dict[int, Sight], *, shared: bool = False
) -> tuple[Finding | Found, list[int]]:
    """The finding about *chat*, and the ids that were looked at."""
    sights: dict[int, Sight] = {}
    while True:
        step = next_step(floor, known, sights, shared=shared)
        if not isinstance(step, Look):
            return step, list(sights)
        assert step.message_id not in sights
        sights[step.message_id] = chat.get(step.message_id, Sight.MISSING)


def test_an_empty_end_of_the_chat_means_that_it_never_arrived() -> None:
    assert looked_through(10, set(), {}) == (Finding.ABSENT, [11, 12, 13, 14])


def test_the_post_is_found_at_the_first_look_where_nothing_came_between() -> None:
    assert looked_through(10, set(), {11: Sight.OURS}) == (Found(11), [11])


def test_messages_of_others_and_holes_are_passed_over() -> None:
    chat = {11: Sight.FOREIGN, 12: Sight.TOUCHED, 15: Sight.FOREIGN, 18: Sight.OURS}
    assert looked_through(10, set(), chat)[0] == Found(18)


def test_other_posts_of_ours_are_not_looked_at_and_end_no_hole() -> None:
    chat = {16: Sight.OURS}
    finding, looks = looked_through(10, {11, 14, 15}, chat)
    assert finding == Found(16)
    assert looks == [12, 13, 16]


def test_more_foreign_messages_than_can_be_looked_through_leave_it_unclear() -> None:
    chat = dict.fromkeys(range(11, 11 + MOST * 2), Sight.FOREIGN)
    finding, looks = looked_through(10, set(), chat)
    assert finding is Finding.UNCLEAR
    assert len(looks) == MOST


def test_in_a_new_chat_the_first_ids_decide() -> None:
    assert looked_through(None, set(), {}) == (Finding.ABSENT, [1, 2, 3])
    assert looked_through(None, set(), {2: Sight.OURS}) == (Found(2), [1, 2])


def test_an_old_chat_whose_newest_id_is_unknown_is_not_walked_through() -> None:
    chat = dict.fromkeys(range(1, 1_000), Sight.FOREIGN)
    assert looked_through(None, set(), chat) == (Finding.UNCLEAR, [1, 2, 3])


@given(st.integers(0, 20), st.dictionaries(IDS, st.sampled_from([Sight.FOREIGN, Sight.TOUCHED])), IDS)
def test_a_post_above_the_floor_is_found_unless_a_long_hole_hides_it(
    floor: int, others: dict[int, Sight], above: int
) -> None:
    at = floor + above
    chat = {**others, at: Sight.OURS}
    finding, looks = looked_through(floor, set(), chat)
    assert len(looks) <= MOST
    if finding is Finding.ABSENT:
        holes = [
            all(number not in chat for number in range(start, start + GAP))
            for start in range(floor + 1, at - GAP + 1)
        ]
        assert any(holes), "only a hole of GAP ids may stand for the end of the chat"
    elif isinstance(finding, Found):
        assert finding.message_id == at
    else:
        assert above > MOST


@given(st.none() | st.integers(0, 20), st.frozensets(IDS), st.dictionaries(IDS, st.sampled_from(Sight)))
def test_what_is_known_to_be_another_post_is_never_touched(
    floor: int | None, known: frozenset[int], chat: dict[int, Sight]
) -> None:
    _, looks = looked_through(floor, known, chat)
    assert known.isdisjoint(looks)
    assert all(number > (floor or 0) for number in looks)


@given(st.none() | st.integers(0, 500), st.integers(1, 500), st.frozensets(IDS))
def test_an_earlier_copy_is_looked_for_between_the_floor_and_the_newer_one(
    floor: int | None, newest: int, known: frozenset[int]
) -> None:
    ids = between(floor, newest, known)
    assert ids == sorted(ids, reverse=True)
    assert known.isdisjoint(ids)
    assert all((floor or 0) < number < newest for number in ids)
    assert len(ids) <= (FRESH if floor is None else MOST)


def test_in_a_shared_box_empty_ids_below_the_newest_known_one_mean_nothing() -> None:
    finding, looks = looked_through(10, {17, 18, 30}, {25: Sight.OURS}, shared=True)
    assert finding == Found(25)
    assert looks == [*range(11, 17), *range(19, 26)]


def test_a_shared_box_ends_after_a_longer_row_of_empty_ids() -> None:
    finding, looks = looked_through(10, {12}, {}, shared=True)
    assert finding is Finding.ABSENT
    assert looks == [11, *range(13, 13 + BOX_GAP)]


def test_of_a_shared_box_of_which_nothing_is_known_nothing_is_concluded() -> None:
    assert looked_through(None, set(), {}, shared=True) == (Finding.UNCLEAR, [])
