"""Why: the projection's tables are read in one place, and only read."""

from collections.abc import Sequence

from interview_api.interviews.ports import ListedInterview, StoredLog
from interview_runtime.bus import Record
from interview_runtime.database import Database

_LOG = """
SELECT topic, partition, log_offset, (extract(epoch FROM stored_at) * 1000)::bigint, headers, value
FROM events WHERE interview_id = %s ORDER BY stored_at, topic, log_offset
"""
_OFFSETS = "SELECT topic, partition, next_offset FROM projection_offsets"
_LIST = """
SELECT a.interview_id, a.language, (extract(epoch FROM a.created_at) * 1000)::bigint,
       CASE WHEN bool_or(e.type = 'InterviewAssessed.v1') THEN 'assessed'
            WHEN bool_or(e.type = 'InterviewEnded.v1') THEN 'ended'
            WHEN max(e.log_offset) FILTER (WHERE e.type = 'InterviewPaused.v1')
                 > coalesce(max(e.log_offset) FILTER (WHERE e.type = 'InterviewResumed.v1'), -1) THEN 'paused'
            WHEN bool_or(e.type = 'InterviewStarted.v1') THEN 'started'
            ELSE 'scheduled' END
FROM (SELECT * FROM candidate_access
      WHERE %(before)s::double precision IS NULL OR created_at < to_timestamp(%(before)s::double precision)
      ORDER BY created_at DESC LIMIT %(limit)s) a
LEFT JOIN events e ON e.interview_id = a.interview_id AND e.type IN
    ('InterviewAssessed.v1', 'InterviewEnded.v1', 'InterviewPaused.v1', 'InterviewResumed.v1', 'InterviewStarted.v1')
GROUP BY a.interview_id, a.language, a.created_at
ORDER BY a.created_at DESC
"""


class EventRepository:
    """Tables `events`, `projection_offsets`, `candidate_access`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def log(self, interview_id: str) -> StoredLog:
        """Offsets are read first: events that come between the two reads are then sent twice, never missed."""
        async with self._database.transaction() as connection:
            offsets = await (await connection.execute(_OFFSETS)).fetchall()
            rows = await (await connection.execute(_LOG, (interview_id,))).fetchall()
        return StoredLog(
            records=[
                Record(
                    topic=topic,
                    partition=partition,
                    offset=offset,
                    timestamp_ms=stored_ms,
                    key=interview_id.encode(),
                    value=value,
                    headers={name: text.encode() for name, text in headers.items()},
                )
                for topic, partition, offset, stored_ms, headers, value in rows
            ],
            next_offsets={(topic, partition): next_offset for topic, partition, next_offset in offsets},
        )

    async def listed(self, limit: int, before_ms: int | None) -> Sequence[ListedInterview]:
        """Status from the events' types, which are not sealed."""
        before = None if before_ms is None else before_ms / 1000
        async with self._database.transaction() as connection:
            rows = await (await connection.execute(_LIST, {"limit": limit, "before": before})).fetchall()
        return [
            ListedInterview(interview_id=interview_id, language=language, created_ms=created_ms, status=status)
            for interview_id, language, created_ms, status in rows
        ]
