"""Why: what a browser sends to the gateway, built from the same words in every test."""

import json
import struct

from ingest_gateway.session.frames import AUDIO, JPEG, Frame, encode

SAMPLES_100_MS = 1_600
_CYCLE = 30_000
_RAMP = struct.pack(f"<{_CYCLE}h", *range(_CYCLE))


def pcm(start_sample: int, samples: int) -> bytes:
    """Sound whose every sample says where it stands, so that a lost or doubled one shows."""
    first = start_sample % _CYCLE
    cycles = _RAMP * (1 + (first + samples) // _CYCLE)
    return cycles[first * 2 : (first + samples) * 2]


def audio(start_sample: int, samples: int = SAMPLES_100_MS, *, seq: int = 0, captured_at_ms: int = 0) -> bytes:
    """A binary audio message."""
    at_ms = captured_at_ms or 1_700_000_000_000 + start_sample // 16
    return encode(Frame(AUDIO, seq, start_sample, at_ms, pcm(start_sample, samples)))


def jpeg(seq: int = 0, size: int = 100) -> bytes:
    """A binary camera frame."""
    return encode(Frame(JPEG, seq, 0, 1_700_000_000_000, b"\xff\xd8" + bytes(size)))


def hello(client_id: str = "tab-1", **fields: object) -> str:
    """The first message."""
    return json.dumps({"type": "hello", "version": 1, "client_id": client_id} | fields)


def missing(from_sample: int, to_sample: int) -> str:
    """These samples are gone."""
    return json.dumps({"type": "samples-missing", "from_sample": from_sample, "to_sample": to_sample})


def command(name: str, command_id: str = "c1", **fields: object) -> str:
    """A command."""
    return json.dumps({"type": "command", "command_id": command_id, "command": name} | fields)
