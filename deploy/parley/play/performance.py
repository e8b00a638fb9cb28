"""Why: a recording answers as a person would: it waits for each question, speaks in real time, presses the button."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from parley.client.board import Board
from parley.client.frames import BYTES_PER_SAMPLE, MESSAGE_SAMPLES, SAMPLE_RATE_HZ
from parley.client.messages import News, Partial, Question, SegmentText
from parley.client.rest import Created, Purpose, Rest
from parley.client.shell import Candidate
from parley.play.clock import SAMPLES_PER_MS, RecordingClock
from parley.play.tally import Tally
from parley.view.screen import Shown, View

PATIENCE_S: Final = 120.0
ASSESSED_WITHIN_S: Final = 60.0
_LINKS: Final[dict[Purpose, str]] = {"audio": "the gateway", "relay": "the captions"}


@dataclass(frozen=True, slots=True)
class Spoke:
    """Where an answer lies on the interview's samples, and when it was finished by this process's monotonic clock."""

    question_id: str
    start_sample: int
    end_sample: int
    finished_s: float = 0.0


class Performance:
    """One interview from its first question to its end."""

    def __init__(
        self, rest: Rest, view: View, speed: float = 1.0, *, assessed_within_s: float = ASSESSED_WITHIN_S
    ) -> None:
        self.tally = Tally()
        self.spoke: list[Spoke] = []
        self._view = view
        self._speed = speed
        self._assessed_within_s = assessed_within_s
        self._clock = RecordingClock()
        self._finished_s: float | None = None
        self._was_lost: set[Purpose] = set()
        self._candidate = Candidate(rest, self._news, self._link)

    @property
    def board(self) -> Board:
        """What the candidate saw."""
        return self._candidate.board

    async def play(self, answers: Sequence[bytes]) -> None:
        """Give `answers` (PCM16 mono at 16 kHz) to the questions in their order; pass on questions beyond them."""
        async with self._candidate.connected() as candidate:
            await self.stages()
            candidate.command("start-interview")
            for number in range(1, self.board.stage_count + 1):
                question = await self._question(number)
                if question is None:
                    break
                await self._answer(question, answers[number - 1] if number <= len(answers) else b"")
            await candidate.until(lambda: self.board.is_over, PATIENCE_S)
            await self._assessed()

    async def stages(self) -> int:
        """How many questions come."""
        await self._candidate.until(lambda: self.board.stage_count > 0, PATIENCE_S)
        return self.board.stage_count

    def facts(self, created: Created) -> dict[str, Any]:
        """For the summary."""
        return {"interview_id": created.interview_id, "status": self.board.status, **self.tally.figures()}

    async def _question(self, number: int) -> Question | None:
        def found() -> Question | None:
            asked = sorted(self.board.questions.values(), key=lambda question: question.ordinal)
            return asked[number - 1] if number <= len(asked) else None

        await self._candidate.until(lambda: found() is not None or self.board.is_over, PATIENCE_S)
        return found()

    async def _answer(self, question: Question, pcm: bytes) -> None:
        start_sample = self._candidate.uplink.end_sample
        if pcm:
            await self._speak(pcm, start_sample)
        end_sample = self._candidate.uplink.end_sample
        fields = {"question_id": question.question_id, "end_sample": end_sample}
        self._candidate.command("finish-answer" if pcm else "skip-question", fields)
        self._finished_s = finished_s = time.monotonic()
        self.spoke.append(Spoke(question.question_id, start_sample, end_sample, finished_s))

    async def _speak(self, pcm: bytes, start_sample: int) -> None:
        """A microphone delivers 100 ms when they are over; a late turn of the loop is made up for."""
        began_s, began_ms = time.monotonic(), time.time_ns() // 1_000_000
        self._clock.begin(start_sample, began_s, self._speed)
        step = MESSAGE_SAMPLES * BYTES_PER_SAMPLE
        for place in range(0, len(pcm), step):
            chunk = pcm[place : place + step]
            captured_s = place / BYTES_PER_SAMPLE / SAMPLE_RATE_HZ / self._speed
            spoken_s = captured_s + len(chunk) / BYTES_PER_SAMPLE / SAMPLE_RATE_HZ / self._speed
            await asyncio.sleep(max(0.0, began_s + spoken_s - time.monotonic()))
            self._candidate.speak(chunk, began_ms + round(captured_s * 1000))

    async def _assessed(self) -> None:
        try:
            await self._candidate.until(lambda: self.board.status == "assessed", self._assessed_within_s)
        except TimeoutError:
            self._view.tell(f"the assessment did not come within {self._assessed_within_s:.0f} s")

    def _news(self, news: News, board: Board) -> None:
        now_s = time.monotonic()
        sample = news.start_sample if isinstance(news, Partial | SegmentText) else None
        shown_at_ms = self._clock.shown_at_ms(now_s, sample)
        self._count(news, now_s, shown_at_ms)
        self._view.show(Shown(news, shown_at_ms), board)

    def _count(self, news: News, now_s: float, shown_at_ms: int) -> None:
        if isinstance(news, Question):
            self._count_question(now_s)
        elif isinstance(news, Partial) and news.text:
            self.tally.caption(now_s)
            self.tally.partials += 1
            self.tally.caption_ms.append(self._wait_ms(shown_at_ms, news.end_sample))
        elif isinstance(news, SegmentText):
            self.tally.caption(now_s)
            self.tally.finals += 1
            self.tally.final_ms.append(self._wait_ms(shown_at_ms, news.end_sample))

    def _count_question(self, now_s: float) -> None:
        self.tally.questions += 1
        if self._finished_s is not None:
            self.tally.question_ms.append(round((now_s - self._finished_s) * 1000))
            self._finished_s = None

    def _wait_ms(self, shown_at_ms: int, sample: int) -> int:
        return round((shown_at_ms - sample / SAMPLES_PER_MS) / self._speed)

    def _link(self, purpose: Purpose, is_up: bool) -> None:
        if not is_up and purpose not in self._was_lost:
            self._was_lost.add(purpose)
            self._view.tell(f"reconnecting to {_LINKS[purpose]}; nothing is lost")
        elif is_up and purpose in self._was_lost:
            self._was_lost.discard(purpose)
            self._view.tell(f"connected to {_LINKS[purpose]} again")
