"""Duplicates in a stream of Arabic news: the story station on a real archive against peers, in one run.

    python benchmarks/duplicates.py DATA [--items N]        (or KHABAR_DATA; DATA/dedup/items.jsonl is read)

The stream holds edited copies (ten recipes), number-swapped traps and background, in the order of its dates.
An answer is right when it names an earlier article of its group. ``f1`` counts a wrong or missing answer;
``f1_hard`` counts each trap that was taken for a copy, too. ``us_per_item`` is CPU time with the analysis:
ours is the whole station (stories, places, evidence and all) on SQLite on the disk, a peer's its index in
memory. Peers that are not installed are skipped with a note.
"""

import argparse
import asyncio
import gc
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from bot.clock import SystemClock
from bot.stories.cluster import BATCH, cluster
from bot.stories.reading import read
from bot.stories.subject import subject
from bot.stories.window import Window
from bot.text.tokens import terms
from storage.opening import open_store
from storage.records.article import ArticleContent, Intake, PageState
from storage.records.feed import NewArticle
from storage.records.identity import ArticleId, SourceId
from storage.records.story import Relation
from storage.store import Store

Answer = int | None
"""The number of an earlier article, or None."""


@dataclass(frozen=True, slots=True)
class Item:
    """An article of the stream; *group* is empty where it has no copies, *trap* is a number-swapped copy."""

    title: str
    text: str
    source: str
    dated_at: datetime
    group: str
    copy: bool
    trap: bool


def stream(path: Path, most: int | None) -> list[Item]:
    """The stream in the order of its dates."""
    with path.open(encoding="utf-8") as file:
        raws = [json.loads(line) for line in file]
    raws.sort(key=lambda raw: raw["ts"])
    return [
        Item(
            raw["title"],
            raw["body"],
            raw["source"],
            datetime.fromtimestamp(raw["ts"], UTC),
            raw["group"] if raw["kind"] in {"base", "dup"} else "",
            raw["kind"] == "dup",
            raw["kind"] == "swap_neg",
        )
        for raw in raws[:most]
    ]


@dataclass(frozen=True, slots=True)
class Result:
    """How a method did."""

    precision: float
    recall: float
    f1: float
    f1_hard: float
    traps: int
    us_per_item: float


def judge(items: Sequence[Item], answers: Sequence[Answer], seconds: float) -> Result:
    """Count what is right."""
    hits = wrong = traps = copies = 0
    for item, answer in zip(items, answers, strict=True):
        copies += item.copy
        if answer is not None:
            right = item.copy and items[answer].group == item.group
            hits += right
            traps += item.trap
            wrong += not right and not item.trap
    recall = hits / max(copies, 1)
    easy, hard = hits / max(hits + wrong, 1), hits / max(hits + wrong + traps, 1)
    return Result(
        precision=easy,
        recall=recall,
        f1=2 * easy * recall / max(easy + recall, 1e-9),
        f1_hard=2 * hard * recall / max(hard + recall, 1e-9),
        traps=traps,
        us_per_item=seconds / max(len(items), 1) * 1e6,
    )


async def through_station(items: Sequence[Item], folder: Path) -> tuple[list[Answer], float]:
    """The answers of the story station and its CPU seconds."""
    store = await open_store(f"sqlite:///{folder / 'khabar.db'}")
    try:
        ids = await receive(store, items)
        started = time.process_time()
        window = Window()
        while await cluster(store, window, SystemClock()):
            pass
        seconds = time.process_time() - started
        numbers = {article_id: number for number, article_id in enumerate(ids)}
        answers: list[Answer] = []
        async with store.read() as tx:
            for article_id in ids:
                match = await tx.stories.match_of(article_id)
                copied = match is not None and match.relation is Relation.DUPLICATE
                answers.append(numbers[match.other_id] if copied and match and match.other_id else None)
        return answers, seconds
    finally:
        await store.close()


