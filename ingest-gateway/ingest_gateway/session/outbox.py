"""Why: events reach the log in the order in which they were published, also when the broker is away for a while."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from interview_runtime import metrics
from interview_runtime.bus import Bus, OutRecord, Position, Unavailable
from interview_runtime.clock import Clock
from interview_runtime.event_codec import EventCodec
from interview_schemas.events import AudioChunk, Event, VideoFrame
from interview_schemas.registry import topic_of

_BACKOFF_SECONDS: Final = (0.05, 0.2, 0.5, 1.0)


class Outbox:
    """Writes what waits as one batch, then the next; a batch that failed in part is sent again from its failure on.

    Only one batch is under way, so a record never stands in the log before one that was published ahead of it and
    failed, except within that batch. `confirmed` is called once for each event, in order.
    """

    def __init__(self, bus: Bus, codec: EventCodec, clock: Clock, confirmed: Callable[[], Awaitable[None]]) -> None:
        self._bus = bus
        self._codec = codec
        self._clock = clock
        self._confirmed = confirmed
        self._waiting: deque[tuple[Event, int]] = deque()
        self._filled = asyncio.Event()

    def put(self, event: Event) -> None:
        """Write it after everything put before."""
        self._waiting.append((event, self._clock.now_ms()))
        self._filled.set()

    async def run(self) -> None:
        """Write until cancelled. Raises KeyDestroyed or KeyUnknown where the interview was erased meanwhile."""
        failures = 0
        while True:
            await self._filled.wait()
            failures = 0 if await self._write() else failures + 1
            if failures:
                await self._clock.sleep(_BACKOFF_SECONDS[min(failures, len(_BACKOFF_SECONDS)) - 1])
            if not self._waiting:
                self._filled.clear()

    async def _write(self) -> bool:
        try:
            records = [await self._codec.encode(event) for event, _ in tuple(self._waiting)]
            if len(records) == 1:
                await self._bus.send(records[0])
                await self._confirm_next()
                return True
        except Unavailable:
            return False
        return await self._write_all(records)

    async def _write_all(self, records: list[OutRecord]) -> bool:
        sends: list[asyncio.Task[Position]] = [asyncio.create_task(_send(self._bus, record)) for record in records]
        outcomes = await asyncio.gather(*sends, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Unavailable):
                return False
            if isinstance(outcome, BaseException):
                raise outcome
            await self._confirm_next()
        return True

    async def _confirm_next(self) -> None:
        event, put_at_ms = self._waiting.popleft()
        if isinstance(event, AudioChunk):
            metrics.AUDIO_RECORDS.inc()
            metrics.ACK_SECONDS.observe((self._clock.now_ms() - put_at_ms) / 1000)
        metrics.EVENTS_PUBLISHED.labels(topic_of(event)).inc()
        await self._confirmed()


async def _send(bus: Bus, record: OutRecord) -> Position:
    return await bus.send(record)


class FrameSlot:
    """Room for one camera frame: a newer one takes the place of one that has not been sent."""

    def __init__(self, bus: Bus, codec: EventCodec) -> None:
        self._bus = bus
        self._codec = codec
        self._newest: VideoFrame | None = None
        self._filled = asyncio.Event()

    def put(self, frame: VideoFrame) -> None:
        """The newest wins."""
        self._newest = frame
        self._filled.set()

    async def run(self) -> None:
        """Send until cancelled; a frame that the broker does not take is dropped."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            frame, self._newest = self._newest, None
            if frame is not None:
                await self._send(frame)

    async def _send(self, frame: VideoFrame) -> None:
        try:
            await self._bus.send(await self._codec.encode(frame))
        except Unavailable:
            return
        metrics.EVENTS_PUBLISHED.labels(topic_of(frame)).inc()
