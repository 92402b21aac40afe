"""What only inserts its parameters goes to PostgreSQL as a COPY, and arrives as it would have."""

from datetime import UTC, datetime

import pytest

from bot.feeds.identity import hash63
from storage.backends.copying import LEAST, copy_of
from storage.records.archive import ImportedArticle
from storage.records.search import PAGES_EACH
from storage.sql import queries
from storage.store import Store

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_a_plain_insert_becomes_a_copy_with_its_constants() -> None:
    copy = copy_of("INSERT INTO notes (id, kind,\n  body, seen) VALUES (%(id)s, 'a b', %(body)s,\n  1)")

    assert copy is not None
    assert copy.statement == "COPY notes (id, kind, body, seen) FROM STDIN"
    assert copy.row({"body": None, "id": 7}) == [7, "a b", None, 1]


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO notes (id) VALUES (%(id)s) ON CONFLICT (id) DO NOTHING",
        "INSERT INTO notes (id) VALUES (%(id)s) RETURNING id",
        "INSERT INTO notes (id) VALUES (coalesce(%(id)s, 1))",
        "INSERT INTO notes (id) SELECT %(id)s",
        "UPDATE notes SET id = %(id)s",
    ],
)
def test_whatever_does_more_stays_as_it_is(query: str) -> None:
    assert copy_of(query) is None


@pytest.mark.parametrize("name", ["archive.add", "archive.add_key", "search.add_page"])
def test_what_an_import_writes_is_copied(name: str) -> None:
    assert copy_of(queries("postgres")[name]) is not None


async def test_what_is_copied_arrives_as_it_was(store: Store) -> None:
    texts = ["tab\t, line\n, return\r", "back\\slash \\N \\.", "", "«كربلاء»", *map(str, range(LEAST))]
    async with store.write() as tx:
        sources = await tx.archive.source_ids({"وكالة"}, now=NOW)
        ids = await tx.archive.add([_imported(text) for text in texts], sources, now=NOW)
        pages = [(number, bytes(range(256))) for number in range(LEAST)]
        segment_id = await tx.search.begin_segment(
            form=2, documents=1, pages=LEAST, terms=b"", articles=b"", lease_until=NOW
        )
        await tx.search.add_pages(segment_id, pages)

    async with store.read() as tx:
        found = await tx.search.found(ids)
        bodies = await tx.search.pages(segment_id * PAGES_EACH + number for number, _ in pages)
    assert [found[article_id].text for article_id in ids] == texts
    assert [found[article_id].dated_at for article_id in ids] == [NOW] * len(texts)
    assert list(bodies.values()) == [body for _, body in pages]


def _imported(text: str) -> ImportedArticle:
    return ImportedArticle(
        key=hash63("copying", text),
        url=f"https://example.org/{hash63(text)}",
        entry_id=None,
        title="عنوان",
        text=text,
        section=None,
        place="بغداد",
        content_hash=1,
        source_name="وكالة",
        published_at=None,
    )
