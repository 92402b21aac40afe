"""Telegram's rate limits: who must wait, and who did not wait as told.

Sources: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this (one message a second
in a chat with short bursts, 20 a minute in a group, about 30 a second overall). No figure is published for
channels; the group's is used, as python-telegram-bot does.
"""

import math
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

PACED = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "sendVideo",
        "sendMediaGroup",
        "forwardMessage",
        "copyMessage",
    }
)
"""Methods that cost a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is let through; off, only the deadlines of injected 429s count."""

    enabled: bool = True
    private_per_second: float = 1.0
    private_burst: int = 3
    group_per_minute: int = 20
    overall_per_second: int = 30
    paid_per_second: int = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """*retry_after* whole seconds when the request must wait; *early* when a 429 had already said so."""

    retry_after: int | None = None
    early: bool = False


class Pace:
    """The budgets of one bot."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._deadlines: dict[int | None, float] = {}
        self._private_due: dict[int, float] = {}
        self._group_sent: defaultdict[int, deque[float]] = defaultdict(deque)
        self._all_sent: deque[float] = deque()

    def ask(self, chat_id: int, *, private: bool, cost: int, now: float, paid: bool = False) -> Verdict:
        """May *cost* messages go to *chat_id* at *now* (monotonic seconds)? If so they are counted.

        A *paid* broadcast has the bot's wider overall budget
        (core.telegram.org/bots/api#sendmessage, ``allow_paid_broadcast``).
        """
        deadline = max(self._deadlines.get(chat_id, 0.0), self._deadlines.get(None, 0.0))
        if now < deadline:
            return Verdict(retry_after=math.ceil(deadline - now), early=True)
        if not self.limits.enabled:
            return Verdict()
        overall = self.limits.paid_per_second if paid else self.limits.overall_per_second
        wait = max(
            self._private_wait(chat_id, cost, now) if private else self._group_wait(chat_id, cost, now),
            _window_wait(self._all_sent, overall, 1.0, cost, now),
        )
        if wait > 0:
            return Verdict(retry_after=self.hold(chat_id, wait, now=now))
        self._count(chat_id, private=private, cost=cost, now=now)
        return Verdict()

    def hold(self, chat_id: int | None, seconds: float, *, now: float) -> int:
        """Requests to *chat_id* (None: any) are early for *seconds* from now; the whole seconds told."""
        told = max(1, math.ceil(seconds))
        self._deadlines[chat_id] = max(self._deadlines.get(chat_id, 0.0), now + told)
        return told

    def _private_wait(self, chat_id: int, cost: int, now: float) -> float:
        """The leaky bucket of a private chat (GCRA): a burst, then one per interval."""
        interval = 1 / self.limits.private_per_second
        due = max(self._private_due.get(chat_id, now), now) + (cost - 1) * interval
        return due - now - (self.limits.private_burst - 1) * interval

    def _group_wait(self, chat_id: int, cost: int, now: float) -> float:
        return _window_wait(self._group_sent[chat_id], self.limits.group_per_minute, 60.0, cost, now)

    def _count(self, chat_id: int, *, private: bool, cost: int, now: float) -> None:
        self._all_sent.extend([now] * cost)
        if private:
            start = max(self._private_due.get(chat_id, now), now)
            self._private_due[chat_id] = start + cost / self.limits.private_per_second
        else:
            self._group_sent[chat_id].extend([now] * cost)


def _window_wait(sent: deque[float], most: int, seconds: float, cost: int, now: float) -> float:
    """Seconds until *cost* more fit among at most *most* in any window of *seconds*."""
    while sent and now - sent[0] >= seconds:
        sent.popleft()
    over = len(sent) + cost - most
    return sent[min(over, len(sent)) - 1] + seconds - now if over > 0 and sent else 0.0


def cost_of(method: str, media: Sequence[object] | None) -> int:
    """How many messages a call of *method* makes."""
    return max(1, len(media or ())) if method == "sendMediaGroup" else 1
