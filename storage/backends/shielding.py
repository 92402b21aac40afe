"""Finish what must be finished, even when the task that asked for it is cancelled."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def finish(work: Coroutine[Any, Any, T]) -> T:
    """Await *work* to its end; a cancellation that arrives meanwhile is raised after it.

    A COMMIT or ROLLBACK that a cancelled task abandons half-way would leave its transaction open for the next
    one to commit: so neither is ever abandoned.
    """
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            if task.cancelled():
                raise
            cancelled = error
        except BaseException:  # noqa: BLE001, S110 - the task keeps its error: task.result() raises it below
            pass
    if cancelled is not None:
        task.exception()
        raise cancelled
    return task.result()
