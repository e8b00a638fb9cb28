"""Why: a group consumer that the test fills by hand shows what a shell commits, and when."""

import asyncio
from collections.abc import Iterable, Sequence

from interview_runtime.bus import Position, Record


class HandFilledConsumer:
    """Gives the batches it was given, one a poll, and keeps what was committed."""

    def __init__(self, *batches: Sequence[Record]) -> None:
        self.batches = list(batches)
        self.committed: list[Position] = []
        self.drained = asyncio.Event()
        self.closed = False

    async def poll(self, timeout_seconds: float) -> Sequence[Record]:
        del timeout_seconds
        await asyncio.sleep(0.001)
        if self.batches:
            return self.batches.pop(0)
        self.drained.set()
        return ()

    async def commit(self, positions: Iterable[Position]) -> None:
        self.committed.extend(positions)

    async def close(self) -> None:
        self.closed = True
