"""Why: services see a log of records through these ports; which broker holds it is decided in one place."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from interview_schemas.envelope import Headers


class OutRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A record to be written. `key` is the interview id; equal keys share a partition in every topic."""

    topic: str
    key: bytes
    value: bytes
    headers: Headers


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A record as stored; `timestamp_ms` is the broker's."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes
    value: bytes
    headers: Headers


class Position(msgspec.Struct, frozen=True, order=True):
    """Where a record stands."""

    topic: str
    partition: int
    offset: int


class Unavailable(Exception):
    """The broker, the database or the key service can't be reached now; the same call may succeed later."""


class Refused(Exception):
    """The broker will never take this record from this writer: too large, or the writer's session is broken."""


class Bus(Protocol):
    """Writes records. Raises Unavailable where the broker did not take the record in time, Refused where it won't."""

    async def send(self, record: OutRecord) -> Position:
        """Return once the record is stored by all in-sync replicas."""
        ...

    async def close(self) -> None:
        """Return once everything sent is stored."""
        ...


class LogReader(Protocol):
    """Reads stored records without a consumer group. Methods block; call them from a thread."""

    def read(self, topics: Sequence[str], partitions: Iterable[int]) -> Iterable[Record]:
        """Every record of `topics` in `partitions` from the start to the end as of now, in order per partition."""
        ...

    def read_since(self, topic: str, partition: int, since_ms: int) -> Iterable[Record]:
        """Records of one partition whose broker time is `since_ms` or later, to the end as of now."""
        ...

    def partition_of(self, topic: str, key: bytes) -> int:
        """The partition in which records of `key` stand."""
        ...


class GroupConsumer(Protocol):
    """A member of a consumer group; offsets are committed only when told."""

    async def poll(self, timeout_seconds: float) -> Sequence[Record]:
        """Some records, or none within the time."""
        ...

    async def commit(self, positions: Iterable[Position]) -> None:
        """These records, and those before them, are done."""
        ...

    async def close(self) -> None:
        """Leave the group."""
        ...


def partition_for_key(key: bytes, partitions: int) -> int:
    """Kafka's own key hash (murmur2, org.apache.kafka.common.utils.Utils), so that any producer agrees."""
    return (_murmur2(key) & 0x7FFFFFFF) % partitions


def _murmur2(data: bytes) -> int:
    multiplier, mask = 0x5BD1E995, 0xFFFFFFFF
    value = 0x9747B28C ^ len(data)
    whole = len(data) - len(data) % 4
    for index in range(0, whole, 4):
        word = int.from_bytes(data[index : index + 4], "little") * multiplier & mask
        word = (word ^ word >> 24) * multiplier & mask
        value = (value * multiplier & mask) ^ word
    tail = data[whole:]
    if tail:
        value = (value ^ int.from_bytes(tail, "little")) * multiplier & mask
    value = (value ^ value >> 13) * multiplier & mask
    return value ^ value >> 15
