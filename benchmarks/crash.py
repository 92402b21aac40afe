"""The crash suite: kill -9 at every numbered step of a story's way into its channel, start again, count.

    python benchmarks/crash.py [--points 10000] [--database sqlite|postgres|both] [--seed 1]

A world is an archive and a channel in a sandbox that outlives the bot. A forked process enqueues, sends,
edits, and is killed at a step; the next goes on from what it left and is killed in its turn, and so on; the
last one lives. In every second world answers are lost as well. In the end every story must stand in the
channel once and in order; exit code 1 when not. A point is a process that was killed.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.crash_stage import Archives, LaterClock, Lives, Sandbox
from benchmarks.crash_steps import Steps
from bot.clock import SystemClock
from bot.delivery.deliver import Deliverer
from bot.delivery.enqueue import enqueue
from bot.delivery.pace import Limits, Pace
from bot.delivery.route import ChannelRule
from bot.delivery.settle import Patience
from bot.telegram.sender import telegram_sender
from storage.opening import open_store
from storage.records.identity import StoryId
from storage.store import Store
from tests.delivery.desk import Desk
from tests.fakes import ManualClock

TOKEN = "1:CRASH"
STORIES = ("الخبر الأول", "الخبر الثاني", "الخبر الثالث")
BREAKING = "الخبر العاجل"
GROWN = "الخبر الثاني بعد التحديث"
EXPECTED = (f"🔴 عاجل | {BREAKING}", STORIES[0], GROWN, STORIES[2])
DEATHS = 8
"""The most processes killed in one world."""
SOON = 90
"""A process that recovers dies within so many steps, so that the world is still on its way."""
LOST_ANSWERS = ("reset_after", "error_after", "truncated", "malformed")
LOST_REQUESTS = ("reset_before", "html", "retry_after")
UNBOUND = Limits(overall_per_second=100_000, group_per_minute=100_000, gap=0.0, breaking_reserve=0)
SWIFT = Patience(
    look_after=timedelta(milliseconds=30),
    back_off_first=timedelta(milliseconds=5),
    back_off_last=timedelta(milliseconds=20),
    margin=timedelta(milliseconds=20),
    token_refused=timedelta(milliseconds=20),
    fetched_within=timedelta(0),  # the sandbox is done when it answers
)


@dataclass
class Tally:
    """What the points came to."""

    points: int = 0
    worlds: int = 0
    steps: int = 0
    faulted: int = 0
    lost: int = 0
    doubled: int = 0
    inverted: int = 0
    stuck: int = 0
    places: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """One line of where it stands."""
        return (
            f"{self.points} points at {len(self.places)} places in {self.worlds} worlds: "
            f"{self.lost} lost, {self.doubled} doubled, {self.inverted} inverted, {self.stuck} stuck"
        )

    @property
    def is_clean(self) -> bool:
        """Nothing lost, doubled, inverted or stuck."""
        return not (self.lost or self.doubled or self.inverted or self.stuck)


async def _write_stories(url: str) -> None:
    store = await open_store(url)
    clock = ManualClock(moment=SystemClock().now())
    desk = Desk(store, clock)
    first = await desk.story(STORIES[0])
    await desk.story(STORIES[1])
    await desk.story(STORIES[2], follows=first)
    await desk.story(f"عاجل: {BREAKING}", breaking=True)
    await store.close()


async def _deliver(url: str, api: str, chat: int, clock: LaterClock) -> None:
    """What the bot does: the enqueue station, then the lanes until nothing is left; again after an update."""
    store = await open_store(url)
    rules = [ChannelRule(address=chat)]
    async with telegram_sender(TOKEN, api_base_url=api, read_s=5.0) as sender:
        deliverer = Deliverer(store, sender, clock, pace=Pace(UNBOUND), patience=SWIFT)
        for _ in range(2):
            while await enqueue(store, clock, rules):
                pass
            await deliverer.drain()
            await _grow(store, clock)
    await store.close()


async def _grow(store: Store, clock: LaterClock) -> None:
    """The second story gets another lead article, once: its post is to be edited, or replaced before."""
    async with store.read() as tx:
        story = await tx.stories.get(StoryId(2))
    if story is not None and story.version == 1:
        desk = Desk(store, ManualClock(moment=clock.now()), numbers=count(90))
        await desk.grow(StoryId(2), title=GROWN, sentences=["تفاصيل جديدة."])


class Suite:
    """Worlds on one kind of database."""

    def __init__(self, archives: Archives, sandbox: Sandbox, seed: int) -> None:
        self.archives = archives
        self.sandbox = sandbox
        self.lives = Lives(_deliver, sandbox.url)
        self.dice = random.Random(seed)
        self.tally = Tally()
        self.base = -1_002_000_000_000 - (500_000_000 if archives.kind == "postgres" else 0)

    def run(self, points: int, *, seconds: float, progress: bool) -> Tally:
        """Kill *points* processes, or for *seconds*: the first of each world at the next of all steps."""
        until = time.monotonic() + seconds
        steps = self.tally.steps = self._count()
        worlds = -(-points // DEATHS)
        spread = max(steps // worlds, 1)
        while self.tally.points < points and time.monotonic() < until:
            index = self.tally.worlds
            fatal = index * spread % steps + 1
            self._world(fatal, most=min(DEATHS, points - self.tally.points), faulted=index % 2 == 1)
            if progress and index % 20 == 0:
                print(f"{self.archives.kind} {self.tally.summary}", file=sys.stderr, flush=True)
        return self.tally

    def _count(self) -> int:
        """Steps of the scenario, which is played twice without a crash: to be ready, and to count."""
        with self.archives.copy(0) as url:
            self.lives.warm_up(url, self._channel(-1))
        with self.archives.copy(1) as url:
            _, told = self.lives.live(url, self._channel(-2), Steps(None), minutes=0)
        return int(told)

    def _channel(self, number: int) -> int:
        chat = self.base - number
        self.sandbox.ask("chats", {"id": chat, "type": "channel", "title": "قناة"})
        return chat

    def _world(self, fatal: int, *, most: int, faulted: bool) -> None:
        number = self.tally.worlds
        self.tally.worlds += 1
        chat = self._channel(number)
        faults = self._faults(chat) if faulted else ""
        deaths: list[int] = []
        try:
            with self.archives.copy(number) as url:
                while len(deaths) < most and self._kill(url, chat, fatal, minutes=len(deaths)):
                    deaths.append(fatal)
                    fatal = self.dice.randrange(1, SOON + 1)
                self.lives.live(url, chat, None, minutes=most + 1)
        except RuntimeError:
            self.tally.stuck += 1
        self.tally.points += len(deaths)
        self._audit(chat, f"world {number}, steps {deaths}, faults {faults or 'none'}")
        self.sandbox.ask("faults", method="DELETE")
        self.sandbox.ask("ledger", method="DELETE")

    def _faults(self, chat: int) -> str:
        """Answers, or now and then requests, that will be lost on the way."""
        self.tally.faulted += 1
        chosen = []
        for method in ("send*", "edit*")[: self.dice.randrange(1, 3)]:
            kind = self.dice.choice(LOST_ANSWERS if self.dice.random() < 0.9 else LOST_REQUESTS)
            nth = sorted(self.dice.sample(range(1, 7), 2))
            rule = {"kind": kind, "method": method, "chat_id": chat, "nth": nth, "seconds": 1}
            self.sandbox.ask("faults", rule)
            chosen.append(f"{kind} of {method} {nth}")
        return ", ".join(chosen)

    def _kill(self, url: str, chat: int, fatal: int, *, minutes: int) -> bool:
        """Let a process live up to a step; False: the world ended before."""
        killed, told = self.lives.live(url, chat, Steps(fatal), minutes=minutes)
        if killed:
            self.tally.places.add(told)
        return killed

    def _audit(self, chat: int, where: str) -> None:
        """What stands in the channel, and what the ledger says was accepted on the way."""
        messages = self.sandbox.ask(f"chats/{chat}/messages?limit=100")["messages"]
        titles = [message["text"].split("\n")[0] for message in messages]
        accepted = Counter(
            json.dumps(entry["parameters"]["reply_markup"])
            for entry in self.sandbox.ask(f"ledger?chat_id={chat}&method=sendMessage")
            if entry["accepted"]
        )
        lost = sum(title not in titles for title in EXPECTED)
        doubled = sum(count - 1 for count in accepted.values())
        inverted = not lost and not doubled and tuple(titles) != EXPECTED
        self.tally.lost += lost
        self.tally.doubled += doubled
        self.tally.inverted += inverted
        if lost or doubled or inverted:
            self.tally.complaints.append(f"{where}: {titles}")


def report(kind: str, tally: Tally, seconds: float) -> None:
    """The figures as JSON lines."""
    figures = {
        "points": tally.points,
        "worlds": tally.worlds,
        "worlds_with_lost_answers": tally.faulted,
        "numbered_steps": tally.steps,
        "places": len(tally.places),
        "lost": tally.lost,
        "duplicates": tally.doubled,
        "inversions": tally.inverted,
        "stuck": tally.stuck,
        "points_per_second": round(tally.points / seconds, 1),
    }
    for name, value in figures.items():
        line = {"name": f"crash.{kind}.{name}", "value": value, "unit": "", "peer": None, "ratio": None}
        print(json.dumps(line))
    for complaint in tally.complaints[:10]:
        print(complaint, file=sys.stderr)


def crash(kind: str, points: int, *, seed: int, seconds: float, progress: bool) -> Tally:
    """Run *points*, or for *seconds*, against one kind of database."""
    sandbox = Sandbox()
    memory = Path("/dev/shm")
    place = memory if memory.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="khabar-crash-", dir=place) as folder:
        archives = Archives(kind, Path(folder), _write_stories)
        try:
            return Suite(archives, sandbox, seed).run(points, seconds=seconds, progress=progress)
        finally:
            archives.close()
            sandbox.stop()


def main() -> int:  # noqa: D103 - the module's docstring is its own
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0, help="end then at the latest")
    parser.add_argument("--progress", action="store_true", help="tell where it stands on stderr")
    arguments = parser.parse_args()
    kinds = ["sqlite", "postgres"] if arguments.database == "both" else [arguments.database]
    clean = True
    for kind in kinds:
        begun = time.monotonic()
        tally = crash(
            kind,
            arguments.points,
            seed=arguments.seed,
            seconds=arguments.minutes * 60,
            progress=arguments.progress,
        )
        report(kind, tally, time.monotonic() - begun)
        clean = clean and tally.is_clean
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
