"""Why: the whole pipeline runs in one process on this log, so that a test can stop time and kill any part."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from interview_runtime.bus import OutRecord, Position, Record, partition_for_key
from interview_runtime.clock import Clock


class MemoryBus:
    """A log in memory with Kafka's guarantees: order per partition, offsets from 0, nothing ever changes."""

    def __init__(self, clock: Clock, partitions: int = 12) -> None:
        self._clock = clock
        self._partitions = partitions
        self.log: dict[tuple[str, int], list[Record]] = defaultdict(list)
        self.before_send: Callable[[OutRecord], None] = lambda _record: None
        self.after_send: Callable[[Record], None] = lambda _record: None

    async def send(self, record: OutRecord) -> Position:
        """Append. The hooks let a test fail before or after the record is stored."""
        self.before_send(record)
        partition = self.partition_of(record.topic, record.key)
        stored = self.log[record.topic, partition]
        stored.append(
            Record(
                topic=record.topic,
                partition=partition,
                offset=len(stored),
                timestamp_ms=self._clock.now_ms(),
                key=record.key,
                value=record.value,
                headers=dict(record.headers),
            )
        )
        self.after_send(stored[-1])
        return Position(record.topic, partition, len(stored) - 1)

    async def close(self) -> None:
        """Everything is stored already."""

    def read(self, topics: Sequence[str], partitions: Iterable[int]) -> Iterable[Record]:
        """Every record, ordered within a partition."""
        wanted = set(partitions)
        return [
            record
            for (topic, partition), stored in sorted(self.log.items())
            if topic in topics and partition in wanted
            for record in stored
        ]

    def read_since(self, topic: str, partition: int, since_ms: int) -> Iterable[Record]:
        """Records of one partition from a time on."""
        return [record for record in self.log[topic, partition] if record.timestamp_ms >= since_ms]

    def partition_of(self, topic: str, key: bytes) -> int:
        """As Kafka's default partitioner would choose."""
        del topic
        return partition_for_key(key, self._partitions)


class MemoryConsumer:
    """A group's only member: reads all partitions from the committed offsets."""

    def __init__(self, bus: MemoryBus, topics: Sequence[str], committed: dict[tuple[str, int], int]) -> None:
        self._bus = bus
        self._topics = tuple(topics)
        self._committed = committed
        self._next = dict(committed)

    async def poll(self, timeout_seconds: float) -> Sequence[Record]:
        """Everything new, at once."""
        del timeout_seconds
        records = []
        for (topic, partition), stored in sorted(self._bus.log.items()):
            if topic in self._topics:
                records += stored[self._next.get((topic, partition), 0) :]
                self._next[topic, partition] = len(stored)
        return records

    async def commit(self, positions: Iterable[Position]) -> None:
        """Remember for the next member."""
        for position in positions:
            where = (position.topic, position.partition)
            self._committed[where] = max(position.offset + 1, self._committed.get(where, 0))

    async def close(self) -> None:
        """Nothing to leave."""
