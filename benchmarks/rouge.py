"""ROUGE-L for Arabic, with bootstrap confidence: on normalised words, which rouge-score's tokenizer drops."""

import random
import statistics
from collections.abc import Sequence

from bot.text.tokens import words


def common(first: Sequence[str], second: Sequence[str]) -> int:
    """Length of the longest common subsequence, bit-parallel (Hyyrö 2004)."""
    places: dict[str, int] = {}
    for at, word in enumerate(first):
        places[word] = places.get(word, 0) | (1 << at)
    full = row = (1 << len(first)) - 1
    for word in second:
        matched = row & places.get(word, 0)
        row = ((row + matched) | (row - matched)) & full
    return len(first) - row.bit_count()


def rouge_l(references: Sequence[str], summary: str) -> tuple[list[float], list[float]]:
    """F1 and recall of *summary* against each reference (Lin 2004)."""
    said = words(summary)
    scores: tuple[list[float], list[float]] = ([], [])
    for reference in map(words, references):
        shared = common(reference, said)
        recall = shared / len(reference) if reference else 0.0
        precision = shared / len(said) if said else 0.0
        scores[0].append(2 * recall * precision / (recall + precision) if shared else 0.0)
        scores[1].append(recall)
    return scores


def interval(values: Sequence[float], *, rounds: int = 1_000) -> tuple[float, float]:
    """95 % bootstrap interval of the mean over articles."""
    chance = random.Random(7)
    means = sorted(statistics.fmean(chance.choices(values, k=len(values))) for _ in range(rounds))
    return means[int(0.025 * rounds)], means[int(0.975 * rounds)]
