"""Fakes for the seams where the real thing cannot serve: a clock that a test moves."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass
class ManualClock:
    """A Clock that stands still until it is moved."""

    moment: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    elapsed: float = field(default=0.0)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.elapsed

    def advance(self, by: timedelta) -> None:
        self.moment += by
        self.elapsed += by.total_seconds()
