"""Why: a slow browser costs a bounded queue: it loses interim captions first, then its socket, never a final."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from interview_runtime import metrics

MAX_QUEUED: Final = 256
Send = Callable[[str], Awaitable[None]]


class Outbox:
    """Sends in order. A task runs only while there is something to send, so an idle socket costs little."""

    __slots__ = ("_full", "_queue", "_send", "_task", "closed")

    def __init__(self, send: Send, full: Callable[[], None]) -> None:
        self._send = send
        self._full = full
        self._queue: deque[tuple[str, bool]] = deque()
        self._task: asyncio.Task[None] | None = None
        self.closed = False

    def put(self, text: str, *, droppable: bool = False) -> None:
        """Queue; where the queue is full, first drop what is droppable, then call `full` once."""
        if self.closed:
            return
        if len(self._queue) >= MAX_QUEUED:
            self._queue = deque(entry for entry in self._queue if not entry[1])
        if len(self._queue) >= MAX_QUEUED:
            self.close()
            self._full()
            return
        self._queue.append((text, droppable))
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._drain())

    def close(self) -> None:
        """Send nothing more."""
        self.closed = True
        self._queue.clear()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _drain(self) -> None:
        sent = 0
        while self._queue:
            text, _ = self._queue.popleft()
            await self._send(text)
            sent += 1
        metrics.RELAY_MESSAGES.inc(sent)
        self._task = None
