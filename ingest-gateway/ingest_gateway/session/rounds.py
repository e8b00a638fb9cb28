"""Why: what is due by time is looked for once for all sockets, and a slow browser does not hold up the others."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from ingest_gateway.access.ports import AccessPort
from ingest_gateway.problems import TAKEN_OVER
from ingest_gateway.session import core
from ingest_gateway.session.registry import Registry
from interview_runtime.bus import Unavailable
from interview_runtime.clock import Clock

TICK_SECONDS: Final = 0.05
BEAT_SECONDS: Final = 5.0


class Rounds:
    """Ticks and heartbeats."""

    def __init__(self, registry: Registry, access: AccessPort, clock: Clock) -> None:
        self._registry = registry
        self._access = access
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._tick_for_ever())
            group.create_task(self._beat_for_ever())

    def tick(self) -> None:
        """Wake the sessions for which something is due."""
        now_ms = self._clock.now_ms()
        for session in tuple(self._registry.live):
            if core.is_due(session.state, now_ms):
                self._begin(session.tick())

    async def beat(self) -> None:
        """Say which interviews are held here; a session whose interview was taken over elsewhere is closed."""
        epochs = self._registry.epochs
        if not epochs:
            return
        try:
            held = await self._access.beat(epochs)
        except Unavailable:
            return
        for interview_id in epochs.keys() - held:
            session = self._registry.holder(interview_id)
            if session is not None and session.epoch == epochs[interview_id]:
                self._begin(session.stop(TAKEN_OVER))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tick_for_ever(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self.tick()

    async def _beat_for_ever(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await self.beat()
