"""Why: which records are kept in Postgres, and as what row, is decided without touching either server."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from interview_schemas.envelope import Envelope, Headers
from interview_schemas.errors import InvalidEvent
from interview_schemas.topics import TOPICS, Topic

MAX_INTERVIEW_ID: Final = 200  # an index of Postgres takes no key beyond 2.7 kB
_MEDIA: Final = frozenset({"audio-chunks", "video-frames"})


class EventRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of `events`; `value` is as it stands on the log, `headers` are JSON text."""

    event_id: str
    interview_id: str
    topic: str
    partition: int
    log_offset: int
    type: str
    stored_ms: int
    headers: str
    value: bytes


class Place(msgspec.Struct, frozen=True):
    """Where a record stands, and when the broker took it."""

    topic: str
    partition: int
    offset: int
    stored_ms: int


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What one transaction writes: rows, and the next offset of each topic and partition that was read."""

    rows: tuple[EventRow, ...]
    next_offsets: Mapping[tuple[str, int], int]


def projected_topics(prefix: str = "") -> tuple[str, ...]:
    """Every topic that is kept for ever and carries no media."""
    return tuple(prefix + topic.name for topic in TOPICS.values() if is_projected(topic))


def is_projected(topic: Topic) -> bool:
    """Permanent, seen by more than a screen, and not media."""
    return topic.retention_ms < 0 and not topic.display_only and topic.name not in _MEDIA


def event_row(envelope: Envelope, place: Place, headers: Headers, value: bytes) -> EventRow:
    """Raises InvalidEvent for attributes that Postgres can't hold."""
    text = {name: content.decode() for name, content in headers.items()}
    if any("\x00" in name or "\x00" in content for name, content in text.items()):
        raise InvalidEvent("contract", "a header with a zero byte")
    if len(envelope.subject) > MAX_INTERVIEW_ID:
        raise InvalidEvent("contract", "interview_id is too long")
    return EventRow(
        event_id=envelope.id,
        interview_id=envelope.subject,
        topic=place.topic,
        partition=place.partition,
        log_offset=place.offset,
        type=envelope.type,
        stored_ms=place.stored_ms,
        headers=msgspec.json.encode(text).decode(),
        value=value,
    )


def batch(rows: Iterable[EventRow], read: Iterable[Place]) -> Batch:
    """Rows by first appearance of their id; the offsets count what was skipped or put aside too."""
    first: dict[str, EventRow] = {}
    for row in rows:
        first.setdefault(row.event_id, row)
    next_offsets: dict[tuple[str, int], int] = {}
    for place in read:
        where = (place.topic, place.partition)
        next_offsets[where] = max(place.offset + 1, next_offsets.get(where, 0))
    return Batch(rows=tuple(first.values()), next_offsets=next_offsets)