async def receive(store: Store, items: Sequence[Item]) -> list[ArticleId]:
    """Put the stream into the archive."""
    now = datetime.now(UTC)
    sources: dict[str, SourceId] = {}
    async with store.write() as tx:
        for name in dict.fromkeys(item.source for item in items):
            sources[name] = await tx.sources.add(name=name, url=f"https://{len(sources)}.example/", now=now)
        new = [
            NewArticle(
                source_id=sources[item.source],
                feed_id=None,
                content=ArticleContent(
                    url=f"https://news.example/{number}",
                    entry_id=None,
                    title=item.title,
                    text=item.text,
                    published_at=item.dated_at,
                ),
                keys=(number,),
                entry_hash=number,
                content_hash=number,
                intake=Intake.IMPORT,
                page_state=PageState.NONE,
                seen_at=now,
            )
            for number, item in enumerate(items, start=1)
        ]
        return list(await tx.intake.add(new))


def of_subjects(items: Sequence[Item]) -> float:
    """CPU seconds of what the station asks besides: places, topics, people and bodies of each article."""
    contents = [
        ArticleContent(
            url="https://news.example/1", entry_id=None, title=i.title, text=i.text, published_at=None
        )
        for i in items
    ]
    seconds = 0.0
    for at in range(0, len(contents), BATCH):
        these = contents[at : at + BATCH]
        readings = [
            article for batch in read([(i.title, i.text) for i in these]) for article in batch.articles
        ]
        started = time.process_time()
        for content, article in zip(these, readings, strict=True):
            subject(content, article)
        seconds += time.process_time() - started
    return seconds


