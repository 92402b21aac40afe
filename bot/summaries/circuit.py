"""◇ When to ask a language model and when to leave it alone: a circuit breaker and a daily budget."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

FAILURES_TO_OPEN: Final = 5
FIRST_REST_S: Final = 60.0
LONGEST_REST_S: Final = 900.0


@dataclass(slots=True)
class Circuit:
    """Opens after five failures in a row, for a minute, then twice as long each time, up to 15 minutes.

    After the rest one call is let through: it closes the circuit or opens it again. Monotonic seconds.
    """

    _failures: int = 0
    _rest_s: float = FIRST_REST_S
    _open_until: float | None = None
    _trying: bool = False

    def lets_through(self, now: float) -> bool:
        """Whether a call may be made now; while a trial call is out, no other may."""
        if self._open_until is None:
            return True
        if now < self._open_until or self._trying:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        """The endpoint answered."""
        self._failures, self._rest_s, self._open_until, self._trying = 0, FIRST_REST_S, None, False

    def failed(self, now: float, *, rest_s: float | None = None) -> None:
        """It did not, or asked to be left alone for *rest_s* seconds (Retry-After)."""
        self._failures += 1
        if rest_s is not None:
            self._open(now, min(rest_s, LONGEST_REST_S))
        elif self._trying or self._failures >= FAILURES_TO_OPEN:
            self._open(now, self._rest_s)
            self._rest_s = min(self._rest_s * 2, LONGEST_REST_S)

    def abandoned(self) -> None:
        """The call was cancelled: it says nothing about the endpoint."""
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether calls are held back; also while the trial call is out."""
        return self._open_until is not None

    def _open(self, now: float, rest_s: float) -> None:
        self._open_until = now + rest_s
        self._trying = False


@dataclass(slots=True)
class Allowance:
    """So many calls a day (UTC), so that a fault of ours costs no fortune."""

    calls_per_day: int
    _day: date = field(default=date.min)
    _spent: int = 0

    def take(self, today: date) -> bool:
        """Spend one call of *today*; false when none is left."""
        if today != self._day:
            self._day, self._spent = today, 0
        if self._spent >= self.calls_per_day:
            return False
        self._spent += 1
        return True
