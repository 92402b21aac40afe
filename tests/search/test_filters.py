"""مصدر، قسم، مكان and dates bound what may be found."""

from datetime import timedelta

import pytest

from storage.store import Store
from tests.fakes import ManualClock
from tests.search.shelf import Shelf

DAY = timedelta(days=1)


ASKED: list[tuple[str, set[str]]] = [
    ("فيضان مصدر:واع", {"فيضان اليوم", "فيضان في البصرة قديم"}),
    ("فيضان مصدر:«شفق نيوز»", {"فيضان الأمس", "فيضان الشهر"}),
    ("فيضان المصدر:شفق", {"فيضان الأمس", "فيضان الشهر"}),
    ("مصدر:واع", {"فيضان اليوم", "فيضان في البصرة قديم"}),
    ("فيضان مصدر:رويترز", set()),
    ("فيضان قسم:محليّات", {"فيضان اليوم", "فيضان الشهر"}),
    ("فيضان مكان:البصره", {"فيضان اليوم", "فيضان في البصرة قديم"}),
    ("فيضان مكان:بغداد مصدر:واع", set()),
    ("فيضان أمس", {"فيضان الأمس"}),
    ("فيضان تاريخ:أمس", {"فيضان الأمس"}),
    ("فيضان منذ أسبوع", {"فيضان اليوم", "فيضان الأمس"}),
    ("فيضان آخر 30 يوم", {"فيضان اليوم", "فيضان الأمس", "فيضان الشهر"}),
    ("فيضان منذ 2026-11-01", {"فيضان اليوم", "فيضان الأمس", "فيضان الشهر"}),
    ("فيضان من ٢٠٢٦-١١-٢٣ إلى ٢٠٢٦-١١-٢٣", {"فيضان الأمس"}),
    ("فيضان قبل 2024-01-01", {"فيضان في البصرة قديم"}),
    ("فيضان قبل يناير 2024", {"فيضان في البصرة قديم"}),
    ("فيضان بعد 2026-11-23", {"فيضان اليوم"}),
    ("فيضان 23/11/2026", {"فيضان الأمس"}),
    ("فيضان هذا الشهر", {"فيضان اليوم", "فيضان الأمس", "فيضان الشهر"}),
    ("فيضان تاريخ:2023", {"فيضان في البصرة قديم"}),
]
"""It is noon of Tuesday, 24 November 2026, in Baghdad."""


@pytest.fixture
def shelf(store: Store, clock: ManualClock) -> Shelf:
    return Shelf(store, clock)


@pytest.fixture
def sqlite_shelf(sqlite_store: Store, clock: ManualClock) -> Shelf:
    return Shelf(sqlite_store, clock)


async def test_only_what_was_asked_for_is_found(shelf: Shelf) -> None:
    await shelf.put("فيضان اليوم", source="واع", section="محليات", place="البصرة")
    await shelf.put("فيضان الأمس", source="شفق نيوز", section="سياسة", place="بغداد", age=DAY)
    await shelf.put("فيضان الشهر", source="شفق نيوز", section="محليات", age=20 * DAY)
    await shelf.put("فيضان في البصرة قديم", source="واع", age=3 * 365 * DAY)
    await shelf.index()
    for query, titles in ASKED:
        assert set(await shelf.found(query)) == titles, query


async def test_a_headline_about_a_source_is_no_filter(sqlite_shelf: Shelf) -> None:
    await sqlite_shelf.put("مصدر: الحكومة تبحث الموازنة")
    await sqlite_shelf.index()
    assert await sqlite_shelf.found("مصدر: الحكومة تبحث الموازنة") == ["مصدر: الحكومة تبحث الموازنة"]
