"""Why: audio and what bounds it share one partition, so that their order is the order in which they happened."""

from typing import ClassVar, Literal

from interview_schemas.events.base import Event, MediaEvent

SAMPLE_RATE_HZ = 16_000
BYTES_PER_SAMPLE = 2


class AudioChunk(MediaEvent, frozen=True, kw_only=True):
    """PCM16 little-endian mono at 16 kHz.

    `start_sample` is the absolute position in the interview and the only identity of audio. `epoch` numbers the
    candidate's connections; `captured_at_ms` is the browser's clock when the first sample was captured.
    """

    identity: ClassVar[tuple[str, ...]] = ("start_sample", "epoch")

    start_sample: int
    epoch: int
    captured_at_ms: int

    @property
    def end_sample(self) -> int:
        """The sample after the last one."""
        return self.start_sample + len(self.media) // BYTES_PER_SAMPLE


class AnswerBoundary(Event, frozen=True, kw_only=True):
    """The candidate's answer ends before `end_sample`; every sample below it stands earlier in the log."""

    identity: ClassVar[tuple[str, ...]] = ("question_id",)

    question_id: str
    end_sample: int
    cause: Literal["finish", "skip", "end"] = "finish"


class SamplesMissing(Event, frozen=True, kw_only=True):
    """Samples `from_sample` up to, not including, `to_sample` are gone from the browser and will never come."""

    identity: ClassVar[tuple[str, ...]] = ("from_sample", "to_sample")

    from_sample: int
    to_sample: int
    epoch: int
