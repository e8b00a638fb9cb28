"""Why: one interview's audio enters in whatever order the log holds it, and leaves as spans strictly in order."""

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from interview_schemas.errors import InvalidEvent
from interview_schemas.events.audio import BYTES_PER_SAMPLE
from interview_schemas.events.lifecycle import Language
from interview_schemas.events.transcript import SegmentFinal, SegmentNoSpeech, Word
from interview_schemas.ids import segment_id
from stream_processors.transcription.audio_buffer import AudioBuffer
from stream_processors.transcription.core import (
    WINDOW_SAMPLES,
    CloseSilence,
    CloseSpeech,
    Decision,
    InterimDue,
    SpanCutter,
)
from stream_processors.transcription.ports import FinalText, Pcm, VoiceActivity
from stream_processors.transcription.settings import SAMPLES_PER_MS, TranscriptionOptions

Token: TypeAlias = object
AcceptedSpan: TypeAlias = SegmentFinal | SegmentNoSpeech
_NO_EPOCH: Final = -1


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """What is the same for every span of a stream."""

    interview_id: str
    language: Language
    model: str


@dataclass(frozen=True, slots=True)
class DecodeFinal:
    """A closed utterance that wants its text."""

    close: CloseSpeech
    pcm: Pcm


@dataclass(frozen=True, slots=True)
class DecodeInterim:
    """An open utterance that wants a quick look."""

    due: InterimDue
    pcm: Pcm


Job: TypeAlias = DecodeFinal | DecodeInterim


@dataclass(slots=True)
class _Pending:
    close: CloseSpeech | CloseSilence
    text: FinalText | None


