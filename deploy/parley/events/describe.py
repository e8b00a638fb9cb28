"""Why: an event is shown without its media, whose bytes tell a reader nothing."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from interview_schemas.events import Event, MediaEvent
from interview_schemas.registry import event_type
from parley.events.log import Entry

_SAMPLES: Final = ("from_sample", "start_sample", "to_sample", "end_sample")
_SHOWN: Final = ("text", "cause", "reason", "stage_id", "ordinal", "question_id", "command_id")
_LONGEST: Final = 90


def as_json(entry: Entry) -> dict[str, Any]:
    """One line of `parley events --json`."""
    return {
        "time_ms": entry.time_ms,
        "stored_ms": entry.record.timestamp_ms,
        "topic": entry.record.topic,
        "partition": entry.record.partition,
        "offset": entry.record.offset,
        "type": event_type(type(entry.event)) if entry.event is not None else None,
        "event_id": entry.event_id,
        "bytes": len(entry.record.value),
        "event": content(entry.event) if entry.event is not None else None,
        **({"unreadable": entry.unreadable} if entry.unreadable else {}),
    }


def content(event: Event) -> dict[str, Any]:
    """The event's fields; of media the size only."""
    fields: dict[str, Any] = {name: getattr(event, name) for name in event.__struct_fields__}
    if isinstance(event, MediaEvent):
        fields["media"] = f"{len(event.media)} bytes"
    built: dict[str, Any] = msgspec.to_builtins(fields)
    return built


def lines(entries: Iterable[Entry]) -> Iterator[str]:
    """For a person; columns without a frame, so that they can be searched."""
    for entry in entries:
        where = f"{entry.record.partition}/{entry.record.offset}"
        name = type(entry.event).__name__ if entry.event is not None else "?"
        yield f"{clock(entry.record.timestamp_ms)}  {entry.record.topic:<20} {where:>8}  {name:<20} {_what(entry)}"


def clock(unix_ms: int) -> str:
    """Hours to milliseconds, UTC."""
    return datetime.fromtimestamp(unix_ms / 1000, UTC).strftime("%H:%M:%S.%f")[:-3]


def _what(entry: Entry) -> str:
    if entry.event is None:
        return f"not readable: {entry.unreadable}"
    fields = content(entry.event)
    said = str(fields["media"]) if isinstance(entry.event, MediaEvent) else _said(fields)
    words = f"{_samples(fields)}{said}"
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _samples(fields: dict[str, Any]) -> str:
    found = [str(fields[name]) for name in _SAMPLES if fields.get(name) is not None]
    return f"[{'..'.join(dict.fromkeys((found[0], found[-1])))}] " if found else ""


def _said(fields: dict[str, Any]) -> str:
    if "tentative_text" in fields:
        return f"{fields['stable_text']} | {fields['tentative_text']}"
    return next((str(fields[name]) for name in _SHOWN if fields.get(name) not in {None, ""}), "")
