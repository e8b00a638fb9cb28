"""Why: slow work for one interview must not hold the records of all others, nor fail without anybody noticing."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Generic, TypeVar

KeyT = TypeVar("KeyT")
Work = Callable[[], Coroutine[Any, Any, None]]


class Background(Generic[KeyT]):
    """Runs at most one task a key. What a task raises comes out of check()."""

    def __init__(self) -> None:
        self._tasks: dict[KeyT, asyncio.Task[None]] = {}
        self._failures: list[BaseException] = []

    def start(self, key: KeyT, work: Work) -> None:
        """Begin `work`, unless a task of this key is still at it."""
        running = self._tasks.get(key)
        if running is None or running.done():
            task = asyncio.create_task(work())
            self._tasks[key] = task
            task.add_done_callback(partial(self._finished, key))

    def check(self) -> None:
        """Raise what the first failed task raised."""
        if self._failures:
            raise self._failures.pop(0)

    async def cancel(self, unwanted: Callable[[KeyT], bool]) -> None:
        """Return once no task of an unwanted key runs."""
        await _ended([task for key, task in self._tasks.items() if unwanted(key)])

    async def settle(self) -> None:
        """Return once nothing runs, and check."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())
            await asyncio.sleep(0)
        self.check()

    def _finished(self, key: KeyT, task: asyncio.Task[None]) -> None:
        if self._tasks.get(key) is task:
            del self._tasks[key]
        failure = None if task.cancelled() else task.exception()
        if failure is not None:
            self._failures.append(failure)


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
