"""Why: a candidate as the log sees one, through a gateway that did its part, for pipelines without sockets."""

from collections.abc import Sequence

from fakes.pipeline import Pipeline
from fakes.scripted_speech import Line, scripted_pcm
from interview_schemas.events import (
    AnswerBoundary,
    AudioChunk,
    CandidateConnected,
    FinishAnswer,
    InterviewScheduled,
    QuestionAsked,
    StartInterview,
)
from interview_schemas.scenario import load_scenario

SECOND = 16_000
CHUNK = 3_200


class Candidate:
    """Answers each question with one line of the script, `answer_samples` long."""

    def __init__(
        self, pipeline: Pipeline, lines: Sequence[Line], answer_samples: int, interview_id: str = "i-1"
    ) -> None:
        self.interview_id = interview_id
        self._pipeline = pipeline
        self._pcm = scripted_pcm(lines, answer_samples * len(lines))
        self._answer_samples = answer_samples
        self._answers = len(lines)

    async def schedule(self) -> None:
        await self._pipeline.keys.create(self.interview_id)
        scenario = load_scenario("short")
        await self._pipeline.publish(
            InterviewScheduled(
                interview_id=self.interview_id,
                tenant_id="t",
                language="en",
                scenario_id=scenario.id,
                scenario_hash=scenario.hash,
                scheduled_at_ms=self._pipeline.clock.now_ms(),
            )
        )

    async def start(self) -> None:
        now_ms = self._pipeline.clock.now_ms()
        await self._pipeline.publish(CandidateConnected(interview_id=self.interview_id, epoch=1, at_ms=now_ms))
        await self._pipeline.publish(StartInterview(interview_id=self.interview_id, command_id="start"))
        await self._pipeline.settle()

    async def interview(self) -> None:
        """From the invitation to the report."""
        await self.schedule()
        await self.start()
        for ordinal in range(1, self._answers + 1):
            await self.answer(ordinal)

    async def answer(self, ordinal: int) -> None:
        question = await self._question(ordinal)
        end = ordinal * self._answer_samples
        for start in range(end - self._answer_samples, end, CHUNK):
            await self._pipeline.publish(self.chunk(start, min(start + CHUNK, end)))
            self._pipeline.clock.advance(200)
        boundary = AnswerBoundary(
            interview_id=self.interview_id, question_id=question.question_id, end_sample=end, cause="finish"
        )
        finish = FinishAnswer(
            interview_id=self.interview_id,
            command_id=f"finish-{ordinal}",
            question_id=question.question_id,
            end_sample=end,
        )
        await self._pipeline.publish(boundary)
        await self._pipeline.publish(finish)
        await self._pipeline.settle()

    def chunk(self, start: int, end: int, epoch: int = 1) -> AudioChunk:
        return AudioChunk(
            interview_id=self.interview_id,
            start_sample=start,
            epoch=epoch,
            captured_at_ms=start // 16,
            media=self._pcm[start:end].tobytes(),
        )

    async def _question(self, ordinal: int) -> QuestionAsked:
        asked = [
            event
            for event in await self._pipeline.events("questions")
            if isinstance(event, QuestionAsked) and event.ordinal == ordinal and event.interview_id == self.interview_id
        ]
        assert len(asked) == 1, f"question {ordinal} of {self.interview_id}: {len(asked)}"
        return asked[0]
