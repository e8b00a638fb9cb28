"""Why: one interview's records lie in many topics; read together, in time's order, they tell what happened."""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec

from interview_runtime.bus import LogReader, Record
from interview_runtime.event_codec import EventCodec, Redacted
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import Event
from interview_schemas.topics import TOPICS

ERASED: Final = "erased"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A record with its event, or why it can't be opened; `time_ms` is when the event was made."""

    record: Record
    event: Event | None = None
    event_id: str = ""
    time_ms: int = 0
    unreadable: str = ""

    @property
    def place(self) -> tuple[int, str, int]:
        """The broker's time first: across topics that is close to the order of causes."""
        return self.record.timestamp_ms, self.record.topic, self.record.offset


async def read_interview(
    reader: LogReader, codec: EventCodec, interview_id: str, topics: Sequence[str] = tuple(TOPICS)
) -> list[Entry]:
    """Every record of the interview; raises Unavailable."""
    key = interview_id.encode()
    names = [codec.prefix + topic for topic in topics]
    records = await asyncio.to_thread(_records, reader, names, key)
    entries = [await opened(codec, record) for record in records]
    return sorted(entries, key=lambda entry: entry.place)


async def opened(codec: EventCodec, record: Record) -> Entry:
    """The record with its event, where it can be read."""
    try:
        delivered = await codec.decode(record)
    except Redacted:
        return Entry(record=record, unreadable=ERASED)
    except InvalidEvent as error:
        return Entry(record=record, unreadable=error.reason)
    return Entry(record=record, event=delivered.event, event_id=delivered.event_id, time_ms=delivered.time_ms)


def _records(reader: LogReader, topics: Sequence[str], key: bytes) -> list[Record]:
    partition = reader.partition_of(topics[0], key)
    return [record for record in reader.read(topics, [partition]) if record.key == key]
