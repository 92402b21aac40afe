"""Fit the two rules of bot/stories/match.py and print them as the constants of bot/stories/weights.py.

    python benchmarks/story_weights.py DATA        (or KHABAR_DATA; DATA/dedup is read)

Learned from: in the stream, each article against its candidates (an edited copy and its original are the same
text; copies with other numbers and cities are not even the same event; where little is shared, the events are
two); pairs labelled by reading (D same text, S same event, N neither), which weigh more: they are real
rewriting. Pairs that a veto parts are learned from by none, and count as parted. Logistic regression with an
L2 penalty, by Newton's method. What is printed as held out was judged by rules that had not seen the pair:
labelled pairs one by one, the stream by halves of its groups. OPENBLAS_NUM_THREADS=1 makes it quick: matrices
are small.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.stories.comparison import Pair, Sighting, compare
from bot.stories.fingerprint import Fingerprint, fingerprint
from bot.stories.mark import bytes_of
from bot.stories.window import Window
from storage.records.clustering import EnteredArticle
from storage.records.identity import ArticleId, SourceId

WINDOW_HOURS: Final = 168.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a rule is learned: what a labelled pair and a pair of the stream weigh, and the penalty."""

    name: str
    hand: float
    stream: float
    penalty: float


TEXT: Final = Recipe(name="TEXT", hand=20.0, stream=1.0, penalty=1.0)
EVENT: Final = Recipe(name="EVENT", hand=6.0, stream=0.1, penalty=0.5)
FEW_TERMS: Final = 0.3
FEW_COVERED: Final = 0.4
"""Pairs of the stream below one of these are taken for two events; those above were labelled by nobody."""

