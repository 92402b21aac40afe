"""The sandbox's clock: real time plus what a test has asked to let pass."""

import time
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """Real time, shifted forward by `advance`; every limit, expiry and date of the sandbox reads it."""

    def __init__(self) -> None:
        self._shift = 0.0

    def now(self) -> datetime:
        """The aware UTC time."""
        return datetime.now(UTC) + timedelta(seconds=self._shift)

    def unix(self) -> int:
        """Whole seconds since 1970, as Telegram dates its messages."""
        return int(time.time() + self._shift)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic() + self._shift

    def advance(self, seconds: float) -> None:
        """Let *seconds* pass at once."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        self._shift += seconds
