"""Pace: when may the next request go to a chat, and which lane goes first.

Telegram publishes one message a second in a chat, 20 a minute in a group and about 30 a second overall
(core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this); no figure for channels is
published, the group's is used. Each is a sliding window. A request is counted from its start until a whole
window after its *answer*: the server counted it at some moment between the two, so whatever the network's
jitter the server never sees more than the limit. Of that window the shortest round trip of late is taken
off again: no request is counted as it leaves, and no answer is here as soon as it was counted.

An album counts as many messages as it has pictures, but leaves at once: the second between two messages of
a chat is one between two requests. All times are seconds of one monotonic clock.
"""

import math
from bisect import insort
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from storage.records.delivery import Address, DeliveryKind, Head, Priority

STORM_CHATS = 3
STORM_SECONDS = 5.0
"""So many chats refused within so many seconds: the limit that was hit is the bot's, not a chat's."""

SPREAD = 0.3
"""A burst is spread over this part of its second, so that none of its requests waits long for the others."""
ROUND_TRIPS = 100
ROUND_TRIP_SHARE = 0.8
"""Of the shortest round trip among so many; the rest was the server's work, in which it counts."""
TRUSTED_TRIPS = 10
"""Of fewer, all may have been slow: the first of a connection always is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is permitted. *breaking_reserve* of a group's messages a minute are kept for breaking news."""

    overall_per_second: int = 30
    group_per_minute: int = 20
    gap: float = 1.0
    """Seconds between two messages in one chat."""
    breaking_reserve: int = 1


@dataclass(slots=True)
class _Window:
    """At most *most* requests in any *seconds*; those without an answer yet count on."""

    most: int
    seconds: float
    in_flight: int = 0
    answered: deque[float] = field(default_factory=deque)

    def free_at(self, now: float, *, cost: int = 1, spare: int = 0, credit: float = 0.0) -> float:
        """From when on *cost* more fit while *spare* places stay free; infinite: after an answer."""
        seconds = self.seconds - min(credit, self.seconds / 2)
        while self.answered and self.answered[0] + seconds <= now:
            self.answered.popleft()
        room = max(self.most - spare, 1)
        over = self.in_flight + len(self.answered) + min(cost, room) - room
        if over <= 0:
            return now
        return self.answered[over - 1] + seconds if over <= len(self.answered) else math.inf

    def start(self, at: float, *, credit: float, cost: int = 1) -> None:
        """*cost* more from *at* on, in the place of what is out of the window by then."""
        seconds = self.seconds - min(credit, self.seconds / 2)
        while self.answered and self.answered[0] + seconds <= at:
            self.answered.popleft()
        self.in_flight += cost

    def note(self, at: float, count: int) -> None:
        """*count* more at this moment, which nobody will finish."""
        for _ in range(count):
            insort(self.answered, at)

    def finish(self, now: float, *, cost: int = 1) -> None:
        self.in_flight -= cost
        self.answered.extend([now] * cost)


@dataclass(slots=True)
class _Lane:
    """The budgets of one chat; changes of posts have one of their own."""

    posts: _Window
    changes: _Window
    gap: _Window
    held_until: float = -math.inf
    last_start: float = -math.inf
    cost: int = 1
    """Messages of the request in flight."""

    def windows(self, kind: DeliveryKind) -> tuple[_Window, _Window]:
        return (self.posts if kind is DeliveryKind.POST else self.changes, self.gap)


