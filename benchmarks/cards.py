"""Headline cards: processor time to draw one, and its weight in bytes, over headlines of several lengths.

python benchmarks/cards.py
"""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.cards.card import Card, address_of_card
from bot.cards.drawing import draw_card

HEADLINES = (
    "الذهب يرتفع",
    "افتتاح جسر جديد في كربلاء يخفف الزحام عن مداخل المدينة القديمة",
    "وزارة النفط: صادرات العراق بلغت 3.4 مليون برميل يومياً خلال تشرين الأول وفق بيانات شركة SOMO",
)
ROUNDS = 20


def main() -> None:
    """Draw, measure, print."""
    addresses = [
        address_of_card(
            Card(
                headline=headline,
                kicker="محليات",
                source="من كربلاء الخبر",
                date="24 تشرين الثاني 2026",
                colour="#1d3b53",
            )
        )
        for headline in HEADLINES
    ]
    weights = [len(draw_card(address)) for address in addresses]  # also loads library and fonts
    begun = time.process_time()
    for _ in range(ROUNDS):
        for address in addresses:
            draw_card(address)
    each_ms = (time.process_time() - begun) / ROUNDS / len(addresses) * 1_000
    for name, value, unit in (
        ("cards.draw", round(each_ms, 1), "ms CPU"),
        ("cards.bytes", max(weights), "B"),
    ):
        print(json.dumps({"name": name, "value": value, "unit": unit, "peer": None, "ratio": None}))


if __name__ == "__main__":
    main()