# The peers. Each gets the same terms as we do, so that only the method differs.
def stable(text: str) -> int:
    """A 64-bit hash that is the same in every run."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def shingles(item: Item) -> list[str]:
    """The word pairs of *item*."""
    found = terms(f"{item.title}\n{item.text}")
    return [f"{one} {other}" for one, other in pairwise(found)] or found


def exact(items: Sequence[Item]) -> Iterator[Answer]:
    """The same terms in the same order."""
    seen: dict[int, int] = {}
    for number, item in enumerate(items):
        yield seen.setdefault(stable(" ".join(terms(item.text))), number) if item.text else None


def simhash(items: Sequence[Item], bits: int) -> Iterator[Answer]:
    """SimHash of 64 bits (Charikar 2002), the nearest within *bits*."""
    np = import_module("numpy")
    seen = np.zeros(len(items), dtype=np.uint64)
    for number, item in enumerate(items):
        counts = Counter(shingles(item))
        hashes = np.array([stable(shingle) for shingle in counts], dtype=np.uint64)
        ones = (hashes[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)
        weight = np.array(list(counts.values()))
        votes = ((ones.astype(np.int64) * 2 - 1) * weight[:, None]).sum(axis=0)
        mark = np.bitwise_or.reduce(np.where(votes > 0, np.uint64(1) << np.arange(64, dtype=np.uint64), 0))
        apart = np.bitwise_count(seen[:number] ^ mark)
        near = int(apart.argmin()) if number else 0
        yield near if number and apart[near] <= bits else None
        seen[number] = mark


def datasketch(items: Sequence[Item], threshold: float) -> Iterator[Answer]:
    """MinHash with LSH of the datasketch package, 128 permutations."""
    library = import_module("datasketch")
    index = library.MinHashLSH(threshold=threshold, num_perm=128)
    for number, item in enumerate(items):
        mark = library.MinHash(num_perm=128)
        mark.update_batch([shingle.encode() for shingle in shingles(item)])
        found = index.query(mark)
        yield min(found) if found else None
        index.insert(number, mark)


def rensa(items: Sequence[Item], threshold: float) -> Iterator[Answer]:
    """MinHash with LSH of the rensa package, 128 permutations."""
    library = import_module("rensa")
    index = library.RMinHashLSH(threshold=threshold, num_perm=128, num_bands=32)
    marks: list[Any] = []
    for number, item in enumerate(items):
        mark = library.RMinHash(num_perm=128, seed=42)
        mark.update(shingles(item))
        found = [other for other in index.query(mark) if marks[other].jaccard(mark) >= threshold]
        yield min(found) if found else None
        index.insert(number, mark)
        marks.append(mark)


def tfidf(items: Sequence[Item], threshold: float) -> Iterator[Answer]:
    """TF-IDF cosine of scikit-learn over the whole stream at once (it knows the frequencies beforehand)."""
    np = import_module("numpy")
    library = import_module("sklearn.feature_extraction.text")
    texts = [f"{item.title}\n{item.text}" for item in items]
    vectors = library.TfidfVectorizer(analyzer=terms, sublinear_tf=True).fit_transform(texts)
    step = 500
    for start in range(0, len(items), step):
        near = (vectors[start : start + step] @ vectors.T).tocsr()
        for row in range(near.shape[0]):
            columns = near.indices[near.indptr[row] : near.indptr[row + 1]]
            values = near.data[near.indptr[row] : near.indptr[row + 1]]
            earlier = columns < start + row
            best = int(np.argmax(np.where(earlier, values, 0))) if earlier.any() else None
            yield int(columns[best]) if best is not None and values[best] >= threshold else None


PEERS: Final[dict[str, Callable[[Sequence[Item]], Iterator[Answer]]]] = {
    "exact hash": exact,
    "simhash 3 bits": lambda items: simhash(items, 3),
    "simhash 10 bits": lambda items: simhash(items, 10),
    "datasketch 0.5": lambda items: datasketch(items, 0.5),
    "datasketch 0.3": lambda items: datasketch(items, 0.3),
    "rensa 0.5": lambda items: rensa(items, 0.5),
    "rensa 0.3": lambda items: rensa(items, 0.3),
    "tf-idf 0.55": lambda items: tfidf(items, 0.55),
    "tf-idf 0.45": lambda items: tfidf(items, 0.45),
}


def of_peers(items: Sequence[Item]) -> dict[str, Result]:
    """Each peer that is installed."""
    results = {}
    for name, method in PEERS.items():
        gc.collect()
        started = time.process_time()
        try:
            answers = list(method(items))
        except ModuleNotFoundError as missing:
            print(f"{name}: skipped, {missing.name} is not installed", file=sys.stderr)
            continue
        results[name] = judge(items, answers, time.process_time() - started)
    return results


def show(name: str, value: float, unit: str, peer: str, other: float | None) -> None:
    """Print one figure."""
    ratio = None if not other else round(value / other, 3)
    line = {"name": name, "value": round(value, 4), "unit": unit, "peer": peer, "ratio": ratio}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def main() -> None:
    """Run the station and the peers on one stream and print each figure beside the best peer's."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", nargs="?", default=os.environ.get("KHABAR_DATA"))
    parser.add_argument("--items", type=int, default=None)
    arguments = parser.parse_args()
    if arguments.data is None:
        print("duplicates: no data folder given, nothing measured", file=sys.stderr)
        return
    items = stream(Path(arguments.data) / "dedup" / "items.jsonl", arguments.items)
    with tempfile.TemporaryDirectory() as folder:
        answers, seconds = asyncio.run(through_station(items, Path(folder)))
    ours = judge(items, answers, seconds)
    peers = of_peers(items)
    for name, result in peers.items():
        show(f"duplicates.peer.{name}.f1", result.f1, "F1", name, None)
        show(f"duplicates.peer.{name}.f1_hard", result.f1_hard, "F1", name, None)
        show(f"duplicates.peer.{name}.us_per_item", result.us_per_item, "us CPU", name, None)
    name, rival = max(peers.items(), key=lambda peer: peer[1].f1_hard)  # the exact hash is always there
    show("duplicates.precision", ours.precision, "share", name, rival.precision)
    show("duplicates.recall", ours.recall, "share", name, rival.recall)
    show("duplicates.f1", ours.f1, "F1", name, rival.f1)
    show("duplicates.f1_hard", ours.f1_hard, "F1", name, rival.f1_hard)
    show("duplicates.traps_taken", ours.traps, "articles", name, rival.traps)
    show("duplicates.us_per_item", ours.us_per_item, "us CPU", name, rival.us_per_item)
    alone = ours.us_per_item - of_subjects(items) / max(len(items), 1) * 1e6
    show("duplicates.us_per_item_without_subjects", alone, "us CPU", name, rival.us_per_item)


if __name__ == "__main__":
    main()
