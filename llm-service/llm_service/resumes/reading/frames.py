"""Why: the service and its sandbox speak in whole messages, in a form that can only be data."""

import struct
from typing import Final

import msgspec

from interview_schemas.events import RejectReason
from llm_service.resumes.ports import Reading

LENGTH: Final = struct.Struct(">I")
MAX_ANSWER_BYTES: Final = 4 * 1024 * 1024


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly one of the two."""

    reading: Reading | None = None
    reason: RejectReason | None = None


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Answer)
DAMAGED: Final = Answer(reason="damaged")


def encode(answer: Answer) -> bytes:
    """The bytes of an answer."""
    return _ENCODER.encode(answer)


def decode(content: bytes) -> Answer:
    """What a child says is checked like any input: nonsense counts as damage."""
    try:
        answer = _DECODER.decode(content)
    except msgspec.DecodeError:
        return DAMAGED
    return answer if (answer.reading is None) != (answer.reason is None) else DAMAGED


def framed(content: bytes) -> bytes:
    """With its length in front."""
    return LENGTH.pack(len(content)) + content
