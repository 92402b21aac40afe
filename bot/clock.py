"""The Clock port and the system clock: wall time to date things, monotonic time to measure them."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where time decides, it is asked here, so that a test can hold it still."""

    def now(self) -> datetime:
        """The wall clock: aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from a fixed but unknown moment; never goes back. For durations and deadlines."""
        ...


class SystemClock:
    """The clock of the machine."""

    __slots__ = ()

    def now(self) -> datetime:
        """See Clock."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """See Clock."""
        return time.monotonic()
