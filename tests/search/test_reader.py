"""What was read of the index is kept as long as there is room, and longer what is often asked for."""

import numpy as np

from bot.search.postings.runs import Run
from bot.search.reader import KeptRuns

BLOCK = object()


def run_of(documents: int) -> Run:
    return Run(np.arange(documents, dtype=np.uint32), np.ones(documents, np.uint8))


def test_absence_is_known_too_and_only_of_its_own_block() -> None:
    kept = KeptRuns(1 << 20)
    kept.keep(BLOCK, {1: run_of(3), 2: run_of(0)})

    assert set(kept.known(BLOCK, [1, 2, 3])) == {1, 2}
    assert not kept.known(object(), [1])


def test_what_is_asked_for_stays_and_the_rest_makes_room() -> None:
    kept = KeptRuns(1 << 20)
    often = run_of(1_000)
    kept.keep(BLOCK, {0: often})
    for key in range(1, 1_000):
        assert kept.known(BLOCK, [0])[0] is often
        kept.keep(BLOCK, {key: run_of(1_000)})
        assert kept.bytes <= 1 << 19

    assert not kept.known(BLOCK, [1, 2, 3])
    assert set(kept.known(BLOCK, [999])) == {999}
