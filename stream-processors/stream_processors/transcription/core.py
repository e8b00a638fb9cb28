"""Why: where one span ends and the next begins is decided here alone, on sample positions and voice probabilities."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from interview_schemas.events.transcript import CutReason
from stream_processors.transcription.settings import SAMPLES_PER_MS, TranscriptionOptions

WINDOW_SAMPLES: Final = 512


@dataclass(frozen=True, slots=True)
class CloseSpeech:
    """The samples hold speech and wait for their text."""

    from_sample: int
    to_sample: int
    speech_start: int
    speech_end: int
    cut: CutReason


@dataclass(frozen=True, slots=True)
class CloseSilence:
    """The samples hold no speech."""

    from_sample: int
    to_sample: int
    cut: CutReason


@dataclass(frozen=True, slots=True)
class InterimDue:
    """The open utterance is worth a look; `rev` follows from the positions, so a replay counts alike."""

    from_sample: int
    rev: int
    start_sample: int
    end_sample: int


Decision: TypeAlias = CloseSpeech | CloseSilence | InterimDue


@dataclass(frozen=True, slots=True)
class _Window:
    start: int
    end: int
    probability: float
    voiced: bool


class SpanCutter:
    """Cuts one interview's samples into spans: each begins where the one before it ended."""

    def __init__(self, cursor: int, options: TranscriptionOptions) -> None:
        self.cursor = cursor
        self.heard = cursor
        self.interim_samples = options.interim_interval_ms * SAMPLES_PER_MS
        self._options = options
        self._windows: list[_Window] = []
        self._interim_end = cursor

    @property
    def speaking(self) -> bool:
        """Whether an utterance is open."""
        return any(window.voiced for window in self._windows)

    def voice(self, window_start: int, probability: float) -> list[Decision]:
        """Hear the window of 512 samples at `window_start`; one that was heard before changes nothing."""
        if window_start < self.heard:
            return []
        decisions = self.missing(self.heard, window_start) if window_start > self.heard else []
        self._hear(window_start, window_start + WINDOW_SAMPLES, probability)
        return [*decisions, *self._onset(), *self._progress()]

    def boundary(self, end_sample: int) -> list[Decision]:
        """Close everything below `end_sample` exactly there."""
        self._absorb(end_sample)
        decisions = self.missing(self.heard, end_sample) if end_sample > self.heard else []
        return [*decisions, *self._close(end_sample, "boundary")]

    def missing(self, from_sample: int, to_sample: int) -> list[Decision]:
        """Close what was heard, and then what will never come, up to `to_sample`."""
        if to_sample <= self.heard:
            return []
        self._absorb(from_sample)
        decisions = self._close(self.heard, "missing" if self.speaking else "silence")
        if to_sample > self.heard:
            decisions.append(CloseSilence(self.heard, to_sample, "missing"))
            self._restart(to_sample)
        return decisions

    def stalled(self, end_sample: int) -> list[Decision]:
        """No new samples come for now: close everything that arrived, up to `end_sample`."""
        self._absorb(end_sample)
        return self._close(self.heard, "stalled")

    def _absorb(self, end_sample: int) -> None:
        """Take a tail that is shorter than a window as it is: it can't be heard on its own."""
        if self.heard < end_sample < self.heard + WINDOW_SAMPLES:
            self._windows.append(_Window(self.heard, end_sample, 0.0, voiced=False))
            self.heard = end_sample

    def _hear(self, start: int, end: int, probability: float) -> None:
        options = self._options
        open_voice = bool(self._windows) and self._windows[-1].voiced
        threshold = options.vad_offset if open_voice else options.vad_onset
        self._windows.append(_Window(start, end, probability, voiced=probability >= threshold))
        self.heard = end

    def _restart(self, cursor: int) -> None:
        self.cursor = self.heard = self._interim_end = cursor
        self._windows = []

    def _close(self, to_sample: int, cut: CutReason) -> list[Decision]:
        """Close `cursor` up to `to_sample`, which was heard; what lies beyond opens the next span."""
        if to_sample <= self.cursor:
            return []
        voiced = [window for window in self._windows if window.voiced and window.start < to_sample]
        decision: Decision = CloseSilence(self.cursor, to_sample, cut)
        if sum(window.end - window.start for window in voiced) >= self._options.min_speech_ms * SAMPLES_PER_MS:
            end = min(voiced[-1].end, to_sample)
            decision = CloseSpeech(self.cursor, to_sample, voiced[0].start, end, cut)
        self._windows = [
            _Window(max(window.start, to_sample), window.end, window.probability, window.voiced)
            for window in self._windows
            if window.end > to_sample
        ]
        self.cursor = to_sample
        self._interim_end = max(self._interim_end, to_sample)
        return [decision]

    def _voiced(self) -> tuple[int, int, int] | None:
        voiced = [window for window in self._windows if window.voiced]
        if not voiced:
            return None
        return voiced[0].start, voiced[-1].end, sum(window.end - window.start for window in voiced)

    def _onset(self) -> list[Decision]:
        """Silence before an utterance is a span of its own, short of a pad that keeps soft first sounds."""
        first = next((window.start for window in self._windows if window.voiced), None)
        pad = self._options.vad_pad_ms * SAMPLES_PER_MS
        return [] if first is None else self._close(first - pad, "silence")

    def _progress(self) -> list[Decision]:
        options, voiced = self._options, self._voiced()
        padded = self.heard - options.vad_pad_ms * SAMPLES_PER_MS
        if voiced is None:
            due = self.heard - self.cursor >= options.silence_span_ms * SAMPLES_PER_MS
            return self._close(padded, "silence") if due else []
        _, voice_end, _ = voiced
        if self.heard - voice_end >= self._rest_samples():
            return self._close(max(voice_end, padded), "silence")
        if self.heard - self.cursor >= options.forced_cut_ms * SAMPLES_PER_MS:
            return self._close(self._quietest(), "forced_length")
        return self._interim(*voiced)

    def _rest_samples(self) -> int:
        """How much silence ends the utterance: a long one takes the first breath, rather than a cut in a word."""
        options = self._options
        is_long = self.heard - self.cursor >= options.long_speech_ms * SAMPLES_PER_MS
        rest_ms = min(options.long_speech_silence_ms, options.vad_silence_ms) if is_long else options.vad_silence_ms
        return rest_ms * SAMPLES_PER_MS

    def _quietest(self) -> int:
        """The middle of the quietest three windows of the last seconds; the latest of equals."""
        begin = self.heard - self._options.forced_cut_search_ms * SAMPLES_PER_MS
        near = [window for window in self._windows if window.start >= max(begin, self.cursor)]
        if len(near) < 3:
            return self.heard
        loudness = {
            near[index].end: sum(window.probability for window in near[index - 1 : index + 2])
            for index in range(1, len(near) - 1)
        }
        return min(loudness, key=lambda end: (loudness[end], -end))

    def _interim(self, voice_start: int, voice_end: int, voiced_samples: int) -> list[Decision]:
        """An interim is due after an interval of new voice, or as soon as the voice rests."""
        options = self._options
        since = self.heard - max(self._interim_end, voice_start)
        resting = self.heard - voice_end >= options.interim_settle_ms * SAMPLES_PER_MS
        enough = voiced_samples >= options.min_speech_ms * SAMPLES_PER_MS and voice_end > self._interim_end
        if not enough or since < (self.interim_samples // 2 if resting else self.interim_samples):
            return []
        self._interim_end = self.heard
        rev = (self.heard - self.cursor) // WINDOW_SAMPLES
        return [InterimDue(self.cursor, rev, voice_start, self.heard)]
