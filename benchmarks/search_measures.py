"""How good and how quick answers are: nDCG@10 by class of query, percentiles, and figures as JSON lines."""

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

DEPTH: Final = 10
_CLASS: Final = {
    "hamza hamza2 yeh teh diac tatweel unicode digits": "spelling",
    "article clitic infl altspell": "morphology",
    "typo": "typo",
    "aaqad arcd xquad": "questions",
    "clean digits_clean full": "clean",
}
CLASSES: Final = {variant: name for variants, name in _CLASS.items() for variant in variants.split()}
"""Variant of a query → its class, as in the published figures."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with what answers it: document → grade."""

    qid: str
    text: str
    kind: str
    variant: str
    relevant: Mapping[str, int]
    excluded: frozenset[str]

    @property
    def group(self) -> str:
        """Its class."""
        return CLASSES.get(self.variant, self.variant)


def queries(folder: Path, most: int | None) -> list[Asked]:
    """The queries of *folder* with their relevance; every n-th where only *most* are wanted."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        qid, document, grade = line.split("\t")
        grades[qid][document] = int(grade)
    found = []
    for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        excluded = frozenset(raw["exclude"])
        relevant = {name: grade for name, grade in grades[raw["qid"]].items() if name not in excluded}
        if relevant:
            found.append(Asked(raw["qid"], raw["text"], raw["kind"], raw["variant"], relevant, excluded))
    step = 1 if most is None else max(1, len(found) // most)
    return found[::step]


def ndcg(asked: Asked, answer: Sequence[str]) -> float:
    """nDCG@10 with gains 2^grade - 1; excluded documents are left out of the answer."""
    got = [name for name in answer if name not in asked.excluded][:DEPTH]
    ideal = sorted(asked.relevant.values(), reverse=True)[:DEPTH]
    return _dcg([asked.relevant.get(name, 0) for name in got]) / _dcg(ideal)


def _dcg(grades: Sequence[int]) -> float:
    return math.fsum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


@dataclass(slots=True)
class Run:
    """What one engine answered: nDCG and CPU (or wall) milliseconds by query."""

    scores: list[tuple[Asked, float]]
    milliseconds: list[float]

    def by_group(self) -> dict[str, float]:
        """Mean nDCG@10 of each kind with its variant, of each class, and of ALL queries."""
        groups: dict[str, list[float]] = defaultdict(list)
        for asked, score in self.scores:
            for name in (f"{asked.kind}.{asked.variant}", asked.group, "ALL"):
                groups[name].append(score)
        return {name: sum(scores) / len(scores) for name, scores in sorted(groups.items())}

    def percentiles(self, *, typos: bool | None = None) -> dict[str, float]:
        """p50, p95 and p99 of the milliseconds; of queries with or without typos alone."""
        chosen = [
            spent
            for (asked, _), spent in zip(self.scores, self.milliseconds, strict=True)
            if typos is None or (asked.group == "typo") == typos
        ]
        found = np.percentile(chosen, [50, 95, 99]).tolist() if chosen else [0.0, 0.0, 0.0]
        return dict(zip(("p50", "p95", "p99"), found, strict=True))


def show(name: str, value: float, unit: str, peer: str = "", other: float | None = None) -> None:
    """Print one figure."""
    ratio = None if not other else round(value / other, 3)
    line = {"name": name, "value": round(value, 4), "unit": unit, "peer": peer, "ratio": ratio}
    print(json.dumps(line, ensure_ascii=False), flush=True)
