"""Whatever is asked, both databases give the same answer: the same articles, scores and proposals."""

import asyncio
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.search.page import SearchPage
from storage.opening import open_store
from tests.fakes import ManualClock
from tests.search.shelf import Shelf

_SAID = """
    الحكومة حكومة وزير الوزراء النفط نفطية المياه البصرة بغداد كربلاء مباراة الدوري مسؤول الطائرة ترامب ترمب
    يونيو حزيران 2024 ١٢ مدرسة المدارس عبد الله عبدالله سوريا كهرباء
"""
WORDS = _SAID.split()
ARTICLES = 60

MARKED = st.sampled_from(WORDS)
SLIPS = st.tuples(MARKED, st.integers(0, 9), st.sampled_from("ابتيهسل")).map(
    lambda slip: slip[0][: slip[1]] + slip[2] + slip[0][slip[1] :]
)
PIECES = st.one_of(
    MARKED,
    SLIPS,
    MARKED.map(lambda word: f"-{word}"),
    MARKED.map(lambda word: f"{word[:3]}*"),
    st.tuples(MARKED, MARKED).map(lambda pair: f"«{pair[0]} {pair[1]}»"),
    st.sampled_from(["مصدر:واع", "مكان:البصرة", "قسم:رياضة", "منذ أسبوع", "أمس", "2026"]),
)
QUERIES = st.lists(PIECES, min_size=1, max_size=5).map(" ".join)


class Both:
    """One archive in both databases, asked from outside of the event loop, as hypothesis wants it."""

    def __init__(self, *urls: str) -> None:
        self._runner = asyncio.Runner()
        self._shelves = [self._runner.run(self._filled(url)) for url in urls]

    async def _filled(self, url: str) -> Shelf:
        shelf, chance = Shelf(await open_store(url), ManualClock()), random.Random(7)
        for number in range(ARTICLES):
            await shelf.put(
                " ".join(chance.choices(WORDS, k=4)),
                " ".join(chance.choices(WORDS, k=chance.randrange(60))),
                source=chance.choice(["واع", "شفق نيوز"]),
                section=chance.choice([None, "رياضة"]),
                place=chance.choice([None, "البصرة"]),
                age=timedelta(hours=chance.randrange(1000)),
            )
            if number % 7 == 0:
                await shelf.index()
        await shelf.index()
        await shelf.merge()
        return shelf

    def __call__(self, query: str) -> list[tuple[SearchPage, SearchPage]]:
        """The first page and the second of each."""
        return [self._runner.run(self._pages(shelf, query)) for shelf in self._shelves]

    @staticmethod
    async def _pages(shelf: Shelf, query: str) -> tuple[SearchPage, SearchPage]:
        first = await shelf.ask(query, limit=5)
        return first, await shelf.ask(query, limit=5, cursor=first.cursor)

    def close(self) -> None:
        for shelf in self._shelves:
            self._runner.run(shelf.store.close())
        self._runner.close()


@pytest.fixture
def both(sqlite_url: str, postgres_url: str) -> Iterator[Both]:
    asking = Both(sqlite_url, postgres_url)
    yield asking
    asking.close()


def test_random_queries_are_answered_alike(both: Both) -> None:
    @settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(QUERIES)
    def alike(query: str) -> None:
        on_sqlite, on_postgres = both(query)
        assert on_sqlite == on_postgres

    alike()