class InterviewStream:
    """The open audio of one interview, its undecoded and unstored spans, and the records that wait for them.

    A token stands for a record and is handed back once accepted spans cover the record's samples.
    """

    def __init__(self, facts: StreamFacts, cursor: int, vad: VoiceActivity, options: TranscriptionOptions) -> None:
        self.facts = facts
        self.accepted_to = cursor
        self.epoch = _NO_EPOCH
        self.cutter = SpanCutter(cursor, options)
        self._vad = vad
        self._buffer = AudioBuffer(cursor)
        self._backlog_samples = options.stream_backlog_ms * SAMPLES_PER_MS
        self._pending: deque[_Pending] = deque()
        self._held: list[tuple[int, int, Token]] = []
        self._settled: list[Token] = []
        self._records = 0

    @property
    def next_sample(self) -> int:
        """Samples below it arrived or are known to be gone."""
        return self._buffer.end

    @property
    def pending_samples(self) -> int:
        """Closed samples whose spans are not stored yet; their audio is in memory."""
        return self.cutter.cursor - self.accepted_to

    @property
    def full(self) -> bool:
        """Whether the reader should wait."""
        return self.next_sample - self.accepted_to > self._backlog_samples

    @property
    def at_rest(self) -> bool:
        """Whether nothing is open, undecoded or unacknowledged."""
        return self.accepted_to == self.next_sample and not self._held and not self._settled

    def audio(self, start_sample: int, epoch: int, pcm: bytes, token: Token) -> list[Job]:
        """Take a record of samples.

        Raises:
            InvalidEvent: the bytes are no 16-bit samples, or begin below zero.
        """
        if len(pcm) % BYTES_PER_SAMPLE or start_sample < 0:
            raise InvalidEvent("contract", "audio is not a whole number of samples at a position")
        end_sample = start_sample + len(pcm) // BYTES_PER_SAMPLE
        if not self._admits(start_sample, end_sample, epoch, token):
            return []
        jobs = self._skip(start_sample)
        if end_sample > self.next_sample:
            self._buffer.append(memoryview(pcm)[(self.next_sample - start_sample) * BYTES_PER_SAMPLE :])
        return [*jobs, *self._listen()]

    def boundary(self, end_sample: int, token: Token) -> list[Job]:
        """Close every sample below `end_sample`."""
        self._hold(end_sample, token)
        fresh = end_sample > self.cutter.heard
        jobs = self._apply(lambda: self.cutter.boundary(min(end_sample, self.next_sample)))
        jobs += self._skip(end_sample)
        if fresh:
            self._vad.reset()
        return jobs

    def missing(self, from_sample: int, to_sample: int, epoch: int, token: Token) -> list[Job]:
        """Close samples that will never come."""
        if from_sample < 0 or to_sample < from_sample:
            raise InvalidEvent("contract", "missing samples end before they begin")
        return self._skip(to_sample) if self._admits(from_sample, to_sample, epoch, token) else []

    def stalled(self) -> list[Job]:
        """Close all that arrived: no more comes for now."""
        jobs = self._apply(lambda: self.cutter.stalled(self.next_sample))
        self._vad.reset()
        return jobs

    def decoded(self, from_sample: int, text: FinalText) -> None:
        """Take the text of a closed utterance."""
        for pending in self._pending:
            if pending.close.from_sample == from_sample:
                pending.text = text

    def next_span(self) -> AcceptedSpan | None:
        """The oldest closed span if it is decoded; it stays the oldest until it is accepted."""
        if not self._pending or self._pending[0].text is None:
            return None
        return self._event(self._pending[0].close, self._pending[0].text)

    def accepted(self, span: AcceptedSpan) -> tuple[Token, ...]:
        """Note that the log holds the span, and return the tokens of the records that are covered now."""
        self._pending.popleft()
        self.accepted_to = span.to_sample
        return self.settled()

    def settled(self) -> tuple[Token, ...]:
        """The tokens of records that need no further span; each is returned once."""
        while self._held and self._held[0][0] <= self.accepted_to:
            self._settled.append(heapq.heappop(self._held)[2])
        tokens, self._settled = tuple(self._settled), []
        return tokens

    def _admits(self, from_sample: int, to_sample: int, epoch: int, token: Token) -> bool:
        """A lower epoch counts only where it fills the next expected sample."""
        if epoch < self.epoch and from_sample > self.next_sample:
            self._settled.append(token)
            return False
        self.epoch = max(self.epoch, epoch)
        self._hold(to_sample, token)
        return True

    def _hold(self, until: int, token: Token) -> None:
        self._records += 1
        heapq.heappush(self._held, (until, self._records, token))

    def _skip(self, to_sample: int) -> list[Job]:
        """Close samples from the next expected one up to `to_sample` as missing."""
        if to_sample <= self.next_sample:
            return []
        jobs = self._apply(lambda: self.cutter.missing(self.next_sample, to_sample))
        self._vad.reset()
        return jobs

    def _listen(self) -> list[Job]:
        heard = self.cutter.heard
        windows = (self.next_sample - heard) // WINDOW_SAMPLES
        if windows == 0:
            return []
        probabilities = self._vad.probabilities(self._buffer.slice(heard, heard + windows * WINDOW_SAMPLES))
        jobs: list[Job] = []
        for index, probability in enumerate(probabilities):
            decisions = self.cutter.voice(heard + index * WINDOW_SAMPLES, probability)
            jobs += self._jobs(decisions)
        self._buffer.drop_below(self.cutter.cursor)
        return jobs

    def _apply(self, decide: Callable[[], list[Decision]]) -> list[Job]:
        jobs = self._jobs(decide())
        self._buffer.drop_below(self.cutter.cursor)
        return jobs

    def _jobs(self, decisions: list[Decision]) -> list[Job]:
        jobs: list[Job] = []
        for decision in decisions:
            if isinstance(decision, InterimDue):
                pcm = self._buffer.slice(decision.from_sample, decision.end_sample)
                jobs.append(DecodeInterim(decision, pcm))
            elif isinstance(decision, CloseSpeech):
                self._pending.append(_Pending(decision, None))
                jobs.append(DecodeFinal(decision, self._buffer.slice(decision.from_sample, decision.to_sample)))
            else:
                self._pending.append(_Pending(decision, FinalText("")))
        return jobs

    def _event(self, close: CloseSpeech | CloseSilence, text: FinalText) -> AcceptedSpan:
        facts, begin = self.facts, close.from_sample
        segment = segment_id(facts.interview_id, begin)
        if isinstance(close, CloseSilence) or not text.text:
            return SegmentNoSpeech(
                interview_id=facts.interview_id,
                segment_id=segment,
                from_sample=begin,
                to_sample=close.to_sample,
                cut=close.cut,
            )
        return SegmentFinal(
            interview_id=facts.interview_id,
            segment_id=segment,
            from_sample=begin,
            to_sample=close.to_sample,
            cut=close.cut,
            speech_start_sample=close.speech_start,
            speech_end_sample=close.speech_end,
            text=text.text,
            words=tuple(
                Word(
                    text=word.text,
                    start_sample=begin + word.start_sample,
                    end_sample=begin + word.end_sample,
                    confidence=word.confidence,
                )
                for word in text.words
            ),
            confidence=text.confidence,
            language=facts.language,
            model=facts.model,
        )
