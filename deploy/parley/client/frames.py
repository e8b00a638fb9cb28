"""Why: audio goes up as binary messages whose header docs/protocol.md lays out byte by byte."""

import struct
from typing import Final

BYTES_PER_SAMPLE: Final = 2
SAMPLE_RATE_HZ: Final = 16_000
MESSAGE_SAMPLES: Final = 1_600  # 100 ms
MAX_PCM_BYTES: Final = 12_800
_HEADER: Final = struct.Struct("<BBHIQQ")
_VERSION: Final = 1
_AUDIO: Final = 1


class PcmTooLong(ValueError):
    """More than 400 ms in one message."""


def audio_message(seq: int, start_sample: int, captured_at_ms: int, pcm: bytes) -> bytes:
    """One message; `seq` counts from 0 in each connection, `start_sample` from the interview's first sample."""
    if len(pcm) > MAX_PCM_BYTES:
        raise PcmTooLong(len(pcm))
    return _HEADER.pack(_VERSION, _AUDIO, 0, seq, start_sample, captured_at_ms) + pcm
