"""Readiness and counters: what a supervisor asks, answered from memory and the archive; reads only."""

from collections.abc import Callable, Mapping, Sequence

from storage.errors import StorageError
from storage.store import Store


async def problems(store: Store, *, deaf: Callable[[], bool], refused: Callable[[], bool]) -> Sequence[str]:
    """What stands in the way of the bot's work, in English, for supervisors and /health; empty: nothing.

    *deaf*: Telegram has not been heard for too long. *refused*: Telegram does not know the token.
    """
    found = []
    try:
        async with store.read() as tx:
            await tx.articles.any()
    except StorageError as error:
        found.append(f"archive: {error}")
    if refused():
        found.append("telegram: the token is refused")
    elif deaf():
        found.append("telegram: getUpdates has not answered for too long")
    return found


def metrics_text(gauges: Mapping[str, float], *, labels: Mapping[str, str]) -> str:
    """The Prometheus text format 0.0.4: ``khabar_NAME value`` a line, and ``khabar_build_info``."""
    described = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    lines = [f"khabar_build_info{{{described}}} 1"]
    lines += [f"khabar_{name} {value:g}" for name, value in sorted(gauges.items())]
    return "\n".join(lines) + "\n"