Vector = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs with what is known of them."""

    seen: Vector
    same_text: Flags
    same_event: Flags
    half: Flags
    """Which half of the groups the pair is of."""
    known: Flags
    """Whether it is known if the pair is of one event."""
    apart: Flags
    """Whether a veto of ``match.py`` parts the pair, so that no rule is asked."""


def when(date: str) -> datetime:
    """*date* in any of the forms of the labelled pairs; a fixed day where there is none."""
    readers: tuple[Callable[[], datetime], ...] = (
        lambda: datetime.fromisoformat(date),
        lambda: parsedate_to_datetime(date),
        lambda: datetime.strptime(date, "%d/%m/%Y").replace(tzinfo=UTC),
    )
    for read in readers:
        try:
            moment = read()
        except (ValueError, TypeError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime(2018, 1, 1, tzinfo=UTC)


class Reader:
    """Turns raw articles into sightings."""

    def __init__(self) -> None:
        self._sources: dict[str, SourceId] = {}
        self._count = 0

    def sighting(self, raw: dict[str, Any]) -> tuple[Sighting, Fingerprint]:
        """The article *raw* with the fingerprint that it is found by."""
        self._count += 1
        found = fingerprint(raw["title"], raw["body"])
        moment = datetime.fromtimestamp(raw["ts"], UTC) if "ts" in raw else when(str(raw["date"]))
        source = self._sources.setdefault(raw["source"], SourceId(len(self._sources)))
        sighting = Sighting(
            article_id=ArticleId(self._count), source_id=source, dated_at=moment, mark=found.mark
        )
        return sighting, found


def stream_pairs(folder: Path) -> Pairs:
    """Each article of the stream against its candidates."""
    reader, window = Reader(), Window()
    raws: dict[ArticleId, dict[str, Any]] = {}
    sightings: dict[ArticleId, Sighting] = {}
    seen, same, half, known, apart = [], [], [], [], []
    for raw in lines(folder / "items.jsonl"):
        new, mine = reader.sighting(raw)
        near = window.nearest([new.article_id], [mine])[new.article_id]
        found = compare([Pair(new, sightings[other]) for other in near])
        for at, other in enumerate(near):
            if found.hours[at] <= WINDOW_HOURS:
                old = raws[other]
                group = raw["group"] if raw["kind"] in {"base", "dup"} else ""
                seen.append(found.features[at])
                apart.append(found.apart[at])
                same.append(group != "" and group == old["group"] and old["kind"] in {"base", "dup"})
                swapped = raw["kind"] == "swap_neg" and old["kind"] == "swap_src"
                few = found.terms[at] < FEW_TERMS or found.headline[at] < FEW_COVERED
                known.append(same[-1] or swapped or few)
                half.append(hash_of(raw["group"] or raw["id"].removesuffix("~swap")) % 2 == 0)
        window.enter(
            [
                EnteredArticle(
                    turn=new.article_id,
                    article_id=new.article_id,
                    hashes=bytes_of(mine.hashes),
                    dated_at=new.dated_at,
                )
            ]
        )
        raws[new.article_id], sightings[new.article_id] = raw, new
    flags = np.array(same)
    return Pairs(
        seen=np.array(seen),
        same_text=flags,
        same_event=flags,
        half=np.array(half),
        known=np.array(known),
        apart=np.array(apart),
    )


def labelled_pairs(folder: Path) -> tuple[Pairs, npt.NDArray[np.str_]]:
    """The pairs that were labelled by reading, and the labels."""
    reader = Reader()
    pairs, labels = [], []
    for pair in lines(folder / "natural_pairs.jsonl"):
        (one, _), (other, _) = reader.sighting(pair["a"]), reader.sighting(pair["b"])
        early, late = sorted((one, other), key=lambda sighting: sighting.dated_at)
        pairs.append(Pair(late, early))
        labels.append(pair["label"])
    kinds = np.array(labels)
    found = compare(pairs)
    told = Pairs(
        seen=found.features,
        same_text=kinds == "D",
        same_event=kinds != "N",
        half=np.zeros(len(kinds), bool),
        known=np.ones(len(kinds), bool),
        apart=found.apart,
    )
    return told, kinds


def hash_of(name: str) -> int:
    """A number for *name* that is the same in every run."""
    return sum(byte * (at + 1) for at, byte in enumerate(name.encode()))


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def fit(
    seen: Vector, same: Flags, weight: Vector, *, penalized: float, start: Vector | None = None
) -> Vector:
    """Bias and weights of the logistic rule that tells *same*, looked for from *start* on."""
    given = np.column_stack([np.ones(len(seen)), seen])
    penalty = np.eye(given.shape[1]) * penalized
    penalty[0, 0] = 1e-6
    rule = np.zeros(given.shape[1]) if start is None else start.copy()
    for _ in range(100):
        sure = 1 / (1 + np.exp(-(given @ rule)))
        slope = given.T @ (weight * (sure - same)) + penalty @ rule
        bend = (given.T * (weight * sure * (1 - sure) + 1e-9)) @ given + penalty
        step = np.linalg.solve(bend, slope)
        rule -= step
        if np.abs(step).max() < 1e-9:
            break
    return rule


def sureness(rule: Vector, seen: Vector) -> Vector:
    """How sure *rule* is of each pair."""
    sure: Vector = 1 / (1 + np.exp(-(rule[0] + seen @ rule[1:])))
    return sure


def report(name: str, sure: Vector, same: Flags, threshold: float) -> None:
    """Print precision, recall and F1 at *threshold*."""
    taken = sure >= threshold
    hits = int((taken & same).sum())
    precision, recall = hits / max(int(taken.sum()), 1), hits / max(int(same.sum()), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{name:34} at {threshold:.2f}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f} of {int(same.sum())}")


def learn(recipe: Recipe, stream: Pairs, hand: Pairs, told: Flags) -> None:
    """Fit, judge and print one rule from *stream* and those pairs of *hand* that are *told*."""
    events = recipe is EVENT
    used = (stream.known if events else np.ones(len(stream.seen), bool)) & ~stream.apart
    easy, easy_same, half = stream.seen[used], stream.same_text[used], stream.half[used]
    hard, hard_same = hand.seen[told], (hand.same_event if events else hand.same_text)[told]
    asked = ~hand.apart[told]
    seen, same = np.vstack([easy, hard]), np.concatenate([easy_same, hard_same])
    weight = np.concatenate([np.full(len(easy), recipe.stream), recipe.hand * asked])
    whole = fit(seen, same, weight, penalized=recipe.penalty)

    def rule(keep: Flags) -> Vector:
        return fit(seen[keep], same[keep], weight[keep], penalized=recipe.penalty, start=whole)

    alone = np.zeros(len(hard))
    for at in np.flatnonzero(asked):
        alone[at] = sureness(rule(np.arange(len(seen)) != len(easy) + at), hard[at : at + 1])[0]
    halves = np.zeros(len(easy))
    for kept in (half, ~half):
        halves[~kept] = sureness(rule(np.concatenate([kept, np.ones(len(hard), bool)])), easy[~kept])
    for threshold in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        report(f"{recipe.name} held out, labelled pairs", alone, hard_same, threshold)
        report(f"{recipe.name} held out, stream pairs", halves, easy_same, threshold)
    print(f"{recipe.name}: bias={whole[0]:.3f}, weights=({', '.join(f'{w:.3f}' for w in whole[1:])})\n")


def main() -> None:
    """Fit, judge and print both rules."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ["KHABAR_DATA"]) / "dedup"
    stream = stream_pairs(folder)
    hand, kinds = labelled_pairs(folder)
    learn(TEXT, stream, hand, kinds != "S")
    learn(EVENT, stream, hand, np.ones(len(kinds), bool))


if __name__ == "__main__":
    main()
