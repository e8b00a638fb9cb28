"""Why: state is a fold of the log and outputs are what the log still lacks, so a crash on any line loses nothing.

A fold's state is rebuilt on assignment from its inputs and its own outputs. What is due is asked of the state, not of
the event that just came: after a crash between two lines the same question gives the same answer, with the same ids.
The group's committed offset is a hint only.

A fold with `perform` is a fold of jobs: what is due waits for work that may be slow. Each interview's jobs run in a
background task of their own, so no interview waits for another; a plain fold emits before its handler returns.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import Generic, Protocol, TypeVar

from interview_runtime import metrics
from interview_runtime.background import Background
from interview_runtime.bus import LogReader, Record, Unavailable
from interview_runtime.clock import Clock
from interview_runtime.event_codec import Delivered, EventCodec, Redacted
from interview_runtime.keys import KeyDestroyed, KeyUnknown
from interview_runtime.parts import Parts
from interview_runtime.publisher import Publish
from interview_runtime.shell import Acknowledge
from interview_schemas.envelope import Envelope
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import Event
from interview_schemas.registry import event_id, topic_of

StateT = TypeVar("StateT")
_BATCH = 500


class Fold(Protocol[StateT]):
    """A pure core. States are immutable; every method is a function of its arguments."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Topics whose events are applied as they come."""
        ...

    @property
    def own(self) -> tuple[str, ...]:
        """Topics that this fold's outputs stand in."""
        ...

    def initial(self, interview_id: str) -> StateT:
        """The state before the first event."""
        ...

    def apply(self, state: StateT, event: Event, time_ms: int) -> StateT:
        """The state after an event that was made at `time_ms`; each event id comes here once."""
        ...

    def due(self, state: StateT, now_ms: int) -> tuple[Event, ...]:
        """What should stand in the log by now and does not: outputs, or inputs that wait for work."""
        ...

    def wake_at_ms(self, state: StateT) -> int | None:
        """When something becomes due without a further event."""
        ...


Perform = Callable[[Event, StateT], Awaitable[Sequence[Event]]]


class UnsettledJob(Exception):
    """A job is still due after its outputs were stored: without this it would be done for ever."""


class _Interview(Generic[StateT]):
    """One interview's state with what has been applied to it, and what its jobs made that is not stored yet."""

    __slots__ = ("again", "cause", "keyless", "lock", "made", "seen", "state")

    def __init__(self, state: StateT) -> None:
        self.state = state
        self.seen: set[str] = set()
        self.made: dict[str, Sequence[Event]] = {}
        self.cause: Envelope | None = None
        self.lock = asyncio.Lock()
        self.again = False
        self.keyless = False


