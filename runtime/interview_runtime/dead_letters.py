"""Why: a record that can't be handled is put aside as it came, still sealed, with the reason beside it."""

import traceback
from typing import Protocol

from interview_runtime import metrics
from interview_runtime.bus import Bus, OutRecord, Record
from interview_schemas.errors import InvalidEvent, Reason


class DeadLetters(Protocol):
    """Where bad records go."""

    async def put(self, record: Record, error: Exception) -> None:
        """Return once the record is stored aside."""
        ...


class DeadLetterTopic:
    """Writes `<topic>-dlq`. Headers tell the reason, service, exception type and code location, never a message."""

    def __init__(self, bus: Bus, service: str) -> None:
        self._bus = bus
        self._service = service

    async def put(self, record: Record, error: Exception) -> None:
        """Return once the record is stored aside."""
        reason = reason_of(error)
        headers = {
            "dlq_reason": reason,
            "dlq_service": self._service,
            "dlq_exception": type(error).__name__,
            "dlq_location": location_of(error),
            "dlq_origin": f"{record.topic}/{record.partition}/{record.offset}",
        }
        aside = record.headers | {name: value.encode() for name, value in headers.items()}
        await self._bus.send(OutRecord(topic=f"{record.topic}-dlq", key=record.key, value=record.value, headers=aside))
        metrics.RECORDS_DEAD.labels(record.topic, reason).inc()


def reason_of(error: Exception) -> Reason | str:
    """The reason code of a dead letter."""
    return error.reason if isinstance(error, InvalidEvent) else "handler_failed"


def location_of(error: Exception) -> str:
    """File and line where it was raised, without a word of its message."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "unknown"
    module = frames[-1].filename.replace("\\", "/").rsplit("/", 2)[-2:]
    return f"{'/'.join(module)}:{frames[-1].lineno}"
