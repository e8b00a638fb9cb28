"""Why: the binary header is the one part of the protocol that is not JSON; it is read and written here only."""

import struct
from typing import Final

import msgspec

from ingest_gateway.problems import MAX_MESSAGE_BYTES, TOO_LARGE, VERSION, Problem, bad_message
from interview_schemas.events import BYTES_PER_SAMPLE, SAMPLE_RATE_HZ

HEADER: Final = struct.Struct("<BBHIQQ")
FRAME_VERSION: Final = 1
AUDIO: Final = 1
JPEG: Final = 2
MAX_AUDIO_BYTES: Final = SAMPLE_RATE_HZ * BYTES_PER_SAMPLE * 400 // 1000
MAX_EXACT: Final = 2**53  # what a browser's number holds exactly
_JPEG_START: Final = b"\xff\xd8"


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One binary message, checked."""

    kind: int
    seq: int
    start_sample: int
    captured_at_ms: int
    payload: bytes


def encode(frame: Frame) -> bytes:
    """As a browser sends it."""
    header = HEADER.pack(FRAME_VERSION, frame.kind, 0, frame.seq, frame.start_sample, frame.captured_at_ms)
    return header + frame.payload


def decode(data: bytes) -> Frame | Problem:
    """The frame, or what is wrong with it."""
    if len(data) > MAX_MESSAGE_BYTES:
        return TOO_LARGE
    if data and data[0] != FRAME_VERSION:
        return VERSION
    if len(data) <= HEADER.size:
        return bad_message(f"A binary message is a header of {HEADER.size} bytes and a payload; it has {len(data)}.")
    _, kind, reserved, seq, start_sample, captured_at_ms = HEADER.unpack_from(data)
    if reserved or start_sample > MAX_EXACT or captured_at_ms > MAX_EXACT:
        return bad_message("A header field is out of range: reserved is 0, samples and times are below 2**53.")
    fault = _payload_fault(kind, data)
    return bad_message(fault) if fault else Frame(kind, seq, start_sample, captured_at_ms, data[HEADER.size :])


def _payload_fault(kind: int, data: bytes) -> str:
    size = len(data) - HEADER.size
    if kind == AUDIO:
        if size % BYTES_PER_SAMPLE:
            return f"PCM16 has an even number of bytes; this message has {size}."
        return f"Audio has at most {MAX_AUDIO_BYTES} bytes a message; got {size}." if size > MAX_AUDIO_BYTES else ""
    if kind == JPEG:
        return "" if data.startswith(_JPEG_START, HEADER.size) else "A frame of kind 2 is a JPEG."
    return f"Kind {kind} is unknown: 1 is audio, 2 is a JPEG frame."
