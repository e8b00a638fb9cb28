"""Why: what happens around a handler (opening, retries, dead letters, acknowledgement) is written once for all."""

from collections.abc import Callable
from typing import Final, Protocol

from interview_runtime import metrics
from interview_runtime.bus import Record, Unavailable
from interview_runtime.clock import Clock
from interview_runtime.dead_letters import DeadLetters, reason_of
from interview_runtime.event_codec import Delivered, EventCodec, Redacted
from interview_runtime.keys import KeyDestroyed
from interview_runtime.logs import get_logger
from interview_runtime.progress import Progress
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import Event

Acknowledge = Callable[[], None]
ATTEMPTS: Final = 3
_BACKOFF_SECONDS: Final = (0.05, 0.2, 1.0, 2.0)


class Fatal(Exception):
    """What this process believes is no longer what the log says: it must exit and start from the log again."""


class Processor(Protocol):
    """What a service does with its topics' events. Every method is safe to run twice."""

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that are delivered, without prefix."""
        ...

    async def assigned(self, partitions: frozenset[int]) -> None:
        """Make ready for these partitions; nothing of them is delivered before this returns."""
        ...

    async def revoked(self, partitions: frozenset[int]) -> None:
        """Forget everything of these partitions."""
        ...

    async def handle(self, delivered: Delivered[Event], acknowledge: Acknowledge) -> None:
        """Do the work and call `acknowledge` once its effects are stored, now or later.

        Raises InvalidEvent for what can't be an event, Unavailable for what may succeed later, Fatal to exit.
        """
        ...

    async def tick(self) -> None:
        """Called several times a second, for deadlines."""
        ...


class Shell:
    """Takes records one after the other to a processor. The only place that catches what a handler raises."""

    def __init__(
        self, processor: Processor, codec: EventCodec, dead_letters: DeadLetters, *, clock: Clock, progress: Progress
    ) -> None:
        self.processor = processor
        self.progress = progress
        self._codec = codec
        self._dead_letters = dead_letters
        self._clock = clock

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics to subscribe to, with the prefix."""
        return tuple(self._codec.prefix + topic for topic in self.processor.topics)

    async def take(self, record: Record, acknowledge: Acknowledge) -> None:
        """Return when the record is handled, given over for a later acknowledgement, or put aside."""
        finish = self._once(acknowledge, self.progress.taken())
        with metrics.HANDLE_SECONDS.labels(record.topic).time():
            error = await self._attempt(record, finish)
        if error is not None:
            await self._put_aside(record, error)
            finish()
        metrics.RECORDS_HANDLED.labels(record.topic).inc()

    async def tick(self) -> None:
        """Let the processor see to its deadlines; a server that is away is tried again at the next tick."""
        try:
            await self.processor.tick()
        except Unavailable:
            self.progress.moved()

    async def assigned(self, partitions: frozenset[int]) -> None:
        """Make the processor ready, however long the servers it needs are away."""
        tries = 0
        while True:
            try:
                return await self.processor.assigned(partitions)
            except Unavailable:
                tries += 1
                await self._pause(tries)

    async def revoked(self, partitions: frozenset[int]) -> None:
        """What was open belongs to another worker now."""
        self.progress.reset()
        await self.processor.revoked(partitions)

    async def _attempt(self, record: Record, finish: Acknowledge) -> Exception | None:
        tries = failures = 0
        while True:
            try:
                return await self._handle(record, finish)
            except Unavailable:
                tries += 1
            except Fatal:
                raise
            except Exception as error:
                tries, failures = tries + 1, failures + 1
                if failures >= ATTEMPTS:
                    return error
            metrics.HANDLER_RETRIES.labels(record.topic).inc()
            await self._pause(tries)

    async def _handle(self, record: Record, finish: Acknowledge) -> InvalidEvent | None:
        try:
            await self.processor.handle(await self._codec.decode(record), finish)
        except (Redacted, KeyDestroyed):
            metrics.RECORDS_REDACTED.labels(record.topic).inc()
            finish()
        except InvalidEvent as error:
            return error
        return None

    async def _put_aside(self, record: Record, error: Exception) -> None:
        get_logger().error(
            "dead_letter",
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            reason=reason_of(error),
            exception=type(error).__name__,
        )
        tries = 0
        while True:
            try:
                return await self._dead_letters.put(record, error)
            except Unavailable:
                tries += 1
                await self._pause(tries)

    async def _pause(self, tries: int) -> None:
        self.progress.moved()
        await self._clock.sleep(_BACKOFF_SECONDS[min(tries, len(_BACKOFF_SECONDS)) - 1])

    def _once(self, acknowledge: Acknowledge, generation: int) -> Acknowledge:
        called = False

        def finish() -> None:
            nonlocal called
            if not called:
                called = True
                self.progress.done(generation)
                acknowledge()

        return finish
