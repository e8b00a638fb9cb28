"""Why: what the projection writes and the api reads is one store, in memory, that can be away or killed."""

from collections.abc import Callable, Sequence

import msgspec

from interview_api.interviews.ports import ListedInterview, StoredLog
from interview_runtime.bus import Record, Unavailable
from stream_processors.projection.core import Batch, EventRow


class Killed(BaseException):
    """The process ends here; nothing may catch it."""


class MemoryEvents:
    def __init__(self) -> None:
        self.rows: dict[str, EventRow] = {}
        self.offsets: dict[tuple[str, int], int] = {}
        self.interviews: list[ListedInterview] = []
        self.away_times = 0
        self.after_write: Callable[[], None] = lambda: None

    async def write(self, batch: Batch) -> int:
        self._reach()
        new = {row.event_id: row for row in batch.rows if row.event_id not in self.rows}
        self.rows |= new
        for where, offset in batch.next_offsets.items():
            self.offsets[where] = max(offset, self.offsets.get(where, 0))
        self.after_write()
        return len(new)

    async def next_offsets(self, partitions: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
        self._reach()
        return {where: self.offsets[where] for where in partitions if where in self.offsets}

    async def log(self, interview_id: str) -> StoredLog:
        self._reach()
        rows = [row for row in self.rows.values() if row.interview_id == interview_id]
        rows.sort(key=lambda row: (row.stored_ms, row.topic, row.log_offset))
        return StoredLog(records=[_record(row) for row in rows], next_offsets=dict(self.offsets))

    async def listed(self, limit: int, before_ms: int | None) -> Sequence[ListedInterview]:
        self._reach()
        found = [one for one in self.interviews if before_ms is None or one.created_ms < before_ms]
        return sorted(found, key=lambda one: -one.created_ms)[:limit]

    def _reach(self) -> None:
        if self.away_times > 0:
            self.away_times -= 1
            raise Unavailable("database")


def _record(row: EventRow) -> Record:
    headers = msgspec.json.decode(row.headers, type=dict[str, str])
    return Record(
        topic=row.topic,
        partition=row.partition,
        offset=row.log_offset,
        timestamp_ms=row.stored_ms,
        key=row.interview_id.encode(),
        value=row.value,
        headers={name: text.encode() for name, text in headers.items()},
    )
