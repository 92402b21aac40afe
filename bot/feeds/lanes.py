"""Who is fetched when: a lane per host, a bounded number of slots, and patience that ends.

A slow source must not hold up the others. A host has few fetches at a time; and a fetch that lasts holds its
slot only for a moment: then it goes on, but another may start beside it.
"""

from collections import deque
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from storage.records.feed import Feed

_SLOW_MOST: Final = 256


class Lanes:
    """Waiting feeds by host; `start` hands out what may be fetched now, `slow` and `done` free places."""

    def __init__(self, *, slots: int, per_host: int) -> None:
        self._slots = slots
        self._per_host = per_host
        self._waiting: dict[str, deque[Feed]] = {}
        self._ready: deque[str] = deque()
        self._active: dict[str, int] = {}
        self._holding = 0
        self._slow = 0

    @property
    def room(self) -> int:
        """How many feeds more may be added without one waiting long: twice the slots are worth claiming."""
        waiting = sum(map(len, self._waiting.values()))
        return max(0, 2 * self._slots - waiting - self._holding)

    @property
    def empty(self) -> bool:
        """Nothing waits and nothing is being fetched."""
        return not self._waiting and not self._active

    def add(self, feeds: Iterable[Feed]) -> None:
        """Let *feeds* wait, each in the lane of its host, in their order."""
        for feed in feeds:
            host = host_of(feed.url)
            lane = self._waiting.get(host)
            if lane is None:
                self._waiting[host] = deque([feed])
                if self._active.get(host, 0) < self._per_host:
                    self._ready.append(host)
            else:
                lane.append(feed)

    def start(self) -> Feed | None:
        """The next feed to fetch, the hosts taking turns; None while no slot or no host is free."""
        if not self._ready or self._holding >= self._slots or self._slow >= _SLOW_MOST:
            return None
        host = self._ready.popleft()
        lane = self._waiting[host]
        feed = lane.popleft()
        self._active[host] = self._active.get(host, 0) + 1
        self._holding += 1
        if not lane:
            del self._waiting[host]
        elif self._active[host] < self._per_host:
            self._ready.append(host)
        return feed

    def slow(self) -> None:
        """A fetch lasts: it gives its slot to another."""
        self._holding -= 1
        self._slow += 1

    def done(self, feed: Feed, *, was_slow: bool) -> None:
        """The fetch of *feed* is over."""
        host = host_of(feed.url)
        if was_slow:
            self._slow -= 1
        else:
            self._holding -= 1
        active = self._active[host] - 1
        if active:
            self._active[host] = active
        else:
            del self._active[host]
        if host in self._waiting and active == self._per_host - 1:
            self._ready.append(host)

    def waiting(self) -> list[Feed]:
        """The feeds that wait, emptied out."""
        left = [feed for lane in self._waiting.values() for feed in lane]
        self._waiting.clear()
        self._ready.clear()
        return left


def host_of(url: str) -> str:
    """The host and port that a lane is kept for."""
    return urlsplit(url).netloc.lower()
