"""The offline summary against its peers: ROUGE-L, headline recall, page furniture, processor time.

    python benchmarks/summaries.py DATA        (or the environment's KHABAR_DATA)

DATA holds ``summ/``: ``easc.jsonl`` (five human extracts an article), ``ant_headline.jsonl`` (the headline is
the reference and withheld), ``chrome_pages.jsonl`` (articles inside a page). Peers: sumy's LexRank on our
sentences and words, lede, summa's TextRank, and the first 350 characters; one not installed is skipped.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.rouge import interval, rouge_l
from bot.summaries.extractive import summarize
from bot.text.sentences import sentences
from bot.text.tokens import words

BUDGET = 350
OURS = "khabar"
Summarize = Callable[[str, str], str]


def ours(title: str, text: str) -> str:
    """What the bot runs."""
    return summarize(title, text, budget=BUDGET).text


def first_characters(_title: str, text: str) -> str:
    """The beginning, cut anywhere: the hardest peer to beat in ROUGE."""
    return text[:BUDGET]


class _Tokenizer:
    """Our sentences and words for sumy, whose own Arabic tokenizer ends sentences at «د.»."""

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        return tuple(sentences(paragraph))

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(words(sentence))


def lexrank(parsing: ModuleType, ranking: ModuleType, _title: str, text: str) -> str:
    """LexRank by sumy: the best sentences that fit, in order."""
    document = parsing.PlaintextParser.from_string(text, _Tokenizer()).document
    ranker = ranking.LexRankSummarizer()
    ranked = [str(one) for one in ranker(document, len(document.sentences))]
    scores = _lexrank_scores(ranker, document)
    return _best_that_fit(ranked, scores)


def _lexrank_scores(ranker: Any, document: Any) -> list[float]:
    """The scores behind sumy's choice, in the order of the document; it offers no public way to them."""
    sentences_words = [ranker._to_words_set(one) for one in document.sentences]  # noqa: SLF001 -- sumy has no public way
    if not sentences_words:
        return []
    frequency = ranker._compute_tf(sentences_words)  # noqa: SLF001 -- sumy has no public way
    rarity = ranker._compute_idf(sentences_words)  # noqa: SLF001 -- sumy has no public way
    matrix = ranker._create_matrix(sentences_words, ranker.threshold, frequency, rarity)  # noqa: SLF001 -- sumy has no public way
    return [float(score) for score in ranker.power_method(matrix, ranker.epsilon)]


def _best_that_fit(found: list[str], scores: list[float]) -> str:
    chosen: set[int] = set()
    room = BUDGET
    for at in sorted(range(len(found)), key=lambda at: -scores[at]):
        if len(found[at]) + bool(chosen) <= room:
            room -= len(found[at]) + bool(chosen)
            chosen.add(at)
    return " ".join(found[at] for at in sorted(chosen))


def lede(module: ModuleType, _title: str, text: str) -> str:
    """The default mode."""
    return str(module.summarize(text, BUDGET).summary)[:BUDGET]


def summa(module: ModuleType, _title: str, text: str) -> str:
    """TextRank by summa, as many of its sentences as fit."""
    ranked = module.summarize(text, language="arabic", split=True, scores=True, ratio=1.0)
    order = {sentence: at for at, sentence in enumerate(sentences(text))}
    found = sorted((str(one) for one, _ in ranked), key=lambda one: order.get(one, 0))
    scores = {str(one): float(score) for one, score in ranked}
    return _best_that_fit(found, [scores[one] for one in found])


