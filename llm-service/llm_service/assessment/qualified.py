"""Why: which model may publish grades stands in the log like everything else, so a report can name its reason."""

import asyncio
from collections.abc import Sequence
from typing import Final

from interview_runtime.bus import LogReader, Record
from interview_runtime.clock import Clock
from interview_runtime.event_codec import EventCodec
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import GraderQualified
from interview_schemas.topics import TOPICS

TOPIC: Final = "grader-qualifications"
_FRESH_MS: Final = 10_000


class LoggedQualifications:
    """Reads the topic at most every 10 s. Of several tests of one grader the last one counts, failed ones too."""

    def __init__(self, reader: LogReader, codec: EventCodec, clock: Clock) -> None:
        self._reader = reader
        self._codec = codec
        self._clock = clock
        self._read_at_ms: int | None = None
        self._last: dict[tuple[str, str, str], GraderQualified] = {}

    async def find(self, model: str, prompt_version: str, rubric_hash: str) -> str | None:
        """The id of the test that this grader has passed. Raises Unavailable."""
        now_ms = self._clock.now_ms()
        if self._read_at_ms is None or now_ms - self._read_at_ms >= _FRESH_MS:
            self._last = await self._all()
            self._read_at_ms = now_ms
        last = self._last.get((model, prompt_version, rubric_hash))
        return last.qualification_id if last is not None and last.verdict == "qualified" else None

    async def _all(self) -> dict[tuple[str, str, str], GraderQualified]:
        records = await asyncio.to_thread(self._records)
        found = [event for record in records if (event := await self._event(record)) is not None]
        return {(event.model, event.prompt_version, event.rubric_hash): event for event in found}

    def _records(self) -> Sequence[Record]:
        return list(self._reader.read([self._codec.prefix + TOPIC], range(TOPICS[TOPIC].partitions)))

    async def _event(self, record: Record) -> GraderQualified | None:
        """None for what is no such event: it qualifies nobody."""
        try:
            event = (await self._codec.decode(record)).event
        except InvalidEvent:
            return None
        return event if isinstance(event, GraderQualified) else None
