"""Why: a camera frame is taken only where the log itself says that the candidate agreed and did not take it back."""

import asyncio
from typing import Final

from interview_runtime.bus import LogReader, Record
from interview_runtime.clock import Clock
from interview_runtime.event_codec import EventCodec
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import ConsentGiven, ConsentWithdrawn, Event
from interview_schemas.registry import event_type, topic_of

TOPIC: Final = topic_of(ConsentGiven)
WINDOW_MS: Final = 7 * 86_400_000
_TYPES: Final = frozenset(event_type(cls).encode() for cls in (ConsentGiven, ConsentWithdrawn))


class Consents:
    """Looks the latest word on the camera up in `interview-events`."""

    def __init__(self, reader: LogReader, codec: EventCodec, clock: Clock) -> None:
        self._reader = reader
        self._codec = codec
        self._clock = clock

    async def camera(self, interview_id: str) -> bool:
        """Raises Unavailable. A consent of more than a week ago is asked for again."""
        given = False
        for record in await asyncio.to_thread(self._read, interview_id.encode()):
            event = await self._event(record)
            if isinstance(event, ConsentGiven | ConsentWithdrawn) and event.scope == "camera":
                given = isinstance(event, ConsentGiven)
        return given

    def _read(self, key: bytes) -> list[Record]:
        topic = self._codec.prefix + TOPIC
        partition = self._reader.partition_of(topic, key)
        records = self._reader.read_since(topic, partition, max(0, self._clock.now_ms() - WINDOW_MS))
        return [record for record in records if record.key == key and record.headers.get("ce_type") in _TYPES]

    async def _event(self, record: Record) -> Event | None:
        try:
            return (await self._codec.decode(record)).event
        except InvalidEvent:
            return None
