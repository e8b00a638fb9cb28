"""Why: rows and the offset they came from are one transaction, so neither can be there without the other."""

from collections.abc import Sequence

from interview_runtime.database import Connection, Database
from stream_processors.projection.core import Batch, EventRow

_INSERT = """
INSERT INTO events (event_id, interview_id, topic, partition, log_offset, type, stored_at, headers, value)
VALUES (%s, %s, %s, %s, %s, %s, to_timestamp(%s / 1000.0), %s::jsonb, %s)
ON CONFLICT (event_id) DO NOTHING
"""
# GREATEST: a worker that lost its partitions but not yet its life must not turn the offset back.
_ADVANCE = """
INSERT INTO projection_offsets (topic, partition, next_offset) VALUES (%s, %s, %s)
ON CONFLICT (topic, partition)
DO UPDATE SET next_offset = GREATEST(projection_offsets.next_offset, excluded.next_offset)
"""
_NEXT = "SELECT topic, partition, next_offset FROM projection_offsets"


class ProjectionRepository:
    """Tables `events` and `projection_offsets`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, batch: Batch) -> int:
        """Return the number of new rows, once committed."""
        async with self._database.transaction() as connection:
            inserted = await _insert(connection, batch.rows)
            offsets = [(topic, partition, offset) for (topic, partition), offset in sorted(batch.next_offsets.items())]
            await connection.cursor().executemany(_ADVANCE, offsets)
        return inserted

    async def next_offsets(self, partitions: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """Of those among `partitions` that were read before."""
        async with self._database.transaction() as connection:
            rows = await (await connection.execute(_NEXT)).fetchall()
        wanted = set(partitions)
        return {(topic, partition): offset for topic, partition, offset in rows if (topic, partition) in wanted}


async def _insert(connection: Connection, rows: Sequence[EventRow]) -> int:
    if not rows:
        return 0
    cursor = connection.cursor()
    # Sorted, so that two workers that overlap in a rebalance lock rows in the same order.
    await cursor.executemany(_INSERT, [_values(row) for row in sorted(rows, key=lambda row: row.event_id)])
    return cursor.rowcount


def _values(row: EventRow) -> tuple[object, ...]:
    place = (row.topic, row.partition, row.log_offset)
    return (row.event_id, row.interview_id, *place, row.type, row.stored_ms, row.headers, row.value)