class Pace:
    """The budgets of all chats and of the bot; it decides and counts, the caller waits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._overall = _Window(limits.overall_per_second, 1.0)
        self._step = SPREAD / limits.overall_per_second
        self._last_start = -math.inf
        self._held_until = -math.inf
        self._lanes: dict[Address, _Lane] = {}
        self._refusals: deque[tuple[float, Address]] = deque()
        self._round_trips: deque[float] = deque(maxlen=ROUND_TRIPS)
        self._credit = 0.0

    def free_at(
        self, address: Address, kind: DeliveryKind, *, urgent: bool, now: float, cost: int = 1
    ) -> float:
        """From when on a request of *cost* messages to this chat may start; infinite: after an answer."""
        lane = self._lane(address)
        counted, gap = lane.windows(kind)
        spare = 0 if urgent else self._limits.breaking_reserve
        return max(
            counted.free_at(
                now, cost=cost, spare=spare if counted is lane.posts and counted.most > spare else 0
            ),
            gap.free_at(now, credit=self._credit),
            lane.held_until,
            self._overall.free_at(now, cost=cost, credit=self._credit),
            self.overall_at(now),
        )

    def overall_at(self, now: float) -> float:
        """From when on any request may start; they are spread over the second, so that none waits long."""
        return max(
            self._overall.free_at(now, credit=self._credit), self._held_until, self._last_start + self._step
        )

    def start(self, address: Address, kind: DeliveryKind, *, at: float, cost: int = 1) -> None:
        """A request of *cost* messages starts, now or when free_at() told; finish() must follow."""
        lane = self._lane(address)
        counted, gap = lane.windows(kind)
        counted.start(at, credit=0.0, cost=cost)
        gap.start(at, credit=self._credit)
        self._overall.start(at, credit=self._credit)
        self._overall.note(at, cost - 1)  # an album may be long under way: the others need not wait for that
        lane.last_start = self._last_start = at
        lane.cost = cost

    def finish(self, address: Address, kind: DeliveryKind, *, now: float) -> None:
        """Its answer is here, or nothing will come any more."""
        lane = self._lane(address)
        counted, gap = lane.windows(kind)
        counted.finish(now, cost=lane.cost)
        gap.finish(now)
        self._overall.finish(now)
        self._overall.note(now, lane.cost - 1)
        self._round_trips.append(max(now - lane.last_start, 0.0))
        if len(self._round_trips) >= TRUSTED_TRIPS:
            self._credit = min(self._round_trips) * ROUND_TRIP_SHARE

    def count(self, address: Address, *, ages: Iterable[float], now: float) -> None:
        """Messages sent some seconds ago, by an earlier process or as replies, which never wait."""
        lane = self._lane(address)
        for age in sorted(ages, reverse=True):
            for window in (lane.posts, lane.gap, self._overall):
                if age < window.seconds:
                    window.answered.append(now - age)

    def refused(self, address: Address, *, seconds: float, now: float) -> bool:
        """429: hold the chat, and everything when several chats are refused at once; True in that case."""
        lane = self._lane(address)
        lane.held_until = max(lane.held_until, now + seconds)
        self._refusals.append((now, address))
        while self._refusals[0][0] < now - STORM_SECONDS:
            self._refusals.popleft()
        if len({chat for _, chat in self._refusals}) < STORM_CHATS:
            return False
        self._held_until = max(self._held_until, now + seconds)
        return True

    def last_start(self, address: Address) -> float:
        """When a request to this chat last started: who waited longest goes first."""
        lane = self._lanes.get(address)
        return -math.inf if lane is None else lane.last_start

    def _lane(self, address: Address) -> _Lane:
        lane = self._lanes.get(address)
        if lane is None:
            limits = self._limits
            most = limits.group_per_minute if is_group(address) else 60
            lane = self._lanes[address] = _Lane(
                posts=_Window(most, 60.0), changes=_Window(most, 60.0), gap=_Window(1, limits.gap)
            )
        return lane


def is_group(address: Address) -> bool:
    """Whether the limit of groups applies: groups, supergroups and channels have negative numbers."""
    return isinstance(address, str) or address < 0


@dataclass(frozen=True, slots=True)
class Start:
    """A head that may start, and when: its request must not leave earlier."""

    head: Head
    at: float


def choose(heads: Sequence[Head], pace: Pace, *, now: float, lead: float = 0.0) -> tuple[list[Start], float]:
    """The heads that start within *lead* seconds, already counted, and when to choose again.

    Breaking news goes first; then the chat that has waited longest. Infinite: after an answer.
    """
    ranked = sorted(
        heads,
        key=lambda head: (
            head.priority is not Priority.BREAKING,
            pace.last_start(head.address),
            head.priority,
            head.published_at,
        ),
    )
    chosen: list[Start] = []
    again_at = math.inf
    for head in ranked:
        overall_at = pace.overall_at(now)
        if overall_at - lead > now:
            return chosen, min(again_at, overall_at - lead)
        urgent = head.priority is Priority.BREAKING
        free_at = pace.free_at(head.address, head.kind, urgent=urgent, now=now, cost=head.messages)
        # As again_at is reckoned: a sum would round otherwise, and never be reached.
        if free_at - lead <= now:
            pace.start(head.address, head.kind, at=free_at, cost=head.messages)
            chosen.append(Start(head, free_at))
        else:
            again_at = min(again_at, free_at - lead)
    return chosen, again_at
