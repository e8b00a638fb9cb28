"""Why: an interview as a script tells it: what is asked, what the captions say, which samples arrived."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Final, Literal

SPAN_SAMPLES: Final = 48_000
PARTIAL_SAMPLES: Final = 8_000
WORD_SAMPLES: Final = 6_400
STABLE_WORDS: Final = 2
Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Script:
    """What the interview asks and what its captions say; each answer begins with the first word again."""

    language: Literal["ko", "en"]
    questions: tuple[str, ...]
    words: tuple[str, ...]


class GapError(Exception):
    """Audio began above the next expected sample."""


@dataclass(slots=True)
class AudioLog:
    """Samples as they arrived, with what a test wants to know about resends."""

    pcm: bytearray = field(default_factory=bytearray)
    acknowledged: int = 0
    resent_samples: int = 0
    differing_resends: int = 0
    missing: list[tuple[int, int]] = field(default_factory=list)

    @property
    def next_sample(self) -> int:
        return len(self.pcm) // 2

    def accept(self, start: int, samples: bytes) -> None:
        """Append what is new and compare what is not; raises GapError."""
        if start > self.next_sample:
            raise GapError
        overlap = min(len(samples), len(self.pcm) - start * 2)
        if overlap > 0:
            self.resent_samples += overlap // 2
            self.differing_resends += self.pcm[start * 2 : start * 2 + overlap] != samples[:overlap]
        self.pcm += samples[max(0, overlap) :]

    def declare_missing(self, start: int, end: int) -> None:
        """Fill with silence, so that positions stay true; raises GapError."""
        if start != self.next_sample:
            raise GapError
        self.missing.append((start, end))
        self.pcm += bytes((end - start) * 2)

    def forget_unacknowledged(self) -> None:
        """As when a gateway dies before Kafka had the rest."""
        del self.pcm[self.acknowledged * 2 :]


@dataclass(slots=True)
class Interview:
    """One scripted interview; `relays` are queues of connected pages."""

    script: Script
    interview_id: str = field(default_factory=lambda: secrets.token_hex(8))
    token: str | None = field(default_factory=lambda: secrets.token_urlsafe(16))
    status: str = "scheduled"
    audio: AudioLog = field(default_factory=AudioLog)
    commands: dict[str, Message] = field(default_factory=dict)
    command_receipts: int = 0
    hellos: list[Message] = field(default_factory=list)
    resumed_at: list[int] = field(default_factory=list)
    finals: list[Message] = field(default_factory=list)
    questions: list[Message] = field(default_factory=list)
    turns: list[Message] = field(default_factory=list)
    relays: set[asyncio.Queue[Message]] = field(default_factory=set)
    owner: str | None = None
    cursor: int = 0
    answer_from: int = 0
    partial_at: int = 0
    rev: int = 0

    @property
    def is_open(self) -> bool:
        return len(self.questions) > len(self.turns)

    def words(self, start: int, end: int) -> tuple[str, ...]:
        """The words that the script puts between two samples of the open answer."""
        first, last = ((sample - self.answer_from) // WORD_SAMPLES for sample in (start, end))
        return self.script.words[max(0, first) : max(0, last)] if self.is_open else ()

    def publish(self, message: Message) -> None:
        """To every connected page, twice: pages must reduce by id."""
        message = {**message, "event_id": secrets.token_hex(8), "time_ms": time.time_ns() // 1_000_000}
        for queue in self.relays:
            queue.put_nowait(message)
            queue.put_nowait(message)

    def become(self, status: str) -> None:
        self.status = status
        self.publish({"type": "state", "status": status})

    def snapshot(self) -> Message:
        return {
            "type": "snapshot",
            "interview_id": self.interview_id,
            "language": self.script.language,
            "status": self.status,
            "stage_count": len(self.script.questions),
            "cursor_sample": self.cursor,
            "finals": self.finals,
            "questions": self.questions,
            "turns": self.turns,
        }

    def close_span(self, end: int) -> None:
        """The samples up to `end` become a final, or silence where the script has no word."""
        if end <= self.cursor:
            return
        words = self.words(self.cursor, end)
        if words:
            span = {"from_sample": self.cursor, "to_sample": end, "start_sample": self.cursor, "end_sample": end}
            final = {"type": "final", "segment_id": f"segment-{self.cursor}", **span, "text": " ".join(words)}
            self.finals.append(final)
            self.publish(final)
        else:
            self.publish({"type": "watermark", "to_sample": end})
        self.cursor, self.partial_at, self.rev = end, end, 0

    def caption(self) -> None:
        """What follows from the samples received so far."""
        while self.audio.next_sample - self.cursor >= SPAN_SAMPLES:
            self.close_span(self.cursor + SPAN_SAMPLES)
        if self.audio.next_sample - self.partial_at < PARTIAL_SAMPLES:
            return
        self.partial_at = self.audio.next_sample
        words = self.words(self.cursor, self.partial_at)
        self.rev += 1
        texts = {
            "stable_text": " ".join(words[:-STABLE_WORDS]),
            "tentative_text": " ".join(words[-STABLE_WORDS:]),
        }
        place = {"from_sample": self.cursor, "start_sample": self.cursor, "end_sample": self.partial_at}
        if words:
            self.publish({"type": "partial", "segment_id": f"segment-{self.cursor}", "rev": self.rev, **place, **texts})
