"""◇ Flood guard: a token bucket for each person and a common one; refusals are cheap and seldom spoken."""

from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

BURST = 6.0
REFILL_S = 2.0
"""Seconds for one more request: 5 in 10 s, as long as one likes."""
TOTAL_BURST = 200.0
TOTAL_REFILL_S = 0.01
"""All people together: 100 requests a second."""
SPOKEN_EVERY_S = 60.0
MOST_PEOPLE = 10_000


class Verdict(Enum):
    """What to do with a request."""

    ANSWER = auto()
    REFUSE = auto()
    """Say once that it is too much."""
    IGNORE = auto()
    """Too much, and said so within the last minute."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    spoke_at: float = float("-inf")

    def take(self, now: float, *, burst: float, refill_s: float) -> bool:
        self.tokens = min(burst, self.tokens + max(0.0, now - self.at) / refill_s)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class FloodGuard:
    """Counts requests; *now* is monotonic seconds. Memory is bounded: who was silent longest is forgotten."""

    __slots__ = ("_all", "_people")

    def __init__(self) -> None:
        self._people: OrderedDict[int, _Bucket] = OrderedDict()
        self._all = _Bucket(TOTAL_BURST, 0.0)

    def judge(self, user_id: int, now: float) -> Verdict:
        """May this person's request be answered?"""
        bucket = self._people.get(user_id)
        if bucket is None:
            bucket = self._people[user_id] = _Bucket(BURST, now)
            if len(self._people) > MOST_PEOPLE:
                self._people.popitem(last=False)
        self._people.move_to_end(user_id)
        if not bucket.take(now, burst=BURST, refill_s=REFILL_S):
            return self._refuse(bucket, now)
        if not self._all.take(now, burst=TOTAL_BURST, refill_s=TOTAL_REFILL_S):
            return Verdict.IGNORE
        return Verdict.ANSWER

    def _refuse(self, bucket: _Bucket, now: float) -> Verdict:
        if now - bucket.spoke_at < SPOKEN_EVERY_S:
            return Verdict.IGNORE
        bucket.spoke_at = now
        return Verdict.REFUSE


class Gate:
    """Judges updates as they came, before anything is made of them: dropping one costs next to nothing."""

    __slots__ = ("_guard", "_refused")

    def __init__(self) -> None:
        self._guard = FloodGuard()
        self._refused: set[int] = set()

    def lets_pass(self, raw: Any, now: float) -> bool:
        """False for an update to drop; *now* is monotonic seconds. What nobody sent always passes."""
        person = _who(raw)
        if person is None:
            return True
        verdict = self._guard.judge(person, now)
        if verdict is Verdict.REFUSE:
            self._refused.add(raw["update_id"])
        return verdict is not Verdict.IGNORE

    def refused(self, update_id: int) -> bool:
        """True, once, for the update whose sender is to be told that it is too much."""
        if update_id not in self._refused:
            return False
        self._refused.discard(update_id)
        return True


def _who(raw: Any) -> int | None:
    """Whose bucket an update draws on; what people say to each other in a group has one of its own."""
    try:
        if "callback_query" in raw:
            return int(raw["callback_query"]["from"]["id"])
        message = raw["message"]
        user_id = int(message["from"]["id"])
        asks = message["chat"]["type"] == "private" or str(message.get("text", "")).startswith("/")
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return user_id if asks else -user_id
