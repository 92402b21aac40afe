"""However a query is added up, the same documents answer it with the same scores."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search import adding
from bot.search.board import Boards
from bot.search.postings import view as view_module
from bot.search.postings.analysis import IN_TITLE
from bot.search.postings.layout import FORM, lay, pack_directory
from bot.search.postings.runs import Run
from bot.search.postings.segment import COLUMNS, Postings
from bot.search.postings.view import Loaded, OpenSegment, View
from bot.search.scoring import Bounds, Group, Member, Ranking, rank
from storage.records.search import SegmentBlobs

SIZES = (10, 25, 40)


def view_of(sizes: Sequence[int]) -> View:
    """Segments of so many documents; what they hold is given apart."""
    nothing = np.zeros(0, np.uint32)
    empty = Postings(np.zeros(0, np.uint64), np.zeros(1, np.uint32), nothing, nothing.astype(np.uint8))
    segments = []
    for number, size in enumerate(sizes, 1):
        table = np.zeros(size, COLUMNS)
        table["article"] = np.arange(size) + 1_000 * number
        terms, articles = pack_directory(lay(empty).directory), table.tobytes()
        segments.append(
            OpenSegment(
                SegmentBlobs(
                    segment_id=number, form=FORM, documents=size, pages=0, terms=terms, articles=articles
                )
            )
        )
    return View(segments)


@st.composite
def run(draw: st.DrawFn, size: int) -> Run:
    held = sorted(draw(st.sets(st.integers(0, size - 1), min_size=1)))
    impacts = draw(st.lists(st.integers(1, 127), min_size=len(held), max_size=len(held)))
    titled = draw(st.lists(st.sampled_from([0, IN_TITLE]), min_size=len(held), max_size=len(held)))
    where, weights = np.array(held, np.uint32), np.array(impacts, np.uint8) | np.array(titled, np.uint8)
    if draw(st.booleans()):
        return Run(where, weights)
    spread = np.zeros(size, np.uint8)
    spread[where] = weights
    return Run(spread=spread)


MEMBERS = st.lists(st.tuples(st.integers(1, 30), st.sampled_from([1.0, 0.9, 0.5])), min_size=1, max_size=4)
GROUPS = st.lists(st.tuples(MEMBERS, st.booleans()), min_size=1, max_size=10)
POSTINGS = st.tuples(
    *(st.dictionaries(st.integers(1, 30), run(size), max_size=20) for size in sorted(SIZES, reverse=True))
)


@settings(max_examples=150, deadline=None)
@given(POSTINGS, GROUPS, st.sampled_from([10**9, 1_020, 2_010]))
def test_sorted_or_on_a_board_a_query_has_the_same_answers(
    postings: Sequence[dict[int, Run]], asked: list[tuple[list[tuple[int, float]], bool]], newest: int
) -> None:
    loaded = Loaded(postings)
    groups = [
        Group(tuple(Member((key,), weight) for key, weight in members), required=required)
        for members, required in asked
    ]

    def ranked(depth: int = sum(SIZES)) -> Ranking:
        bounds = Bounds(newest=newest)
        return rank(view, loaded, groups, bounds, minute=0, depth=depth, boards=Boards())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(view_module, "_TIERS", (30, 20, 0))
        view = view_of(SIZES)
        assert len(view.blocks) == len(SIZES)
        patch.setattr(adding, "_FEW", -1)
        on_a_board = ranked()
        patch.setattr(adding, "_FEW", 10**9)
        assert ranked() == on_a_board
        # Whoever wants few gets the first ones, and is told how many there are.
        patch.setattr(adding, "_FEW", -1)
        patch.setattr(adding, "_WORTH_CHOOSING", 0)
        for depth in (1, 2, 5):
            patch.setattr(adding, "_FIRST", 1)
            assert ranked(depth) == on_a_board.first(depth)
        patch.setattr(adding, "_FEW", 10**9)
        # Nothing was left out that covers enough, and nothing else was let in.
        patch.setattr(adding, "LEAST_COVERAGE", 0.0)
        assert ranked().covered == on_a_board.covered
