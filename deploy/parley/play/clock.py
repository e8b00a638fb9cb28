"""Why: what was shown when is told on the recording's own clock, so that delays can be read off its words."""

from dataclasses import dataclass
from typing import Final

SAMPLES_PER_MS: Final = 16


@dataclass(frozen=True, slots=True)
class Spoken:
    """An answer that began with `start_sample` at `began_s` on a monotonic clock, played at `speed`."""

    start_sample: int
    began_s: float
    speed: float

    def at(self, now_s: float) -> int:
        """Milliseconds on the recording's clock; it runs on when the answer has ended."""
        return self.start_sample // SAMPLES_PER_MS + round((now_s - self.began_s) * 1000 * self.speed)


class RecordingClock:
    """Stands at the start until the first answer; each answer sets it to its own place in the recording."""

    def __init__(self) -> None:
        self._spoken: list[Spoken] = []

    def begin(self, start_sample: int, now_s: float, speed: float) -> None:
        """An answer begins."""
        self._spoken.append(Spoken(start_sample, now_s, speed))

    def shown_at_ms(self, now_s: float, sample: int | None = None) -> int:
        """Now, as seen from the answer that holds `sample`, else from the latest one."""
        if not self._spoken:
            return 0
        begun = [spoken for spoken in self._spoken if sample is None or spoken.start_sample <= sample]
        return (begun or self._spoken)[-1].at(now_s)
