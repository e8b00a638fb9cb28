"""Why: one place turns an event into a record's parts and back; sealing happens outside, on the bytes."""

import msgspec

from interview_schemas.envelope import Envelope
from interview_schemas.errors import InvalidEvent
from interview_schemas.events.base import Event, MediaEvent
from interview_schemas.registry import EVENT_TYPES, event_id, event_type, topic_of

_ENCODER = msgspec.msgpack.Encoder()
_DECODERS = {name: msgspec.msgpack.Decoder(cls) for name, cls in EVENT_TYPES.items()}
_MEDIA_FIELD = "media"
# msgspec lets two errors of its input through: text that is not UTF-8, and nesting without end.
_UNREADABLE = (msgspec.DecodeError, ValueError, OverflowError, RecursionError)


def encode(event: Event) -> bytes:
    """The record's value: msgpack of the struct, or the raw media bytes."""
    return event.media if isinstance(event, MediaEvent) else _ENCODER.encode(event)


def envelope(event: Event, *, source: str, time_ms: int, traceparent: str | None = None) -> Envelope:
    """The headers' content for `event`; a media event's other fields become extensions."""
    return Envelope(
        id=event_id(event),
        type=event_type(type(event)),
        source=source,
        time_ms=time_ms,
        subject=event.interview_id,
        traceparent=traceparent,
        extensions=_media_fields(event) if isinstance(event, MediaEvent) else {},
    )


def decode(envelope: Envelope, value: bytes, *, topic: str) -> Event:
    """Raises InvalidEvent for an unknown type, a type of another topic, or a value that is not this event."""
    cls = EVENT_TYPES.get(envelope.type)
    if cls is None:
        raise InvalidEvent("unknown_type")
    if topic_of(cls) != topic:
        raise InvalidEvent("wrong_topic")
    event = _decode_media(cls, envelope, value) if issubclass(cls, MediaEvent) else _decode_struct(envelope.type, value)
    if event.interview_id != envelope.subject:
        raise InvalidEvent("wrong_key")
    if event_id(event) != envelope.id:
        raise InvalidEvent("id_mismatch")
    return event


def _decode_struct(name: str, value: bytes) -> Event:
    try:
        return _DECODERS[name].decode(value)
    except _UNREADABLE:
        raise InvalidEvent("not_decodable") from None


def _decode_media(cls: type[MediaEvent], envelope: Envelope, value: bytes) -> Event:
    fields = {**envelope.extensions, "interview_id": envelope.subject, _MEDIA_FIELD: value}
    try:
        return msgspec.convert(fields, cls, strict=False)
    except _UNREADABLE:
        raise InvalidEvent("not_decodable") from None


def _media_fields(event: MediaEvent) -> dict[str, str]:
    names = (name for name in event.__struct_fields__ if name not in {"interview_id", _MEDIA_FIELD})
    return {name: str(getattr(event, name)) for name in names}
