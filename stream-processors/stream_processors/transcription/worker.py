"""Why: all streams of a process share one decoder, one bound on memory and one rule for acknowledgement."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from interview_schemas.events.audio import AnswerBoundary, AudioChunk, SamplesMissing
from interview_schemas.events.lifecycle import Language
from interview_schemas.events.transcript import SegmentFinal, SegmentNoSpeech, TranscriptPartial
from interview_schemas.ids import segment_id
from stream_processors.transcription.core import InterimDue
from stream_processors.transcription.hypotheses import InterimTrack
from stream_processors.transcription.ports import FinalText, SpeechEngine, VoiceActivity
from stream_processors.transcription.scheduler import DecodeScheduler, Superseded
from stream_processors.transcription.settings import SAMPLES_PER_MS, TranscriptionOptions
from stream_processors.transcription.stream import (
    DecodeFinal,
    DecodeInterim,
    InterviewStream,
    Job,
    StreamFacts,
    Token,
)

AudioEvent: TypeAlias = AudioChunk | AnswerBoundary | SamplesMissing
TranscriptEvent: TypeAlias = TranscriptPartial | SegmentFinal | SegmentNoSpeech


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPorts:
    """What the worker needs of its shell.

    `emit` returns when the log holds the event and retries what is temporary; `acknowledge` must not block; `clock`
    is monotonic, in seconds.
    """

    emit: Callable[[TranscriptEvent], Awaitable[None]]
    acknowledge: Callable[[Token], None]
    language_of: Callable[[str], Awaitable[Language]]
    vad_factory: Callable[[], VoiceActivity]
    clock: Callable[[], float]


class PartitionNotOpen(RuntimeError):
    """A record came for a partition that this worker was not given, or no longer has."""


@dataclass(slots=True, eq=False)
class _Live:
    """A stream in use; `track` holds what was shown of its open segment."""

    partition: int
    stream: InterviewStream
    heard_at: float
    track: InterimTrack = field(default_factory=lambda: InterimTrack(-1))
    pumping: bool = False
    closed: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class _Partition:
    """Interviews of a partition: those in use, and (cursor, epoch) of those at rest."""

    rest: dict[str, tuple[int, int]]
    live: dict[str, _Live] = field(default_factory=dict)


class TranscriptionWorker:
    """Turns records of audio into transcript events, for any number of partitions; to be made inside a running loop."""

    def __init__(self, engine: SpeechEngine, ports: WorkerPorts, options: TranscriptionOptions) -> None:
        self._engine = engine
        self._ports = ports
        self._options = options
        self._scheduler = DecodeScheduler(options, ports.clock)
        self._partitions: dict[int, _Partition] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self._progress = asyncio.Event()

    async def open(self, partition: int, cursors: Mapping[str, int]) -> None:
        """Take a partition over; `cursors` holds the end of the last accepted span of each interview in its log."""
        await self.close(partition)
        self._partitions[partition] = _Partition({interview: (cursor, -1) for interview, cursor in cursors.items()})

    async def close(self, partition: int) -> None:
        """Give a partition up: what is undecoded is dropped, unacknowledged, for whoever takes it over."""
        closing = self._partitions.pop(partition, None)
        for live in closing.live.values() if closing else ():
            live.closed.set()
            self._scheduler.forget(live)
        self._progress.set()

    async def aclose(self) -> None:
        """Give everything up and stop decoding."""
        for partition in list(self._partitions):
            await self.close(partition)
        await self._scheduler.aclose()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def record(self, partition: int, event: AudioEvent, token: Token) -> None:
        """Take a record; waits while too much audio is undecoded, so that reading pauses.

        Raises:
            InvalidEvent: the record can't be what it says; its token is not kept.
            PartitionNotOpen: the partition is another worker's.
        """
        live = await self._live(partition, event.interview_id)
        await self._room(live)
        live.heard_at = self._ports.clock()
        live.stream.cutter.interim_samples = self._scheduler.interim_interval_ms * SAMPLES_PER_MS
        self._start(live, _step(live.stream, event, token))

    async def tick(self) -> None:
        """Close what has stalled and forget who has left; to be called a few times a second."""
        self._raise_failure()
        now = self._ports.clock()
        for partition in self._partitions.values():
            for interview, live in list(partition.live.items()):
                self._look(partition, interview, live, (now - live.heard_at) * 1_000)

    async def idle(self) -> None:
        """Wait until nothing that was recorded is undecoded or unstored."""
        while self._tasks:
            await asyncio.wait(self._tasks)
        self._raise_failure()

    def backlog_samples(self) -> int:
        """Closed samples whose spans are not stored yet, of all streams."""
        return sum(live.stream.pending_samples for each in self._partitions.values() for live in each.live.values())

    async def _live(self, partition: int, interview_id: str) -> _Live:
        held = self._partitions.get(partition)
        if held is not None and interview_id in held.live:
            return held.live[interview_id]
        language = await self._ports.language_of(interview_id)
        held = self._partitions.get(partition)
        if held is None:
            raise PartitionNotOpen(str(partition))
        cursor, epoch = held.rest.pop(interview_id, (0, -1))
        facts = StreamFacts(interview_id, language, self._engine.model)
        stream = InterviewStream(facts, cursor, self._ports.vad_factory(), self._options)
        stream.epoch = epoch
        held.live[interview_id] = _Live(partition, stream, self._ports.clock())
        return held.live[interview_id]

    async def _room(self, live: _Live) -> None:
        limit = self._options.worker_backlog_ms * SAMPLES_PER_MS
        self._raise_failure()
        while not live.closed.is_set() and (live.stream.full or self.backlog_samples() > limit):
            self._progress.clear()
            await self._progress.wait()
            self._raise_failure()
        if live.closed.is_set():
            raise PartitionNotOpen(str(live.partition))

    def _look(self, partition: _Partition, interview: str, live: _Live, quiet_ms: float) -> None:
        stream = live.stream
        if quiet_ms >= self._options.stall_ms and stream.next_sample > stream.cutter.cursor:
            self._start(live, stream.stalled())
        if quiet_ms >= self._options.idle_forget_ms and stream.at_rest:
            partition.rest[interview] = (stream.accepted_to, stream.epoch)
            del partition.live[interview]

    def _start(self, live: _Live, jobs: list[Job]) -> None:
        for job in jobs:
            work = self._final(live, job) if isinstance(job, DecodeFinal) else self._interim(live, job)
            self._spawn(work)
        for token in live.stream.settled():
            self._ports.acknowledge(token)
        self._spawn_pump(live)

    def _spawn_pump(self, live: _Live) -> None:
        if not live.pumping and live.stream.next_span() is not None:
            live.pumping = True
            self._spawn(self._pump(live))

    async def _pump(self, live: _Live) -> None:
        """Store spans in order, one at a time: send, then acknowledge."""
        try:
            while not live.closed.is_set() and (span := live.stream.next_span()) is not None:
                await self._ports.emit(span)
                if live.closed.is_set():
                    return
                for token in live.stream.accepted(span):
                    self._ports.acknowledge(token)
                self._progress.set()
        finally:
            live.pumping = False

    async def _final(self, live: _Live, job: DecodeFinal) -> None:
        facts = live.stream.facts
        text = await self._scheduler.final(live, lambda: self._engine.transcribe_final(job.pcm, facts.language))
        live.stream.decoded(job.close.from_sample, text)
        self._spawn_pump(live)

    async def _interim(self, live: _Live, job: DecodeInterim) -> None:
        due = job.due
        if live.track.from_sample < due.from_sample:
            live.track = InterimTrack(due.from_sample)
        track = live.track
        begin, heard = await self._scheduler.interim(live, lambda: self._look_at(live, track, job))
        if live.closed.is_set() or live.stream.accepted_to > due.from_sample:
            return
        shown = track.update(heard, begin, due.end_sample) if heard.text else None
        if shown is not None:
            await self._ports.emit(_partial(live.stream.facts.interview_id, due, shown))

    def _look_at(self, live: _Live, track: InterimTrack, job: DecodeInterim) -> tuple[int, FinalText]:
        """Decode what the track does not hold yet; the anchor is read when decoding begins."""
        begin = track.anchor
        pcm = job.pcm[begin - job.due.from_sample :]
        return begin, self._engine.transcribe_interim(pcm, live.stream.facts.language)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, Superseded):
            self._failure = self._failure or error
        self._progress.set()

    def _raise_failure(self) -> None:
        """What broke in the background breaks the caller: the shell exits and its supervisor restarts it."""
        if self._failure is not None:
            raise self._failure


def _step(stream: InterviewStream, event: AudioEvent, token: Token) -> list[Job]:
    if isinstance(event, AudioChunk):
        return stream.audio(event.start_sample, event.epoch, event.media, token)
    if isinstance(event, AnswerBoundary):
        return stream.boundary(event.end_sample, token)
    return stream.missing(event.from_sample, event.to_sample, event.epoch, token)


def _partial(interview_id: str, due: InterimDue, shown: tuple[str, str]) -> TranscriptPartial:
    return TranscriptPartial(
        interview_id=interview_id,
        segment_id=segment_id(interview_id, due.from_sample),
        rev=due.rev,
        from_sample=due.from_sample,
        start_sample=due.start_sample,
        end_sample=due.end_sample,
        stable_text=shown[0],
        tentative_text=shown[1],
    )
