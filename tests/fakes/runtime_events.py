"""Why: runtime tests need events of a sealed and of an open topic, and records of them, in a line each."""

import msgspec

from interview_runtime.bus import OutRecord, Record
from interview_runtime.clock import Clock, VirtualClock
from interview_runtime.event_codec import EventCodec
from interview_runtime.keys import KeyPort, MemoryKeys
from interview_schemas.events import StartInterview, TranscriptPartial
from interview_schemas.ids import segment_id

INTERVIEW = "i-1"
OPEN_TOPIC = "interview-commands"
SEALED_TOPIC = "transcript-partials"


def command(name: str | int, interview_id: str = INTERVIEW) -> StartInterview:
    """An event of an open topic; its name is its identity."""
    return StartInterview(interview_id=interview_id, command_id=str(name))


def said(text: str, interview_id: str = INTERVIEW, rev: int = 0) -> TranscriptPartial:
    """An event of a sealed topic."""
    return TranscriptPartial(
        interview_id=interview_id,
        segment_id=segment_id(interview_id, 0),
        rev=rev,
        from_sample=0,
        start_sample=0,
        end_sample=16_000,
        stable_text=text,
        tentative_text="",
    )


def stored(record: OutRecord, offset: int = 0, partition: int = 0) -> Record:
    """The record as it would be read back."""
    return Record(
        topic=record.topic,
        partition=partition,
        offset=offset,
        timestamp_ms=1,
        key=record.key,
        value=record.value,
        headers=dict(record.headers),
    )


def changed(record: Record, **parts: object) -> Record:
    """The record with other parts."""
    return msgspec.structs.replace(record, **parts)


async def keys_for(*interviews: str) -> MemoryKeys:
    """Keys of these interviews."""
    keys = MemoryKeys()
    for interview in interviews:
        await keys.create(interview)
    return keys


def codec_with(keys: KeyPort, clock: Clock | None = None, prefix: str = "") -> EventCodec:
    """A codec of a service named test."""
    return EventCodec(keys, clock or VirtualClock(), "test", prefix)
