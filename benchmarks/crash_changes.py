"""The crash suite for what becomes of posts: cards, albums, pins, stories struck through and deleted.

    python benchmarks/crash_changes.py [--points 1000] [--database sqlite|postgres] [--seed 1]

Worlds, kills and lost answers are those of crash.py. In the end the breaking post must stand once and be
pinned, one story be struck through, one be gone, one stand with its card and one as an album; those
taken back are albums as well. No picture is had by its address: each album is refused once, then uploaded.
Exit code 1 when anything is amiss.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.crash import SWIFT, TOKEN, UNBOUND, Suite, report
from benchmarks.crash_stage import Archives, LaterClock, Lives, Sandbox
from bot.clock import SystemClock
from bot.delivery.deliver import Deliverer
from bot.delivery.enqueue import enqueue
from bot.delivery.pace import Pace
from bot.delivery.pinning import pin_breaking
from bot.delivery.render import BAGHDAD, CardLook, Style
from bot.delivery.retract import retract
from bot.delivery.route import ChannelRule
from bot.telegram.sender import telegram_sender
from storage.opening import open_store
from storage.records.identity import ChatId, StoryId
from storage.records.retraction import Manner
from tests.delivery.desk import Desk
from tests.fakes import ManualClock
from tests.sandbox.pictures import png

KEPT, WRONG, FALSE, BREAKING = "خبر باق", "خبر غير دقيق", "خبر كاذب", "خبر عاجل"
SCENES = "مشاهد من الزيارة"
EXPECTED = (f"🔴 عاجل | {BREAKING}", KEPT, "⚠️ تم سحب هذا الخبر", SCENES)
PICTURES = {KEPT: 0, WRONG: 2, FALSE: 2, SCENES: 3}
MESSAGES = 1 + 1 + 2 + 3
"""Breaking, kept, struck through and the scenes."""
OPS = ChatId(-1_002_900_000_000)
TAKEN_BACK = ((StoryId(2), Manner.STRIKE), (StoryId(3), Manner.DELETE))
LOOK = Style(cards=CardLook(colour="#1d3b53"), album=True)


async def _write(url: str) -> None:
    store = await open_store(url)
    desk = Desk(store, ManualClock(moment=SystemClock().now()))
    for title, count in PICTURES.items():
        pictures = tuple(f"http://127.0.0.1:9/{number}.jpg" for number in range(count))
        await desk.story(title, image_url=pictures[0] if pictures else None, pictures=pictures[1:])
    await desk.story(f"عاجل: {BREAKING}", breaking=True)
    await store.close()


async def _drawn(_address: str) -> bytes:
    """A small picture for every card and photo: drawing has no step of its own, the upload has."""
    return png()


async def _play(url: str, api: str, chat: int, clock: LaterClock) -> None:
    """Post, pin, take back; each again in every life, and each to be done once."""
    store = await open_store(url)
    rules = [ChannelRule(address=chat, style=LOOK, pin_for=timedelta(hours=6))]
    async with telegram_sender(TOKEN, api_base_url=api, read_s=5.0) as sender:
        deliverer = Deliverer(
            store,
            sender,
            clock,
            pace=Pace(UNBOUND),
            patience=SWIFT,
            fetch_image=_drawn,
            ops_chat_id=OPS,
        )
        while await enqueue(store, clock, rules):
            pass
        await deliverer.drain()
        while await pin_breaking(store, clock, rules):
            pass
        for story_id, manner in TAKEN_BACK:
            async with store.write() as tx:
                await retract(tx, story_id, manner, user_id=1, zone=BAGHDAD, now=clock.now())
        await deliverer.drain()
    await store.close()


class ChangesSuite(Suite):
    """The same worlds with another story."""

    def __init__(self, archives: Archives, sandbox: Sandbox, seed: int) -> None:
        super().__init__(archives, sandbox, seed)
        self.lives = Lives(_play, sandbox.url)
        sandbox.ask("chats", {"id": OPS, "type": "channel", "title": "غرفة التشغيل"})

    def _audit(self, chat: int, where: str) -> None:
        messages = self.sandbox.ask(f"chats/{chat}/messages?limit=100")["messages"]
        posts = [each for each in messages if "pinned_message" not in each]
        worded = [each for each in posts if each.get("caption") or each.get("text")]
        said = [str(each.get("caption") or each.get("text")).split("\n")[0] for each in worded]
        titles = [title.partition(" · ")[0] for title in said]
        ledger = self.sandbox.ask(f"ledger?chat_id={chat}")
        accepted = Counter(
            _mark_of(entry["parameters"])
            for entry in ledger
            if entry["accepted"] and entry["method"].startswith("send")
        )
        breaking = [each["message_id"] for each, title in zip(worded, titles, strict=True) if "🔴" in title]
        pinned = {
            int(entry["parameters"]["message_id"])
            for entry in ledger
            if entry["accepted"] and entry["method"] == "pinChatMessage"
        }
        lost = sum(title not in titles for title in EXPECTED) + (pinned != set(breaking))
        lost += not lost and len(posts) < MESSAGES
        doubled = sum(count - 1 for count in accepted.values()) + (FALSE in titles)
        doubled += not doubled and len(posts) > MESSAGES
        inverted = not lost and not doubled and tuple(titles) != EXPECTED
        self.tally.lost += lost
        self.tally.doubled += doubled
        self.tally.inverted += inverted
        if lost or doubled or inverted:
            self.tally.complaints.append(f"{where}: {titles}, pinned {pinned}")


def _mark_of(parameters: Mapping[str, Any]) -> str:
    """What no other post has: its buttons, or the words of an album."""
    media = parameters.get("media")
    return str(media[0]["caption"] if media else parameters["reply_markup"])


def main() -> int:  # noqa: D103 - the module's docstring is its own
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0, help="end then at the latest")
    arguments = parser.parse_args()
    begun = time.monotonic()
    sandbox = Sandbox()
    with tempfile.TemporaryDirectory(prefix="khabar-crash-") as folder:
        archives = Archives(arguments.database, Path(folder), _write)
        try:
            suite = ChangesSuite(archives, sandbox, arguments.seed)
            tally = suite.run(arguments.points, seconds=arguments.minutes * 60, progress=False)
        finally:
            archives.close()
            sandbox.stop()
    report(f"changes.{arguments.database}", tally, time.monotonic() - begun)
    return 0 if tally.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
