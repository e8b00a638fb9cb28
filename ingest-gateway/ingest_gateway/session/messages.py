"""Why: the JSON half of the protocol as types, so that what is not one of them is refused in one place."""

from typing import Annotated, Final, Literal

import msgspec

from ingest_gateway.problems import MAX_MESSAGE_BYTES, TOO_LARGE, Problem, bad_message
from interview_schemas.events import SAMPLE_RATE_HZ

PROTOCOL_VERSION: Final = 1
MAX_UNACKNOWLEDGED_SAMPLES: Final = 600 * SAMPLE_RATE_HZ

Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=128, pattern=r"^[!-~]+\Z")]
Sample = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Scope = Literal["interview", "camera"]
CommandName = Literal[
    "start-interview",
    "finish-answer",
    "skip-question",
    "repeat-question",
    "pause-interview",
    "resume-interview",
    "end-interview",
    "give-consent",
    "withdraw-consent",
]


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="hello"):
    """The first message of a browser."""

    version: int
    client_id: Identifier
    takeover: bool = False


class Missing(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="samples-missing"):
    """The browser no longer has these samples."""

    from_sample: Sample
    to_sample: Sample


class Asked(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="command"):
    """What the candidate wants; which fields must be there depends on `command`."""

    command_id: Identifier
    command: CommandName
    question_id: Identifier | None = None
    end_sample: Sample | None = None
    scope: Scope | None = None
    text_version: Identifier | None = None


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="hello"):
    """The answer to hello: send audio from `next_sample` on."""

    version: int = PROTOCOL_VERSION
    interview_id: str
    epoch: int
    next_sample: int
    sample_rate: int = SAMPLE_RATE_HZ
    max_unacknowledged_samples: int = MAX_UNACKNOWLEDGED_SAMPLES


class Ack(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="ack"):
    """Every sample below is in Kafka."""

    next_sample: int


class CommandAck(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="command-ack"):
    """The command is in Kafka."""

    command_id: str


class LogState(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="state"):
    """The log does not answer; what was sent is kept, and the next ack ends the waiting."""

    log: Literal["waiting"]


UpMessage = Hello | Missing | Asked
DownMessage = Welcome | Ack | CommandAck | LogState | Problem
_DECODER: Final[msgspec.json.Decoder[UpMessage]] = msgspec.json.Decoder(UpMessage)
_ENCODER: Final = msgspec.json.Encoder()


def decode(text: str) -> UpMessage | Problem:
    """The message, or what is wrong with it."""
    if len(text) > MAX_MESSAGE_BYTES:
        return TOO_LARGE
    try:
        return _DECODER.decode(text)
    except msgspec.ValidationError as error:
        return bad_message(f"{error}. See docs/protocol.md for the messages.")
    except (msgspec.DecodeError, UnicodeEncodeError):
        return bad_message("A text message is one JSON object; audio goes up as binary messages.")


def encode(message: DownMessage) -> str:
    """As the browser reads it."""
    return _ENCODER.encode(message).decode()
