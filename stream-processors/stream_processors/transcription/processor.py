"""Why: joins the transcription worker to the log: cursors come from its spans, acknowledgements follow them.

The log is the authority. This worker should be the only one that writes spans to its partitions, which shows in
the offsets that its spans get. A gap means that another one wrote too: this one exits, unacknowledged, and the next
starts from what the log says.
"""

import asyncio
from collections.abc import Callable, Iterable

from interview_runtime import metrics
from interview_runtime.bus import Record, Unavailable
from interview_runtime.event_codec import Delivered, Redacted
from interview_runtime.keys import KeyDestroyed
from interview_runtime.parts import Parts
from interview_runtime.shell import Acknowledge, Fatal
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import (
    AnswerBoundary,
    AudioChunk,
    Event,
    InterviewScheduled,
    SamplesMissing,
    SegmentFinal,
    SegmentNoSpeech,
    Span,
)
from stream_processors.transcription.languages import Languages
from stream_processors.transcription.ports import SpeechEngine, VoiceActivity
from stream_processors.transcription.settings import TranscriptionOptions
from stream_processors.transcription.worker import (
    PartitionNotOpen,
    TranscriptEvent,
    TranscriptionWorker,
    WorkerPorts,
)

_SPANS = "transcript-segments"
_LIFECYCLE = "interview-events"
_AUDIO = "audio-chunks"
_RETRY_SECONDS = 0.5


class ForeignSpan(Fatal):
    """Another worker wrote spans to a partition of ours."""


class TranscriptionProcessor:
    """A Processor over one TranscriptionWorker."""

    topics = (_AUDIO, _LIFECYCLE)

    def __init__(
        self,
        parts: Parts,
        engine: SpeechEngine,
        vad_factory: Callable[[], VoiceActivity],
        options: TranscriptionOptions,
    ) -> None:
        self._parts = parts
        self._engine = engine
        self._vad_factory = vad_factory
        self._options = options
        self._languages = Languages()
        self._next_offset: dict[int, int] = {}
        self._worker: TranscriptionWorker | None = None

    async def assigned(self, partitions: frozenset[int]) -> None:
        """Rebuild each interview's cursor and language from the log."""
        cursors: dict[int, dict[str, int]] = {partition: {} for partition in partitions}
        self._next_offset = dict.fromkeys(partitions, 0)
        prefix = self._parts.codec.prefix
        topics = [prefix + _LIFECYCLE, prefix + _SPANS]
        for record in await asyncio.to_thread(_read, self._parts, topics, partitions):
            await self._recall(record, cursors[record.partition])
        for partition in partitions:
            await self._running().open(partition, cursors[partition])

    async def revoked(self, partitions: frozenset[int]) -> None:
        """Drop what is open; whoever takes over reads it again."""
        for partition in partitions:
            await self._running().close(partition)

    async def handle(self, delivered: Delivered[Event], acknowledge: Acknowledge) -> None:
        """Audio is acknowledged once spans cover it, anything else at once."""
        event = delivered.event
        if not isinstance(event, AudioChunk | AnswerBoundary | SamplesMissing):
            self._learn(event)
            acknowledge()
            return
        try:
            await self._running().record(delivered.partition, event, acknowledge)
        except PartitionNotOpen:
            return

    async def tick(self) -> None:
        """Close stalled utterances."""
        await self._running().tick()

    async def settle(self) -> None:
        """Wait until nothing that was delivered is undecoded or unstored."""
        await self._running().idle()

    def _running(self) -> TranscriptionWorker:
        if self._worker is None:
            ports = WorkerPorts(
                emit=self._emit,
                acknowledge=_call,
                language_of=self._languages.of,
                vad_factory=self._vad_factory,
                clock=self._parts.clock.monotonic,
            )
            self._worker = TranscriptionWorker(self._engine, ports, self._options)
        return self._worker

    async def _recall(self, record: Record, cursors: dict[str, int]) -> None:
        if record.topic.endswith(_SPANS):
            self._next_offset[record.partition] = record.offset + 1
        try:
            event = (await self._parts.codec.decode(record)).event
        except (InvalidEvent, Redacted):
            return
        self._learn(event)
        if isinstance(event, Span) and event.from_sample == cursors.get(event.interview_id, 0):
            cursors[event.interview_id] = event.to_sample

    def _learn(self, event: Event) -> None:
        if isinstance(event, InterviewScheduled):
            self._languages.learn(event.interview_id, event.language)

    async def _emit(self, event: TranscriptEvent) -> None:
        while True:
            try:
                position = await self._parts.publish(event)
            except Unavailable:
                await asyncio.sleep(_RETRY_SECONDS)
            except KeyDestroyed:
                return
            else:
                break
            finally:
                self._parts.progress.moved()
        if isinstance(event, SegmentFinal | SegmentNoSpeech):
            self._check_alone(position.partition, position.offset)
            metrics.SPANS.labels(type(event).__name__, event.cut).inc()

    def _check_alone(self, partition: int, offset: int) -> None:
        expected = self._next_offset.get(partition)
        if expected is not None and offset != expected:
            raise ForeignSpan(f"partition {partition}: offset {offset} where {expected} was due")
        self._next_offset[partition] = offset + 1


def _read(parts: Parts, topics: list[str], partitions: Iterable[int]) -> list[Record]:
    return list(parts.reader.read(topics, sorted(partitions)))


def _call(token: object) -> None:
    if callable(token):
        token()
