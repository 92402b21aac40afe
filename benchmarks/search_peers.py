"""Other ways to search the same articles: SQLite's FTS5 as it comes, FTS5 on our terms, tantivy.

A peer is built from (number, title, text) and answers a query with numbers, the best first.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol

from bot.text.tokens import terms, words

Document = tuple[int, str, str]
BATCH: Final = 2_000


class Peer(Protocol):
    """A search engine to compare with."""

    def build(self, documents: Iterable[Document]) -> None:
        """Index *documents*."""
        ...

    def search(self, text: str, most: int) -> Sequence[int]:
        """The numbers of what is found, the best first."""
        ...

    def size(self) -> int:
        """Bytes on the disk."""
        ...


class Fts5:
    """SQLite's own full-text search, unicode61 tokens, every word required: what a first bot does."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "fts5.db"
        self._database = sqlite3.connect(self._path)
        self._database.execute("CREATE VIRTUAL TABLE found USING fts5(title, body, content='')")

    def build(self, documents: Iterable[Document]) -> None:
        """See Peer."""
        rows = ((number, self._said(title), self._said(text)) for number, title, text in documents)
        self._database.executemany("INSERT INTO found (rowid, title, body) VALUES (?, ?, ?)", rows)
        self._database.execute("INSERT INTO found (found) VALUES ('optimize')")
        self._database.commit()

    def search(self, text: str, most: int) -> Sequence[int]:
        """See Peer."""
        return self._match(" ".join(f'"{word}"' for word in self._asked(text)), most)

    def size(self) -> int:
        """See Peer."""
        return self._path.stat().st_size

    def _said(self, text: str) -> str:
        return text

    def _asked(self, text: str) -> list[str]:
        return [word for word in text.replace('"', " ").split() if word]

    def _match(self, query: str, most: int) -> list[int]:
        if not query:
            return []
        rows = self._database.execute(
            "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found, 5.0, 1.0) LIMIT ?",
            (query, most),
        )
        return [number for (number,) in rows]


class Fts5OnOurTerms(Fts5):
    """FTS5 over light stems, the title five times; every word, and where that finds too little, any word."""

    def search(self, text: str, most: int) -> Sequence[int]:
        """See Peer."""
        asked = [f'"{word}"' for word in self._asked(text)]
        found = self._match(" ".join(asked), most)
        if len(found) < most:
            found += [number for number in self._match(" OR ".join(asked), most) if number not in found]
        return found[:most]

    def _said(self, text: str) -> str:
        return " ".join(terms(text))

    def _asked(self, text: str) -> list[str]:
        return terms(text)


class Tantivy:
    """tantivy with its default tokenizer, any word, the title three times."""

    def __init__(self, folder: Path) -> None:
        self._library: Any = import_module("tantivy")
        self._folder = folder / type(self).__name__
        self._folder.mkdir()
        schema = self._library.SchemaBuilder()
        schema.add_integer_field("number", stored=True)
        for field in ("title", "body"):
            schema.add_text_field(field, stored=False)
        self._index: Any = self._library.Index(schema.build(), path=str(self._folder))
        self._searcher: Any = None

    def build(self, documents: Iterable[Document]) -> None:
        """See Peer."""
        writer = self._index.writer(heap_size=128_000_000, num_threads=1)
        for number, title, text in documents:
            said = {"number": number, "title": self._said(title), "body": self._said(text)}
            writer.add_document(self._library.Document(**said))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, text: str, most: int) -> Sequence[int]:
        """See Peer."""
        asked = self._said(" ".join(words(text))).strip()
        if not asked:
            return []
        query = self._index.parse_query(asked, ["title", "body"], field_boosts={"title": 3.0})
        hits = self._searcher.search(query, most).hits
        return [self._searcher.doc(place)["number"][0] for _, place in hits]

    def size(self) -> int:
        """See Peer."""
        return sum(file.stat().st_size for file in self._folder.iterdir())

    def _said(self, text: str) -> str:
        return text


class TantivyOnOurTerms(Tantivy):
    """tantivy over light stems."""

    def _said(self, text: str) -> str:
        return " ".join(terms(text))


PEERS: Final[dict[str, type[Fts5] | type[Tantivy]]] = {
    "fts5": Fts5,
    "fts5+light10": Fts5OnOurTerms,
    "tantivy": Tantivy,
    "tantivy+light10": TantivyOnOurTerms,
}


def documents(corpus: Path, most: int | None) -> Iterator[Document]:
    """The first *most* articles of *corpus* with their numbers."""
    with corpus.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if most is not None and number >= most:
                return
            raw = json.loads(line)
            yield number, raw["title"], raw["body"]
