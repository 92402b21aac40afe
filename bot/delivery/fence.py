"""The fence: of all processes that share an archive one may send, and it knows for how long.

A lease with an epoch in the database; every claim carries the epoch, and the moment before the first byte
leaves the monotonic clock is asked whether the lease still runs: a process that was frozen meanwhile stays
silent. A clean end gives the lease back; after a crash on this machine the dead owner is recognised by its
process number, elsewhere by the end of its lease.
"""

from datetime import timedelta

from bot.clock import Clock
from bot.instance import is_dead, this_process
from storage.store import Store

LEASE = timedelta(seconds=30)
RENEW_EVERY = timedelta(seconds=8)
MARGIN_S = 5.0
"""No request starts in the last seconds of a lease: it must reach the server before another may send."""


class Fence:
    """Our place among the senders of one archive."""

    def __init__(self, store: Store, clock: Clock, *, owner: str | None = None) -> None:
        self._store = store
        self._clock = clock
        self._owner = owner or this_process()
        self._epoch: int | None = None
        self._held_until = 0.0

    @property
    def epoch(self) -> int:
        """The epoch that we send in.

        Raises:
            RuntimeError: we are not the sender.
        """
        if self._epoch is None:
            raise RuntimeError("not the sender")
        return self._epoch

    @property
    def is_ours(self) -> bool:
        """True while we may start a request, by the monotonic clock."""
        return self._epoch is not None and self._clock.monotonic() < self._held_until - MARGIN_S

    async def acquire(self) -> bool:
        """Become the sender; False while another one is."""
        begun = self._clock.monotonic()
        now = self._clock.now()
        async with self._store.write() as tx:
            holder = await tx.outbox.lease_holder()
            take = holder is not None and (holder[0] == self._owner or is_dead(holder[0]))
            epoch = await tx.outbox.lease(owner=self._owner, now=now, held_until=now + LEASE, take=take)
        self._epoch = epoch
        self._held_until = begun + LEASE.total_seconds()
        return epoch is not None

    async def renew(self) -> bool:
        """Go on as the sender; False: another has taken over, and we must stop."""
        begun = self._clock.monotonic()
        async with self._store.write() as tx:
            ours = await tx.outbox.renew(epoch=self.epoch, held_until=self._clock.now() + LEASE)
        if ours:
            self._held_until = begun + LEASE.total_seconds()
        else:
            self._epoch = None
        return ours

    async def release(self) -> None:
        """Let the next sender begin at once."""
        if self._epoch is None:
            return
        async with self._store.write() as tx:
            await tx.outbox.release(epoch=self._epoch, now=self._clock.now())
        self._epoch = None
