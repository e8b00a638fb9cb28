"""Why: joins the camera worker to the log: consents and closed windows come from it, acknowledgements follow it.

The frames' topic and the consents' topic are read independently. What is uncertain between them is decided against
looking: a frame that comes before its consent was read is dropped.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from interview_runtime.bus import Record, Unavailable
from interview_runtime.event_codec import Delivered, Redacted
from interview_runtime.keys import KeyDestroyed, KeyUnknown
from interview_runtime.metrics import EVENTS_PUBLISHED
from interview_runtime.parts import Parts
from interview_runtime.shell import Acknowledge
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import CameraWindow, ConsentWithdrawn, Event, VideoFrame
from interview_schemas.topics import TOPICS
from vision_service.consent.core import allows, consent_after
from vision_service.windows.core import WindowState, adopt, check_time
from vision_service.windows.ports import FaceEngine
from vision_service.windows.worker import CameraWorker, Shot, finish

_FRAMES: Final = "video-frames"
_LIFECYCLE: Final = "interview-events"
_SIGNALS: Final = "vision-signals"
_RETRY_SECONDS: Final = 0.5


@dataclass(slots=True)
class _Ledger:
    """A partition's consents by interview (see `consent_after`), and the lifecycle offset up to which they hold."""

    since_ms: dict[str, int] = field(default_factory=dict)
    next_offset: int = 0

    def learn(self, delivered: Delivered[Event]) -> bool:
        """A record that was read before, at the rebuild, must not bring a withdrawn consent back."""
        if delivered.offset < self.next_offset:
            return False
        self.next_offset = delivered.offset + 1
        interview_id = delivered.event.interview_id
        since_ms = consent_after(self.since_ms.pop(interview_id, None), delivered.event, delivered.stored_ms)
        if since_ms is not None:
            self.since_ms[interview_id] = since_ms
        return True

    def allows(self, frame: Delivered[Event]) -> bool:
        """The consent that holds now held when the frame was stored."""
        return allows(self.since_ms.get(frame.event.interview_id), frame.stored_ms)


class VisionProcessor:
    """A Processor over one CameraWorker. Without an engine every frame is dropped, counted and acknowledged."""

    topics = (_FRAMES, _LIFECYCLE)

    def __init__(self, parts: Parts, engine: FaceEngine | None) -> None:
        self._parts = parts
        self._engine = engine
        self._ledgers: dict[int, _Ledger] = {}
        self._worker = CameraWorker(engine, self._emit, parts.clock.monotonic) if engine is not None else None

    async def assigned(self, partitions: frozenset[int]) -> None:
        """Rebuild consents and closed windows from the log."""
        ledgers = {partition: _Ledger() for partition in partitions}
        windows: dict[int, dict[str, WindowState]] = {partition: {} for partition in partitions}
        for record in await asyncio.to_thread(_read, self._parts, partitions):
            await self._recall(record, ledgers[record.partition], windows[record.partition])
        await self.revoked(partitions)
        self._ledgers.update(ledgers)
        if self._worker is not None:
            for partition in partitions:
                self._worker.open(partition, windows[partition])

    async def revoked(self, partitions: frozenset[int]) -> None:
        """Drop what is open; whoever takes over reads it again."""
        for partition in partitions:
            self._ledgers.pop(partition, None)
        if self._worker is not None:
            await self._worker.close(partitions)

    async def handle(self, delivered: Delivered[Event], acknowledge: Acknowledge) -> None:
        """A frame is acknowledged once its window is stored or it is dropped, anything else at once."""
        if isinstance(delivered.event, VideoFrame):
            await self._frame(delivered.event, delivered, acknowledge)
            return
        await self._learn(delivered)
        acknowledge()

    async def tick(self) -> None:
        """Close the windows of cameras that have stopped."""
        if self._worker is not None:
            self._worker.tick()

    async def settle(self) -> None:
        """Wait until no frame waits to be looked at."""
        if self._worker is not None:
            await self._worker.settle()

    async def _frame(self, frame: VideoFrame, delivered: Delivered[Event], acknowledge: Acknowledge) -> None:
        check_time(frame.captured_at_ms)
        ledger = self._ledgers.get(delivered.partition)
        if self._worker is None or self._engine is None:
            finish("no_engine", acknowledge)
        elif ledger is None or not ledger.allows(delivered):
            finish("no_consent", acknowledge)
        else:
            picture = await asyncio.to_thread(self._engine.decode, frame.media)
            self._parts.progress.moved()
            shot = Shot(picture, frame.captured_at_ms, acknowledge)
            self._look(self._worker, ledger, delivered, shot)

    def _look(self, worker: CameraWorker, ledger: _Ledger, delivered: Delivered[Event], shot: Shot) -> None:
        """While the frame was decoded its consent may have been withdrawn, or its partition been given up."""
        if self._ledgers.get(delivered.partition) is not ledger:
            return
        if ledger.allows(delivered):
            worker.look(delivered.partition, delivered.event.interview_id, shot)
        else:
            finish("no_consent", shot.acknowledge)

    async def _learn(self, delivered: Delivered[Event]) -> None:
        ledger = self._ledgers.setdefault(delivered.partition, _Ledger())
        event = delivered.event
        if ledger.learn(delivered) and isinstance(event, ConsentWithdrawn) and self._worker is not None:
            await self._worker.forget(delivered.partition, event.interview_id)

    async def _recall(self, record: Record, ledger: _Ledger, windows: dict[str, WindowState]) -> None:
        try:
            delivered = await self._parts.codec.decode(record)
        except (InvalidEvent, Redacted):
            return
        event = delivered.event
        if isinstance(event, CameraWindow):
            windows[event.interview_id] = adopt(windows.get(event.interview_id, WindowState()), event)
        else:
            ledger.learn(delivered)

    async def _emit(self, window: CameraWindow) -> None:
        """An erased interview's window is not written; a broker that is away is waited for."""
        while True:
            try:
                await self._parts.publish(window)
            except Unavailable:
                self._parts.progress.moved()
                await self._parts.clock.sleep(_RETRY_SECONDS)
            except (KeyDestroyed, KeyUnknown):
                return
            else:
                EVENTS_PUBLISHED.labels(_SIGNALS).inc()
                return


def _read(parts: Parts, partitions: Iterable[int]) -> list[Record]:
    """Every consent, and the windows of frames that may be delivered once more."""
    prefix, ordered = parts.codec.prefix, sorted(partitions)
    since_ms = parts.clock.now_ms() - 2 * TOPICS[_FRAMES].retention_ms
    signals = (parts.reader.read_since(prefix + _SIGNALS, partition, since_ms) for partition in ordered)
    return [*parts.reader.read([prefix + _LIFECYCLE], ordered), *chain.from_iterable(signals)]