class FoldProcessor(Generic[StateT]):
    """Runs a fold over partitions of the log. `perform` turns what is due into events; by default it is one."""

    def __init__(
        self,
        fold: Fold[StateT],
        *,
        reader: LogReader,
        codec: EventCodec,
        publish: Publish,
        clock: Clock,
        perform: Perform[StateT] | None = None,
    ) -> None:
        self._fold = fold
        self._reader = reader
        self._codec = codec
        self._publish = publish
        self._clock = clock
        self._perform = perform
        self._interviews: dict[int, dict[str, _Interview[StateT]]] = {}
        self._jobs: Background[tuple[int, str]] = Background()

    @classmethod
    def of(cls, fold: Fold[StateT], parts: Parts, perform: Perform[StateT] | None = None) -> "FoldProcessor[StateT]":
        """The fold as a service runs it."""
        return cls(
            fold, reader=parts.reader, codec=parts.codec, publish=parts.publish, clock=parts.clock, perform=perform
        )

    @property
    def topics(self) -> tuple[str, ...]:
        """The fold's inputs."""
        return self._fold.inputs

    def state(self, partition: int, interview_id: str) -> StateT:
        """The state as of the last event that was handled."""
        return self._interview(partition, interview_id).state

    async def assigned(self, partitions: frozenset[int]) -> None:
        """Fold the log of these partitions, then emit what it lacks."""
        started = time.monotonic()
        await self.revoked(partitions)
        for partition in partitions:
            self._interviews[partition] = {}
        await self._rebuild(partitions)
        metrics.REBUILD_SECONDS.observe(time.monotonic() - started)
        for partition in partitions:
            for interview_id in list(self._interviews[partition]):
                await self._wake(partition, interview_id)

    async def revoked(self, partitions: frozenset[int]) -> None:
        """Stop the jobs and forget."""
        await self._jobs.cancel(lambda where: where[0] in partitions)
        for partition in partitions:
            self._interviews.pop(partition, None)

    async def handle(self, delivered: Delivered[Event], acknowledge: Acknowledge) -> None:
        """Apply once, emit or begin the job, acknowledge."""
        self._apply(delivered)
        partition, interview_id = delivered.partition, delivered.event.interview_id
        if self._perform is None:
            await self._emit(self._interview(partition, interview_id))
        else:
            await self._wake(partition, interview_id)
        acknowledge()

    async def tick(self) -> None:
        """Emit what has become due by time, and raise what a job has failed with."""
        self._jobs.check()
        now_ms = self._clock.now_ms()
        for partition, interviews in list(self._interviews.items()):
            for interview_id, interview in list(interviews.items()):
                if self._is_awake(interview, now_ms):
                    await self._wake(partition, interview_id)

    async def settle(self) -> None:
        """Return once no job runs; raises what one has failed with."""
        await self._jobs.settle()

    async def _rebuild(self, partitions: frozenset[int]) -> None:
        topics = [self._codec.prefix + topic for topic in dict.fromkeys((*self._fold.inputs, *self._fold.own))]
        records = iter(await asyncio.to_thread(self._in_order, topics, sorted(partitions)))
        while batch := await asyncio.to_thread(_take, records):
            for record in batch:
                try:
                    self._apply(await self._codec.decode(record))
                except (InvalidEvent, Redacted):
                    continue

    def _in_order(self, topics: Sequence[str], partitions: Sequence[int]) -> list[Record]:
        """By the broker's clock: across topics that is close to the order of causes; cores rely on no more."""
        return sorted(self._reader.read(topics, partitions), key=lambda record: record.timestamp_ms)

    def _apply(self, delivered: Delivered[Event]) -> None:
        event = delivered.event
        interview = self._interview(delivered.partition, event.interview_id)
        if delivered.event_id not in interview.seen:
            interview.state = self._fold.apply(interview.state, event, delivered.time_ms)
            interview.seen.add(delivered.event_id)
            interview.cause = delivered.envelope

    def _interview(self, partition: int, interview_id: str) -> _Interview[StateT]:
        interviews = self._interviews.setdefault(partition, {})
        if interview_id not in interviews:
            interviews[interview_id] = _Interview(self._fold.initial(interview_id))
        return interviews[interview_id]

    def _is_awake(self, interview: _Interview[StateT], now_ms: int) -> bool:
        wake_at_ms = self._fold.wake_at_ms(interview.state)
        by_time = wake_at_ms is not None and wake_at_ms <= now_ms
        return not interview.keyless and (interview.again or by_time)

    async def _wake(self, partition: int, interview_id: str) -> None:
        interview = self._interview(partition, interview_id)
        if self._perform is None:
            await self._emit_unless_keyless(interview)
        else:
            self._jobs.start((partition, interview_id), partial(self._work, interview))

    async def _work(self, interview: _Interview[StateT]) -> None:
        """The next tick tries again what could not be done now."""
        interview.again = False
        try:
            await self._emit_unless_keyless(interview)
        except Unavailable:
            interview.again = True

    async def _emit_unless_keyless(self, interview: _Interview[StateT]) -> None:
        """For an erased interview nothing is written any more; no record is at hand that could be put aside."""
        try:
            await self._emit(interview)
        except (KeyDestroyed, KeyUnknown):
            interview.keyless = True

    async def _emit(self, interview: _Interview[StateT]) -> None:
        async with interview.lock:
            while due := self._due(interview):
                if self._perform is None:
                    for event in due:
                        await self._store(event, interview)
                else:
                    await self._do(due[0], interview, self._perform)

    def _due(self, interview: _Interview[StateT]) -> tuple[Event, ...]:
        return self._fold.due(interview.state, self._clock.now_ms())

    async def _do(self, job: Event, interview: _Interview[StateT], perform: Perform[StateT]) -> None:
        """What was made is kept until it is stored, so that a broker that is away costs no second model call."""
        identity = event_id(job)
        if identity not in interview.made:
            interview.made[identity] = await perform(job, interview.state)
        if job in self._due(interview):  # it may have stopped being wanted while it was worked on
            for event in interview.made[identity]:
                await self._store(event, interview)
            if job in self._due(interview):
                raise UnsettledJob(type(job).__name__)
        del interview.made[identity]

    async def _store(self, event: Event, interview: _Interview[StateT]) -> None:
        await self._publish(event, interview.cause)
        metrics.EVENTS_PUBLISHED.labels(topic_of(event)).inc()
        identity = event_id(event)
        if identity not in interview.seen and topic_of(event) in self._fold.own:
            interview.state = self._fold.apply(interview.state, event, self._clock.now_ms())
            interview.seen.add(identity)


def _take(records: Iterator[Record]) -> list[Record]:
    return [record for record, _ in zip(records, range(_BATCH), strict=False)]
