"""Run a function where it can be killed: in a process of its own, within seconds and bytes.

For what the open web sends and what would hold up the event loop: parsing, extraction, heavy text work.
"""

from bot.workers.pool import Workers
from bot.workers.protocol import WorkerDiedError, WorkerError, WorkerTaskError, WorkerTimeoutError

__all__ = ["WorkerDiedError", "WorkerError", "WorkerTaskError", "WorkerTimeoutError", "Workers"]
