"""Why: reading the log itself, without a group: to rebuild state, to resume a stream, to replay an interview."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition

from interview_runtime.bus import Record, Unavailable, partition_for_key

_TIMEOUT_SECONDS: Final = 10.0


class KafkaLogReader:
    """Blocking reads up to the end as of the call. Raises Unavailable while the broker is away."""

    def __init__(self, bootstrap_servers: str, settings: dict[str, str | int | float | bool] | None = None) -> None:
        base: dict[str, str | int | float | bool | None] = {
            "bootstrap.servers": bootstrap_servers,
            "group.id": f"parley-reader-{uuid.uuid4()}",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "allow.auto.create.topics": False,
        }
        self._settings = {**base, **(settings or {})}
        self._partitions: dict[str, int] = {}

    def read(self, topics: Sequence[str], partitions: Iterable[int]) -> Iterator[Record]:
        """Every record from the start to the end, in order per partition."""
        with _Reading(self._settings) as reading:
            starts = [(TopicPartition(t, p), *reading.bounds(t, p)) for p in partitions for t in topics]
            yield from reading.records(starts)

    def read_since(self, topic: str, partition: int, since_ms: int) -> Iterator[Record]:
        """Records of one partition from a time on."""
        with _Reading(self._settings) as reading:
            low, high = reading.bounds(topic, partition)
            since = reading.offset_at(topic, partition, since_ms)
            start = high if since is None else max(low, since)
            yield from reading.records([(TopicPartition(topic, partition), start, high)])

    def partition_of(self, topic: str, key: bytes) -> int:
        """As every producer here chooses: Kafka's own murmur2."""
        if topic not in self._partitions:
            with _Reading(self._settings) as reading:
                self._partitions[topic] = reading.partition_count(topic)
        return partition_for_key(key, self._partitions[topic])


class _Reading:
    """One consumer for one read."""

    def __init__(self, settings: dict[str, str | int | float | bool | None]) -> None:
        self._consumer = Consumer(settings)

    def __enter__(self) -> "_Reading":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._consumer.close()

    def bounds(self, topic: str, partition: int) -> tuple[int, int]:
        try:
            bounds = self._consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=_TIMEOUT_SECONDS)
        except KafkaException:
            raise Unavailable("kafka") from None
        if bounds is None:
            raise Unavailable("kafka")
        return bounds

    def offset_at(self, topic: str, partition: int, since_ms: int) -> int | None:
        """The first offset at or after a time; None where every record is older."""
        try:
            found = self._consumer.offsets_for_times(
                [TopicPartition(topic, partition, since_ms)], timeout=_TIMEOUT_SECONDS
            )
        except KafkaException:
            raise Unavailable("kafka") from None
        return found[0].offset if found[0].offset >= 0 else None

    def partition_count(self, topic: str) -> int:
        try:
            metadata = self._consumer.list_topics(topic, timeout=_TIMEOUT_SECONDS)
        except KafkaException:
            raise Unavailable("kafka") from None
        count = len(metadata.topics[topic].partitions)
        if count == 0:
            raise Unavailable(f"no topic {topic}")
        return count

    def records(self, ranges: Sequence[tuple[TopicPartition, int, int]]) -> Iterator[Record]:
        """Read each range from its start up to, not including, its end."""
        open_ranges = {(tp.topic, tp.partition): high for tp, start, high in ranges if start < high}
        self._consumer.assign(
            [TopicPartition(tp.topic, tp.partition, start) for tp, start, high in ranges if start < high]
        )
        while open_ranges:
            messages = self._next()
            if not messages:
                raise Unavailable("kafka")
            for message in messages:
                if message.error() is None and self._wanted(message, open_ranges):
                    yield record_of(message)

    def _next(self) -> list[Message]:
        """What comes first without waiting for more; nothing only where nothing came in time."""
        first = self._consumer.poll(_TIMEOUT_SECONDS)
        return [] if first is None else [first, *self._consumer.consume(500, timeout=0)]

    def _wanted(self, message: Message, open_ranges: dict[tuple[str, int], int]) -> bool:
        where = (str(message.topic()), message.partition() or 0)
        high = open_ranges.get(where)
        offset = message.offset() or 0
        if high is not None and offset + 1 >= high:
            del open_ranges[where]
        return high is not None and offset < high


def record_of(message: Message) -> Record:
    """A stored record; a key or value that is absent reads as empty."""
    _, timestamp_ms = message.timestamp()
    return Record(
        topic=str(message.topic()),
        partition=message.partition() or 0,
        offset=message.offset() or 0,
        timestamp_ms=timestamp_ms,
        key=_bytes(message.key()),
        value=_bytes(message.value()),
        headers={name: _bytes(value) for name, value in _headers(message)},
    )


def _headers(message: Message) -> list[tuple[str, str | bytes | None]]:
    headers = message.headers() or []
    return list(headers.items()) if isinstance(headers, dict) else list(headers)


def _bytes(value: str | bytes | None) -> bytes:
    if value is None:
        return b""
    return value.encode() if isinstance(value, str) else value
