"""How many spoilt summaries the gate stops, and how many sound ones it lets through.

    python benchmarks/faithfulness.py DATA        (or the environment's KHABAR_DATA)

DATA holds ``summ/ant_headline.jsonl``. Each article's own summary must pass; then one thing in it is spoilt
(a digit, a name, a place, a sentence of another article, a quotation, a negation, a role) and it must not.
"""

import json
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.summaries.extractive import summarize
from bot.summaries.faithful import check
from bot.text.sentences import quotations, sentences

_NAMES = """
    محمد أحمد علي حسن حسين محمود يوسف خالد عمر سعيد إبراهيم عبد سمير فاضل كريم ناصر مصطفى الحبيب المنصف نور
    الهادي رضا سالم طارق منير هشام وليد ياسين سليم فيصل حمادي لطفي رفيق شكري مهدي زياد نبيل سامي فتحي
"""
_PLACES = """
    تونس صفاقس سوسة القيروان بنزرت قفصة ليبيا الجزائر المغرب مصر فرنسا سوريا العراق تركيا إيطاليا ألمانيا
"""
NAMES, PLACES = _NAMES.split(), _PLACES.split()
Spoil = Callable[[str, random.Random, list[str]], str | None]


def digit(text: str, chance: random.Random, _others: list[str]) -> str | None:
    """Another digit in one number."""
    places = [match.start() for match in re.finditer(r"\d", text)]
    if not places:
        return None
    at = chance.choice(places)
    return text[:at] + chance.choice([one for one in "123456789" if one != text[at]]) + text[at + 1 :]


def name(text: str, chance: random.Random, others: list[str]) -> str | None:
    """A first name and the word after it, out of another article."""
    pattern = re.compile(rf"(?<!\w)({'|'.join(NAMES)})\s\w{{3,}}")
    here, there = pattern.search(text), [found[0] for one in others if (found := pattern.search(one))]
    if not here or not there:
        return None
    other = chance.choice(there)
    return None if other == here[0] else text.replace(here[0], other, 1)


def place(text: str, chance: random.Random, _others: list[str]) -> str | None:
    """Another place."""
    found = re.search(rf"(?<!\w)(?:{'|'.join(PLACES)})(?!\w)", text)
    return text.replace(found[0], chance.choice([p for p in PLACES if p != found[0]]), 1) if found else None


def sentence(text: str, chance: random.Random, others: list[str]) -> str | None:
    """A sentence of another article in place of the last."""
    kept = sentences(text)[:-1]
    return " ".join([*kept, sentences(chance.choice(others))[0]])


def quotation(text: str, chance: random.Random, _others: list[str]) -> str | None:
    """The words of a quotation, shuffled."""
    for start, end in quotations(text):
        words = text[start + 1 : end - 1].split()
        if len(words) >= 3:
            shuffled = words[:]
            while shuffled == words:
                chance.shuffle(shuffled)
            return f"{text[: start + 1]}{' '.join(shuffled)}{text[end - 1 :]}"
    return None


def negated(text: str, chance: random.Random, _others: list[str]) -> str | None:
    """A negation before the verb that opens a sentence."""
    said = sentences(text)
    at = chance.randrange(len(said))
    said[at] = f"{chance.choice(['لم', 'لا', 'لن'])} {said[at].removeprefix('و')}"
    return " ".join(said)


def affirmed(text: str, _chance: random.Random, _others: list[str]) -> str | None:
    """A negation taken out."""
    found = re.search(r"(?<!\w)(?:لم|لا|لن|ليس|عدم)\s", text)
    return None if not found else text[: found.start()] + text[found.end() :]


def role(text: str, chance: random.Random, _others: list[str]) -> str | None:
    """Two words of a sentence, far apart, change places."""
    said = sentences(text)
    at = chance.randrange(len(said))
    words = said[at].split()
    places = [n for n, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    pairs = [
        (one, other)
        for one, other in combinations(places, 2)
        if other - one >= 7 and words[one] != words[other]
    ]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    words[one], words[other] = words[other], words[one]
    said[at] = " ".join(words)
    return " ".join(said)


SPOILS: dict[str, tuple[Spoil, float]] = {
    "digit": (digit, 95),
    "name": (name, 95),
    "place": (place, 95),
    "foreign_sentence": (sentence, 99),
    "quotation": (quotation, 98),
    "negation_added": (negated, 95),
    "negation_dropped": (affirmed, 0),
    "roles_swapped": (role, 0),
}


def articles(folder: Path) -> list[dict[str, Any]]:
    """The articles to summarise and spoil."""
    with (folder / "summ" / "ant_headline.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def measure(rows: list[dict[str, Any]]) -> Iterator[dict[str, object]]:
    """One figure a kind of spoiling: the share that the gate stopped."""
    chance = random.Random(7)
    texts = [row["text"] for row in rows]
    drafts = [summarize(row["title"], text).text for row, text in zip(rows, texts, strict=True)]
    started = time.process_time()
    passed = sum(not check(draft, text) for draft, text in zip(drafts, texts, strict=True))
    spent = (time.process_time() - started) / len(rows) * 1_000
    yield {"name": "gate.sound_passes", "value": round(100 * passed / len(rows), 2), "unit": "%", "goal": 99}
    yield {"name": "gate.cpu", "value": round(spent, 3), "unit": "ms"}
    for kind, (spoil, goal) in SPOILS.items():
        stopped = tried = 0
        for draft, text in zip(drafts, texts, strict=True):
            spoilt = spoil(draft, chance, texts)
            if spoilt is None or spoilt == draft:
                continue
            tried += 1
            caught = bool(check(spoilt, text))
            stopped += caught
            if not caught and os.environ.get("KHABAR_SHOW"):
                print(f"{kind}: {spoilt}", file=sys.stderr)
        share = round(100 * stopped / max(1, tried), 2)
        yield {"name": f"gate.stops.{kind}", "value": share, "unit": "%", "goal": goal, "n": tried}


def main() -> int:
    """Print the figures, one JSON object a line."""
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("KHABAR_DATA")
    if not folder:
        print("usage: faithfulness.py DATA", file=sys.stderr)
        return 64
    for figure in measure(articles(Path(folder))):
        print(json.dumps(figure), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
