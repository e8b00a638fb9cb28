"""Why: only audio that is not in a span yet is held in memory, addressed by absolute sample."""

import numpy as np

from interview_schemas.events.audio import BYTES_PER_SAMPLE
from stream_processors.transcription.ports import Pcm


class AudioBuffer:
    """PCM16 from sample `start` up to, not including, `end`."""

    def __init__(self, start: int) -> None:
        self.start = start
        self._bytes = bytearray()

    @property
    def end(self) -> int:
        """The next expected sample."""
        return self.start + len(self._bytes) // BYTES_PER_SAMPLE

    def append(self, pcm: bytes | memoryview) -> None:
        """Add samples that follow `end`."""
        self._bytes += pcm

    def slice(self, from_sample: int, to_sample: int) -> Pcm:
        """A copy of the samples."""
        begin = (from_sample - self.start) * BYTES_PER_SAMPLE
        end = (to_sample - self.start) * BYTES_PER_SAMPLE
        return np.frombuffer(bytes(self._bytes[begin:end]), dtype="<i2").astype(np.int16, copy=False)

    def drop_below(self, sample: int) -> None:
        """Forget the samples below `sample`; beyond `end`, go on from there."""
        del self._bytes[: max(0, sample - self.start) * BYTES_PER_SAMPLE]
        self.start = max(self.start, sample)
