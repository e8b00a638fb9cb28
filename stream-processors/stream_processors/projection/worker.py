"""Why: the log reaches Postgres in batches, store before commit, however often either server goes away."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from interview_runtime import metrics
from interview_runtime.bus import GroupConsumer, Position, Record, Unavailable
from interview_runtime.clock import Clock
from interview_runtime.dead_letters import DeadLetters, reason_of
from interview_runtime.event_codec import EventCodec, Redacted
from interview_runtime.logs import get_logger
from interview_runtime.progress import Progress
from interview_schemas.errors import InvalidEvent
from stream_processors.projection.core import EventRow, Place, batch, event_row
from stream_processors.projection.ports import ProjectionStore

GROUP: Final = "projection"
_FROM_THE_START: Final = -2  # Kafka's own number for the beginning of a partition
_POLL_SECONDS: Final = 0.1
_BACKOFF_SECONDS: Final = (0.1, 0.5, 1.0, 2.0)

ResultT = TypeVar("ResultT")


class Projection:
    """Reads, opens to check, stores still sealed, then commits. Safe to run twice, and in two processes."""

    def __init__(
        self,
        store: ProjectionStore,
        codec: EventCodec,
        dead_letters: DeadLetters,
        *,
        clock: Clock,
        progress: Progress,
    ) -> None:
        self._store = store
        self._codec = codec
        self._dead_letters = dead_letters
        self._clock = clock
        self._progress = progress
        self._stopping = asyncio.Event()
        self.ready = False

    async def run(self, consumer: GroupConsumer) -> None:
        """Return after stop(), with what was stored committed."""
        try:
            while not self._stopping.is_set():
                await self.step(consumer)
        except Unavailable:  # raised only once told to stop; what is not committed is read again
            get_logger().warning("stopped_while_waiting")
        finally:
            await consumer.close()

    async def step(self, consumer: GroupConsumer) -> None:
        """One batch: read, store, commit."""
        records = await consumer.poll(_POLL_SECONDS)
        self.ready = True
        if not records:
            return
        generation = self._progress.taken()
        await self.project(records)
        await consumer.commit([Position(record.topic, record.partition, record.offset) for record in records])
        self._progress.done(generation)

    async def project(self, records: Sequence[Record]) -> None:
        """Return once every record is in Postgres or put aside."""
        rows = [row for record in records if (row := await self._row(record)) is not None]
        read = [_place(record) for record in records]
        inserted = await self._persist(lambda: self._store.write(batch(rows, read)))
        metrics.PROJECTED.inc(inserted)

    async def start_offsets(self, partitions: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """Postgres says from where to read, not the group's committed offsets; waits for it."""
        known = await self._persist(lambda: self._store.next_offsets(partitions))
        return {where: known.get(where, _FROM_THE_START) for where in partitions}

    def stop(self) -> None:
        """Finish the batch at hand and return from run()."""
        self._stopping.set()

    async def _row(self, record: Record) -> EventRow | None:
        try:
            return await self._checked(record)
        except Redacted:
            metrics.RECORDS_REDACTED.labels(record.topic).inc()
        except InvalidEvent as error:
            await self._put_aside(record, error)
        return None

    async def _checked(self, record: Record) -> EventRow:
        delivered = await self._persist(lambda: self._codec.decode(record))
        metrics.RECORDS_HANDLED.labels(record.topic).inc()
        return event_row(delivered.envelope, _place(record), record.headers, record.value)

    async def _put_aside(self, record: Record, error: InvalidEvent) -> None:
        where = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
        get_logger().error("dead_letter", **where, reason=reason_of(error))
        await self._persist(lambda: self._dead_letters.put(record, error))

    async def _persist(self, attempt: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """Until it works: a server that is away costs time, never a record."""
        tries = 0
        while True:
            try:
                return await attempt()
            except Unavailable as away:
                if self._stopping.is_set():
                    raise
                self._progress.moved()
                if tries == 0:
                    get_logger().warning("waiting_for_server", server=str(away))
                await self._clock.sleep(_BACKOFF_SECONDS[min(tries, len(_BACKOFF_SECONDS) - 1)])
                tries += 1


def _place(record: Record) -> Place:
    return Place(record.topic, record.partition, record.offset, record.timestamp_ms)
