"""Why: every record carries the same CloudEvents headers (binary mode), so that any tool can route it unopened."""

from datetime import UTC, datetime, timedelta

import msgspec

from interview_schemas.errors import InvalidEvent

Headers = dict[str, bytes]
SPEC_VERSION = "1.0"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """CloudEvents context attributes of one record; `time_ms` is Unix time, `key_id` names the sealing key."""

    id: str
    type: str
    source: str
    time_ms: int
    subject: str
    traceparent: str | None = None
    key_id: str | None = None
    extensions: dict[str, str] = {}

    def to_headers(self) -> Headers:
        """Kafka headers as in the CloudEvents Kafka binding, `ce_` prefixed."""
        headers = {
            "ce_specversion": SPEC_VERSION,
            "ce_id": self.id,
            "ce_type": self.type,
            "ce_source": self.source,
            "ce_time": _rfc3339(self.time_ms),
            "ce_subject": self.subject,
            "ce_dataschema": f"events/{self.type}.schema.json",
        }
        optional = {"traceparent": self.traceparent, "key_id": self.key_id}
        headers |= {name: value for name, value in optional.items() if value is not None}
        headers |= {f"x_{name}": value for name, value in self.extensions.items()}
        return {name: value.encode() for name, value in headers.items()}


def from_headers(headers: Headers) -> Envelope:
    """Raises InvalidEvent(missing_header) where a required attribute is absent or not text."""
    try:
        text = {name: value.decode() for name, value in headers.items()}
        return Envelope(
            id=text["ce_id"],
            type=text["ce_type"],
            source=text["ce_source"],
            time_ms=_time_ms(text["ce_time"]),
            subject=text["ce_subject"],
            traceparent=text.get("traceparent"),
            key_id=text.get("key_id"),
            extensions={name[2:]: value for name, value in text.items() if name.startswith("x_")},
        )
    except KeyError as missing:
        raise InvalidEvent("missing_header", str(missing.args[0])) from None
    except ValueError:  # not UTF-8, or not a time
        raise InvalidEvent("missing_header", "not readable") from None


def _rfc3339(time_ms: int) -> str:
    return (_EPOCH + time_ms * _MILLISECOND).isoformat(timespec="milliseconds")


def _time_ms(text: str) -> int:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return (moment - _EPOCH) // _MILLISECOND
