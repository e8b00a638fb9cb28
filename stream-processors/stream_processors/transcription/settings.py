"""Why: every figure that shapes a caption stands in one place, with its unit."""

from dataclasses import dataclass
from typing import Final

SAMPLES_PER_MS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptionOptions:
    """How speech is cut, decoded and bounded."""

    vad_onset: float = 0.5
    vad_offset: float = 0.35
    vad_silence_ms: int = 600
    long_speech_ms: int = 7_000
    long_speech_silence_ms: int = 224
    vad_pad_ms: int = 250
    min_speech_ms: int = 96
    forced_cut_ms: int = 15_000
    forced_cut_search_ms: int = 4_000
    silence_span_ms: int = 2_000
    stall_ms: int = 2_000
    interim_interval_ms: int = 800
    interim_interval_min_ms: int = 700
    interim_interval_max_ms: int = 1_000
    interim_settle_ms: int = 192
    stream_backlog_ms: int = 30_000
    worker_backlog_ms: int = 600_000
    idle_forget_ms: int = 300_000
    decode_threads: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WhisperOptions:
    """Which weights run, and on what; `model_path` empty means the verified packaged weights."""

    model_path: str = ""
    model_name: str = "whisper-base"
    cache_path: str = ""
    allow_hub: bool = False
    hub_repository: str = ""
    device: str = "cpu"
    compute_type: str = "int8"
    cpu_threads: int = 1
    interim_padding_ms: int = 2_000
    final_padding_ms: int = 5_000
    final_beam: int = 5
