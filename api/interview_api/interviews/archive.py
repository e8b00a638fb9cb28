"""Why: stored records are opened and folded in one place, for REST and relay alike."""

import msgspec

from interview_api.interviews.core import InterviewView, Logged, fold
from interview_api.interviews.ports import EventStore, Offsets
from interview_runtime.bus import Record
from interview_runtime.event_codec import EventCodec, Redacted
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import Event


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """An interview's events in the clear; `redacted` counts those whose key is destroyed."""

    interview_id: str
    log: tuple[Logged[Event], ...]
    next_offsets: Offsets
    redacted: int = 0

    def view(self) -> InterviewView:
        """The fold."""
        return fold(self.interview_id, self.log)


class Archive:
    """Reads, opens. Raises Unavailable."""

    def __init__(self, store: EventStore, codec: EventCodec) -> None:
        self._store = store
        self._codec = codec

    async def open(self, interview_id: str) -> Opened:
        """Topic names come without the prefix."""
        stored = await self._store.log(interview_id)
        log: list[Logged[Event]] = []
        redacted = 0
        for record in stored.records:
            try:
                log.append(await self.logged(record))
            except Redacted:
                redacted += 1
            except InvalidEvent:  # written by a later version: that version's readers show it
                continue
        offsets = {(self._bare(topic), partition): next_ for (topic, partition), next_ in stored.next_offsets.items()}
        return Opened(interview_id=interview_id, log=tuple(log), next_offsets=offsets, redacted=redacted)

    async def logged(self, record: Record) -> Logged[Event]:
        """Raises InvalidEvent, Redacted, Unavailable."""
        delivered = await self._codec.decode(record)
        return Logged(
            event=delivered.event,
            event_id=delivered.event_id,
            time_ms=delivered.time_ms,
            topic=self._bare(record.topic),
            partition=delivered.partition,
            offset=delivered.offset,
            stored_ms=delivered.stored_ms,
        )

    def _bare(self, topic: str) -> str:
        return topic.removeprefix(self._codec.prefix)
