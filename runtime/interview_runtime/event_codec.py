"""Why: an event is sealed on its way to any log and opened on its way back, so that no caller can forget it."""

import os
from typing import Generic, TypeVar

import msgspec

from interview_runtime.bus import OutRecord, Record
from interview_runtime.clock import Clock
from interview_runtime.keys import KeyDestroyed, KeyPort, KeyUnknown, seal, unseal
from interview_schemas import codec
from interview_schemas.envelope import Envelope, from_headers
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import Event
from interview_schemas.registry import topic_of
from interview_schemas.topics import TOPICS

EventT = TypeVar("EventT", bound=Event)


class Redacted(Exception):
    """The record's key was destroyed: acknowledge it and go on."""


class Delivered(msgspec.Struct, Generic[EventT], frozen=True, kw_only=True):
    """An event and where it stands; `time_ms` is when it was made, `stored_ms` when the broker took it."""

    event: EventT
    envelope: Envelope
    partition: int
    offset: int
    stored_ms: int

    @property
    def event_id(self) -> str:
        """The CloudEvents id."""
        return self.envelope.id

    @property
    def time_ms(self) -> int:
        """When the event was made, Unix milliseconds."""
        return self.envelope.time_ms


class EventCodec:
    """Events to records and back, for one service. `prefix` isolates a replay's topics from the live ones."""

    def __init__(self, keys: KeyPort, clock: Clock, source: str, prefix: str = "") -> None:
        self._keys = keys
        self._clock = clock
        self._source = source
        self.prefix = prefix

    async def encode(self, event: Event, cause: Envelope | None = None) -> OutRecord:
        """Raises KeyDestroyed, KeyUnknown or Unavailable where a sealed topic's key can't be had."""
        topic = topic_of(event)
        trace = cause.traceparent if cause is not None and cause.traceparent else new_traceparent()
        envelope = codec.envelope(event, source=self._source, time_ms=self._clock.now_ms(), traceparent=trace)
        value = codec.encode(event)
        if TOPICS[topic].sealed:
            envelope = msgspec.structs.replace(envelope, key_id=event.interview_id)
            value = seal(await self._keys.get(event.interview_id), value, _context(envelope, topic))
        key = event.interview_id.encode()
        return OutRecord(topic=self.prefix + topic, key=key, value=value, headers=envelope.to_headers())

    async def decode(self, record: Record) -> Delivered[Event]:
        """Raises InvalidEvent, Redacted, or Unavailable."""
        topic = record.topic.removeprefix(self.prefix)
        envelope = from_headers(record.headers)
        if record.key != envelope.subject.encode():
            raise InvalidEvent("wrong_key")
        value = await self._open(record.value, envelope, topic) if TOPICS[topic].sealed else record.value
        event = codec.decode(envelope, value, topic=topic)
        return Delivered(
            event=event,
            envelope=envelope,
            partition=record.partition,
            offset=record.offset,
            stored_ms=record.timestamp_ms,
        )

    async def _open(self, value: bytes, envelope: Envelope, topic: str) -> bytes:
        if envelope.key_id != envelope.subject:
            raise InvalidEvent("not_unsealable", "key_id")
        try:
            plaintext = unseal(await self._keys.get(envelope.subject), value, _context(envelope, topic))
        except KeyDestroyed:
            raise Redacted from None
        except KeyUnknown:
            raise InvalidEvent("not_unsealable", "unknown key") from None
        if plaintext is None:
            raise InvalidEvent("not_unsealable")
        return plaintext


def _context(envelope: Envelope, topic: str) -> bytes:
    return f"{envelope.id}\n{topic}".encode()


def new_traceparent() -> str:
    """A W3C trace context for work that nothing caused."""
    return f"00-{os.urandom(16).hex()}-{os.urandom(8).hex()}-01"
