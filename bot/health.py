"""Liveness, readiness and counters: what a supervisor asks, from memory and the archive."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.clock import Clock
from storage.errors import StorageError
from storage.store import Store

DEAF_AFTER_S = 90.0
"""A bot that has not heard from Telegram for so long is deaf: its supervisor should know."""


@dataclass(slots=True)
class Pulse:
    """The last sign of life of each part of the bot, on the monotonic clock."""

    clock: Clock
    beats: dict[str, float] = field(default_factory=dict)

    def beat(self, part: str) -> None:
        """*part* has just done its work."""
        self.beats[part] = self.clock.monotonic()

    def age_s(self, part: str) -> float | None:
        """Seconds since the last beat of *part*; None before the first."""
        beat = self.beats.get(part)
        return None if beat is None else self.clock.monotonic() - beat


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether the bot can do its work, and what stands in the way."""

    problems: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """True when nothing stands in the way."""
        return not self.problems


async def readiness(store: Store, pulse: Pulse, *, needs: Mapping[str, float]) -> Readiness:
    """Can the archive be read, and has each part in *needs* beaten within its seconds?"""
    problems = []
    try:
        async with store.read() as tx:
            await tx.articles.any()
    except StorageError as error:
        problems.append(f"archive: {error}")
    for part, limit in needs.items():
        age = pulse.age_s(part)
        if age is None:
            problems.append(f"{part}: not yet")
        elif age > limit:
            problems.append(f"{part}: silent for {age:.0f} s")
    return Readiness(problems=tuple(problems))


def metrics_text(gauges: Mapping[str, float], *, labels: Mapping[str, str]) -> str:
    """The Prometheus text format 0.0.4: ``khabar_NAME value`` a line, and ``khabar_build_info``."""
    described = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    lines = [f"khabar_build_info{{{described}}} 1", f"khabar_time_seconds {time.time():.3f}"]
    lines += [f"khabar_{name} {value:g}" for name, value in sorted(gauges.items())]
    return "\n".join(lines) + "\n"
