"""Why: Faust commits past an unacknowledged record when acknowledgements come out of order (its issue 606)."""

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

EventT = TypeVar("EventT")
TopicPartition = tuple[str, int]


class Taken(NamedTuple):
    """A record that was taken but is not done; of use only in the generation in which it was taken."""

    partition: TopicPartition
    offset: int
    generation: int


class CommitGuard(Generic[EventT]):
    """Open offsets per partition, held strongly. The commit position is the lowest open offset.

    A generation ends when the partition is revoked or assigned; what was taken before then is not counted any more,
    because the broker delivers it again from the committed position.
    """

    def __init__(self) -> None:
        self._open: dict[TopicPartition, dict[int, EventT]] = {}
        self._next: dict[TopicPartition, int] = {}
        self._generation: dict[TopicPartition, int] = {}

    def take(self, partition: TopicPartition, offset: int, event: EventT) -> Taken:
        """Count the record as open and keep it alive."""
        self._open.setdefault(partition, {})[offset] = event
        self._next[partition] = max(offset + 1, self._next.get(partition, 0))
        return Taken(partition, offset, self._generation.get(partition, 0))

    def done(self, taken: Taken) -> EventT | None:
        """The event, once; None where it is done already or its generation has ended."""
        if taken.generation != self._generation.get(taken.partition, 0):
            return None
        return self._open.get(taken.partition, {}).pop(taken.offset, None)

    def position(self, partition: TopicPartition) -> int | None:
        """The offset to commit: nothing below it is open. None where nothing was taken in this generation."""
        still_open = self._open.get(partition)
        return min(still_open) if still_open else self._next.get(partition)

    def positions(self) -> dict[TopicPartition, int]:
        """The offset to commit of each partition of which something was taken in this generation."""
        return {partition: min(self._open.get(partition) or [following]) for partition, following in self._next.items()}

    def clear(self, partitions: Iterable[TopicPartition]) -> None:
        """End the generation of these partitions."""
        for partition in partitions:
            self._open.pop(partition, None)
            self._next.pop(partition, None)
            self._generation[partition] = self._generation.get(partition, 0) + 1

    @property
    def open_records(self) -> int:
        """How many records are taken and not done."""
        return sum(len(events) for events in self._open.values())
