"""Why: what came lately is kept, bounded, so that a browser's snapshot may lag behind the log."""

from collections import deque
from collections.abc import Mapping
from typing import Final

from interview_runtime.bus import Record, partition_for_key

MAX_RECORDS: Final = 500
MAX_BYTES: Final = 262_144
Place = tuple[str, int]  # topic, partition


class _Stretch:
    """The end of one partition: every record from `start` on."""

    __slots__ = ("records", "size", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.records: deque[Record] = deque()
        self.size = 0

    def append(self, record: Record) -> None:
        self.records.append(record)
        self.size += len(record.value)
        while len(self.records) > MAX_RECORDS or (self.size > MAX_BYTES and len(self.records) > 1):
            dropped = self.records.popleft()
            self.size -= len(dropped.value)
            self.start = dropped.offset + 1


class Tail:
    """The ends of all partitions that the relay reads."""

    def __init__(self) -> None:
        self._stretches: dict[Place, _Stretch] = {}
        self._partitions = 1

    def begin(self, starts: Mapping[Place, int]) -> None:
        """Reading begins at these offsets; what came before is not here."""
        self._stretches = {place: _Stretch(start) for place, start in starts.items()}
        self._partitions = 1 + max((partition for _, partition in starts), default=0)

    def append(self, record: Record) -> None:
        """The next record of its partition."""
        stretch = self._stretches.setdefault((record.topic, record.partition), _Stretch(record.offset))
        stretch.append(record)

    def partition_of(self, key: bytes) -> int:
        """Topics that are read together have equal partition counts, so a key's number is the same in all."""
        return partition_for_key(key, self._partitions)

    def starts(self, partition: int) -> dict[str, int]:
        """The oldest offset that is still here, by topic."""
        return {topic: found.start for (topic, number), found in self._stretches.items() if number == partition}

    def of(self, key: bytes) -> list[Record]:
        """Every record of this key that is still here, in the broker's order of time."""
        partition = self.partition_of(key)
        stretches = (found for (_, number), found in self._stretches.items() if number == partition)
        found = [record for stretch in stretches for record in stretch.records if record.key == key]
        return sorted(found, key=lambda record: record.timestamp_ms)
