"""Any text whatsoever is a query, and any text whatsoever can be indexed."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.search.page import SearchPage
from bot.search.query.parse import parse_query
from bot.search.snippet import snippet
from bot.text.stem import light_stem
from bot.text.tokens import words
from storage.opening import open_store
from tests.fakes import ManualClock
from tests.search.shelf import Shelf

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_PIECES = (
    'الحكومة حكومه «رئيس الوزراء» « » " -بغداد - -- بغ* * مصدر:واع مصدر: قسم:«سياسة» مكان:البصرة تاريخ:أمس '
    "تاريخ:0000-00-00 منذ آخر 999 يوم عام إلى 9999-12-31 0001-01-01 31/02/2024 قبل بعد من يناير 2024 ﷺ ﻻ "
    "\x00 \ud800 \u202e \u0640\u0640 \U0001f600 % _ ' ; ( ) OR NOT :"
)
PIECES = st.sampled_from(_PIECES.split(" "))
QUERIES = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=10).map(" ".join),
    st.lists(PIECES, max_size=10).map("".join),
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Asking"]:
    """One archive for all examples, on a loop of its own."""
    asking = Asking(tmp_path_factory.mktemp("hostile") / "khabar.db")
    yield asking
    asking.close()


class Asking:
    """Asks from outside of the event loop, as hypothesis wants it."""

    def __init__(self, path: Path) -> None:
        self._runner = asyncio.Runner()
        self._shelf = self._runner.run(self._filled(path))

    async def _filled(self, path: Path) -> Shelf:
        shelf = Shelf(await open_store(f"sqlite:///{path}"), ManualClock())
        await shelf.put(
            "رئيس الوزراء يزور البصرة", "قال رئيس الحكومة في بغداد إن الموازنة أقرت.", place="البصرة"
        )
        await shelf.put("-- «» %", "' ; DROP TABLE articles \u202e\u0640 ﷺ \U0001f600", section="سياسة")
        await shelf.put("؟", "")
        await shelf.index()
        return shelf

    def __call__(self, query: str, cursor: str | None = None) -> SearchPage:
        return self._runner.run(self._shelf.ask(query, cursor=cursor))

    def close(self) -> None:
        self._runner.run(self._shelf.store.close())
        self._runner.close()


@given(query=QUERIES)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_raises(ask: Asking, query: str) -> None:
    page = ask(query)
    assert len(page.hits) <= page.total or page.more_than_total
    for hit in page.hits:
        assert all(0 <= span.start < span.start + span.length <= len(hit.snippet) for span in hit.highlights)


@given(cursor=st.one_of(st.text(max_size=30), st.from_regex(r"[0-9]{1,20}\.[0-9]{1,20}\.[0-9]{1,20}")))
@settings(max_examples=60, deadline=None)
def test_no_cursor_raises(ask: Asking, cursor: str) -> None:
    ask("البصرة", cursor)


@given(text=st.lists(PIECES, max_size=30).map(" ".join), wanted=st.lists(PIECES, max_size=4).map(" ".join))
@settings(max_examples=100, deadline=None)
def test_bold_stands_on_words_that_were_sought(text: str, wanted: str) -> None:
    sought = {light_stem(word): 1.0 for word in words(wanted)}
    shown, spans = snippet(text, sought, length=40)
    assert [span.start for span in spans] == sorted({span.start for span in spans})
    for span in spans:
        bold = shown[span.start : span.start + span.length]
        assert sought.keys() & {light_stem(word) for word in words(bold)}, bold


@given(query=QUERIES)
@settings(max_examples=100, deadline=None)
def test_a_query_of_any_length_is_read_in_a_moment(query: str) -> None:
    parsed = parse_query(query * 500, now=NOW)
    assert len(parsed.words) <= 32
