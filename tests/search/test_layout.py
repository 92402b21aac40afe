"""Postings come off their pages as they went on, in the form of today and in the one before it."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search import stretches as stretches_module
from bot.search.postings import layout
from bot.search.postings.layout import (
    FORM,
    PAGE_POSTINGS,
    Page,
    joined,
    lay,
    pack_directory,
    pack_pages,
    read,
    unpack_directory,
    unpack_page,
)
from bot.search.postings.segment import COLUMNS, MOST_DOCUMENTS, Postings
from bot.search.postings.view import Block, OpenSegment
from bot.search.stretches import Stretches
from storage.records.search import PAGES_EACH, SegmentBlobs

DOCUMENTS = st.sets(
    st.integers(0, 300) | st.integers(0, MOST_DOCUMENTS - 1) | st.sampled_from([65_535, 65_536, 131_072]),
    min_size=1,
    max_size=40,
)
TERMS = st.lists(DOCUMENTS, max_size=12)


def postings_of(terms: Sequence[set[int]]) -> Postings:
    """Terms 10, 20 … that stand in those documents; the impact tells the document."""
    documents = np.array([document for held in terms for document in sorted(held)], np.uint32)
    return Postings(
        np.arange(1, len(terms) + 1, dtype=np.uint64) * np.uint64(10),
        np.cumsum([0, *map(len, terms)]).astype(np.uint32),
        documents,
        (documents % 255 + 1).astype(np.uint8),
    )


def as_before(postings: Postings) -> tuple[bytes, list[bytes]]:
    """The terms blob and the pages that the versions before wrote."""
    terms = postings.keys.astype("<u8").tobytes() + postings.starts.astype("<u4").tobytes()
    parts = [slice(first, first + 4096) for first in range(0, len(postings.documents), 4096)]
    return terms, [
        postings.documents[part].astype("<u2").tobytes() + postings.impacts[part].tobytes() for part in parts
    ]


def same(one: Postings, other: Postings) -> bool:
    return all(
        np.array_equal(getattr(one, field), getattr(other, field))
        for field in ("keys", "starts", "documents", "impacts")
    )


@settings(deadline=None)
@given(TERMS)
def test_postings_survive_their_pages_however_far_apart_they_are(terms: list[set[int]]) -> None:
    postings = postings_of(terms)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PAGE_POSTINGS, FORM, 7)
        laid = lay(postings)
        page = joined([unpack_page(body) for body in pack_pages(laid.page)])
        directory = unpack_directory(pack_directory(laid.directory), FORM)
        assert directory.counts.tolist() == [len(held) for held in terms]
        assert same(read(directory, page, FORM), postings)


def test_a_posting_costs_three_bytes() -> None:
    held = set(range(0, MOST_DOCUMENTS, 3))
    assert sum(map(len, pack_pages(lay(postings_of([held])).page))) == 3 * len(held)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sets(st.integers(0, 65_535), min_size=1, max_size=40), max_size=12))
def test_what_earlier_versions_wrote_is_read_as_it_is(terms: list[set[int]]) -> None:
    postings = postings_of(terms)
    blob, pages = as_before(postings)
    assert same(read(unpack_directory(blob, 1), joined([*map(unpack_page, pages)]), 1), postings)


@settings(max_examples=60, deadline=None)
@given(TERMS, st.lists(st.sets(st.integers(0, 65_535), min_size=1, max_size=40), max_size=8), st.data())
def test_of_a_block_any_terms_can_be_read(
    new: list[set[int]], old: list[set[int]], data: st.DataObject
) -> None:
    wanted = data.draw(st.lists(st.integers(1, 15).map(lambda number: 10 * number), unique=True))
    with pytest.MonkeyPatch.context() as patch:
        for module in (layout, stretches_module):
            patch.setattr(module, "PAGE_POSTINGS", {1: 4096, FORM: 7})
        laid = lay(postings_of(new))
        blob, pages = as_before(postings_of(old))
        bodies = {PAGES_EACH + number: body for number, body in enumerate(pages)}
        bodies |= {2 * PAGES_EACH + number: body for number, body in enumerate(pack_pages(laid.page))}
        parts = [(1, 1, blob, 70_000), (2, FORM, pack_directory(laid.directory), MOST_DOCUMENTS)]
        block = Block([opened(*part) for part in parts])
        stretches = Stretches(block, wanted)
        at_hand: dict[int, Page] = {number: unpack_page(bodies[number]) for number in stretches.page_ids}
        runs = stretches.runs(at_hand)
    assert list(runs) == wanted
    for key, found in runs.items():
        at = key // 10 - 1
        there = sorted(old[at]) if at < len(old) else []
        there += [document + 70_000 for document in sorted(new[at])] if at < len(new) else []
        assert found.documents.tolist() == there
        assert found.impacts.tolist() == [
            (where if where < 70_000 else where - 70_000) % 255 + 1 for where in there
        ]
    assert stretches.postings == sum(found.size for found in runs.values())


def opened(segment_id: int, form: int, terms: bytes, size: int) -> OpenSegment:
    return OpenSegment(
        SegmentBlobs(
            segment_id=segment_id,
            form=form,
            documents=size,
            pages=0,
            terms=terms,
            articles=np.zeros(size, COLUMNS).tobytes(),
        )
    )
