"""Why: spans partition the sample axis, so that each sample ends in exactly one accepted final or silence."""

from typing import ClassVar, Literal

import msgspec

from interview_schemas.events.base import Event
from interview_schemas.events.lifecycle import Language

CutReason = Literal["silence", "forced_length", "boundary", "stalled", "missing"]


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """A word as recognised, at absolute sample positions; `confidence` is the model's probability, 0..1."""

    text: str
    start_sample: int
    end_sample: int
    confidence: float


class TranscriptPartial(Event, frozen=True, kw_only=True):
    """Words so far of an open utterance; display only, replaced by the final of the same `segment_id`."""

    identity: ClassVar[tuple[str, ...]] = ("segment_id", "rev")

    segment_id: str
    rev: int
    from_sample: int
    start_sample: int
    end_sample: int
    stable_text: str
    tentative_text: str


class Span(Event, frozen=True, kw_only=True):
    """Samples `from_sample` up to, not including, `to_sample`; accepted only where `from_sample` is the cursor."""

    identity: ClassVar[tuple[str, ...]] = ("from_sample",)

    segment_id: str
    from_sample: int
    to_sample: int
    cut: CutReason


class SegmentFinal(Span, frozen=True, kw_only=True):
    """A span with speech and the words in it; `speech_start_sample` is where the voice set in."""

    speech_start_sample: int
    speech_end_sample: int
    text: str
    words: tuple[Word, ...]
    confidence: float
    language: Language
    model: str


class SegmentNoSpeech(Span, frozen=True, kw_only=True):
    """A span without words; its end is the watermark."""