def systems() -> Iterator[tuple[str, Summarize]]:
    """Ours, then each peer that is here."""
    yield OURS, ours
    yield "lead-350", first_characters
    peers: tuple[tuple[str, tuple[str, ...], Callable[..., str]], ...] = (
        ("sumy LexRank", ("sumy.parsers.plaintext", "sumy.summarizers.lex_rank"), lexrank),
        ("lede", ("lede",), lede),
        ("summa TextRank", ("summa.summarizer",), summa),
    )
    for name, modules, summary in peers:
        try:
            yield name, partial(summary, *map(import_module, modules))
        except ImportError:
            print(f"{name}: not installed, skipped", file=sys.stderr)


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """The articles of one set."""
    with (folder / "summ" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def run(system: Summarize, articles: list[dict[str, Any]], *, blind: bool) -> tuple[list[str], list[float]]:
    """The summaries and the milliseconds of processor time each took."""
    made: list[str] = []
    spent: list[float] = []
    for article in articles:
        started = time.process_time()
        try:
            summary = system("" if blind else article["title"], article["text"])
        except Exception as error:  # noqa: BLE001 -- a peer that fails on an article has no summary of it
            print(f"{article['id']}: {error!r}", file=sys.stderr)
            summary = ""
        spent.append((time.process_time() - started) * 1_000)
        made.append(summary)
    return made, spent


def holds(summary: str, line: str) -> bool:
    """Whether the words of a line stand in the summary, in a row."""
    sought = words(line)
    return bool(sought) and f" {' '.join(sought)} " in f" {' '.join(words(summary))} "


def measures(folder: Path) -> Iterator[tuple[str, str, Mapping[str, list[float]]]]:
    """For each measure its name, unit, and every system's value for each article."""
    here = dict(systems())
    easc, headlines, pages = (rows(folder, name) for name in ("easc", "ant_headline", "chrome_pages"))
    mean: dict[str, list[float]] = {}
    best: dict[str, list[float]] = {}
    recall: dict[str, list[float]] = {}
    leaks: dict[str, list[float]] = {}
    cost: dict[str, list[float]] = {}
    for name, system in here.items():
        made, cost[name] = run(system, easc, blind=False)
        scored = [
            rouge_l(article["summaries"], summary)[0] for article, summary in zip(easc, made, strict=True)
        ]
        mean[name] = [100 * statistics.fmean(scores) for scores in scored]
        best[name] = [100 * max(scores) for scores in scored]
        made, _ = run(system, headlines, blind=True)
        recall[name] = [
            100 * rouge_l([article["title"]], summary)[1][0]
            for article, summary in zip(headlines, made, strict=True)
        ]
        made, _ = run(system, pages, blind=False)
        leaks[name] = [
            100.0 * any(holds(summary, line) for line in page["chrome"])
            for page, summary in zip(pages, made, strict=True)
        ]
    yield "summary.easc.rouge_l.mean", "F1x100", mean
    yield "summary.easc.rouge_l.best", "F1x100", best
    yield "summary.headline.recall", "x100", recall
    yield "summary.pages_with_furniture", "%", leaks
    yield "summary.cpu.mean", "ms", cost
    yield (
        "summary.cpu.p95",
        "ms",
        {name: [sorted(spent)[int(0.95 * len(spent))]] for name, spent in cost.items()},
    )


def report(name: str, unit: str, values: Mapping[str, list[float]]) -> Iterator[dict[str, object]]:
    """Our figure with its interval, against each peer, with the interval of the paired difference."""
    mine = values[OURS]
    value = statistics.fmean(mine)
    yield {"name": name, "value": round(value, 2), "unit": unit, "ci": _rounded(interval(mine))}
    for peer, theirs in values.items():
        if peer == OURS:
            continue
        other = statistics.fmean(theirs)
        yield {
            "name": name,
            "value": round(value, 2),
            "unit": unit,
            "peer": peer,
            "peer_value": round(other, 2),
            "ratio": round(value / other, 3) if other else None,
            "gain_ci": _rounded(interval([one - two for one, two in zip(mine, theirs, strict=True)])),
        }


def one_article() -> dict[str, object]:
    """Processor time where there is no data: one article of ten paragraphs inside a page."""
    said = "وقال مدير المشروع إن العمل يستمر في القضاء، وإن المرحلة الثانية تبدأ في الشهر المقبل."
    page = "\n\n".join(
        ["الرئيسية", "أخر الأخبار", "135 مشاهدة", *[f"{said} {number}." for number in range(10)], "انتهى"]
    )
    rounds = 200
    started = time.process_time()
    for _ in range(rounds):
        summarize("المرحلة الثانية من المشروع تبدأ قريباً", page)
    spent = (time.process_time() - started) / rounds * 1_000
    return {"name": "summary.cpu.one_article", "value": round(spent, 3), "unit": "ms"}


def _rounded(pair: tuple[float, float]) -> list[float]:
    return [round(pair[0], 2), round(pair[1], 2)]


def main() -> int:
    """Print the figures, one JSON object a line."""
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("KHABAR_DATA")
    if not folder:
        print("no data folder: processor time on one article alone", file=sys.stderr)
        print(json.dumps(one_article()))
        return 0
    for name, unit, values in measures(Path(folder)):
        for line in report(name, unit, values):
            print(json.dumps(line, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
