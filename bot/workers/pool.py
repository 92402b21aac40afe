"""The bot's side: start workers when there is work, kill those that overrun, let idle ones go."""

import asyncio
import contextlib
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self, TypeVar

from bot.workers.protocol import (
    HEADER,
    MAX_MESSAGE,
    Task,
    WorkerDiedError,
    WorkerError,
    WorkerTaskError,
    WorkerTimeoutError,
)

R = TypeVar("R")

MEMORY_BYTES: Final = 256 * 1_048_576
IDLE_S: Final = 30.0
TASKS_EACH: Final = 2_000  # then a fresh one: what leaks, leaks for so long
_START_S: Final = 20.0


class Workers:
    """At most *count* processes, started at the first task and stopped when idle for half a minute.

        free worker, or a new one | send task | await result | idle again, or killed

    Attention: functions and arguments travel by pickle, so a function must be importable by name, and what it
    needs is imported in the worker: keep that light.
    """

    def __init__(self, *, count: int = 1, memory_bytes: int = MEMORY_BYTES) -> None:
        self._memory_bytes = memory_bytes
        self._places = asyncio.Semaphore(count)
        self._idle: list[tuple[Process, int]] = []
        self._busy: set[Process] = set()
        self._farewell: asyncio.TimerHandle | None = None
        self._reaping: set[asyncio.Task[int]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def run(
        self,
        function: Callable[..., R],
        *args: object,
        timeout_s: float = 5.0,
        cpu_s: int | None = None,
        memory_bytes: int | None = None,
    ) -> R:
        """The result of ``function(*args)`` from a worker; *timeout_s* bounds both wall and processor time.

        *cpu_s* and *memory_bytes* draw the bounds tighter where a task is known to be light: seconds of
        processor time (up to one more: the kernel counts whole ones), bytes beyond what the worker holds.

        Cancelling the caller kills the worker.

        Raises:
            WorkerTimeoutError, WorkerDiedError, WorkerTaskError: see there.
        """
        async with self._places:
            process, tasks = await self._take()
            try:
                allowed_s = timeout_s if tasks else timeout_s + _START_S
                task = Task(
                    function=function,
                    arguments=args,
                    cpu_s=int(timeout_s) + 1 if cpu_s is None else cpu_s,
                    memory_bytes=memory_bytes,
                )
                result: tuple[bool, R] = await _ask(process, task, allowed_s)
            except BaseException:
                self._kill(process)
                raise
            self._put_back(process, tasks + 1)
        succeeded, value = result
        if not succeeded:
            raise WorkerTaskError(str(value))
        return value

    async def close(self) -> None:
        """Kill every worker and wait for their ends."""
        if self._farewell is not None:
            self._farewell.cancel()
        for process in [*self._busy, *(process for process, _ in self._idle)]:
            self._kill(process)
        self._idle.clear()
        await asyncio.gather(*self._reaping)

    async def _take(self) -> tuple[Process, int]:
        while self._idle:
            process, tasks = self._idle.pop()
            if process.returncode is None:
                self._busy.add(process)
                return process, tasks
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.workers.child", str(self._memory_bytes)),
            stdin=PIPE,
            stdout=PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,  # Ctrl-C is for the bot, which then closes its workers
        )
        self._busy.add(process)
        return process, 0

    def _put_back(self, process: Process, tasks: int) -> None:
        self._busy.discard(process)
        if tasks >= TASKS_EACH or process.returncode is not None:
            self._kill(process)
            return
        self._idle.append((process, tasks))
        if self._farewell is not None:
            self._farewell.cancel()
        self._farewell = asyncio.get_running_loop().call_later(IDLE_S, self._dismiss_idle)

    def _dismiss_idle(self) -> None:
        while self._idle:
            self._kill(self._idle.pop()[0])

    def _kill(self, process: Process) -> None:
        """End it now; its end is waited for in the background, so that none stays a zombie."""
        self._busy.discard(process)
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        reaping = asyncio.ensure_future(process.wait())
        self._reaping.add(reaping)
        reaping.add_done_callback(self._reaping.discard)


async def _ask(process: Process, task: Task[R], allowed_s: float) -> tuple[bool, R]:
    if process.stdin is None or process.stdout is None:
        raise WorkerError("the worker has no pipes")
    message = pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL)
    try:
        async with asyncio.timeout(allowed_s):
            process.stdin.write(HEADER.pack(len(message)) + message)
            await process.stdin.drain()
            (length,) = HEADER.unpack(await process.stdout.readexactly(HEADER.size))
            if length > MAX_MESSAGE:
                raise WorkerDiedError("the worker answered out of all proportion")
            answer = await process.stdout.readexactly(length)
    except TimeoutError as error:
        raise WorkerTimeoutError(f"no result within {allowed_s:.1f} s") from error
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise WorkerDiedError("the worker was stopped: too much memory or processor time") from error
    reply: tuple[bool, R] = pickle.loads(answer)  # noqa: S301 - from our own child, over a private pipe
    return reply
