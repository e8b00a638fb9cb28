"""Why: one interview's question topics on the memory bus, with the real engine client where a test wants a model."""

import asyncio
from collections.abc import Callable

from fakes.llm_events import INTERVIEW
from fakes.pipeline import Pipeline
from interview_runtime.bus import Record
from interview_schemas.events import Event, QuestionAsked, QuestionDelta
from interview_schemas.topics import TOPICS
from llm_service.assessment.processor import assessment_processor
from llm_service.questions.drafter import Drafter
from llm_service.questions.ports import Engine
from llm_service.questions.processor import questions_processor
from llm_service.questions.prompt import load_prompt


class World:
    """The two services of llm-service and whoever writes what they read."""

    def __init__(
        self, engine: Engine | None = None, grader: Engine | None = None, drafts: Engine | None = None
    ) -> None:
        self.pipeline = Pipeline()
        self.pipeline.add(
            "questions",
            lambda parts: questions_processor(parts, engine, Drafter(drafts, load_prompt()) if drafts else None),
        )
        self.pipeline.add("assessment", lambda parts: assessment_processor(parts, grader))

    async def tell(self, *events: Event) -> None:
        """Write to the log; each interview has its key before its first event."""
        for event in events:
            await self.pipeline.keys.create(event.interview_id)
            await self.pipeline.publish(event)

    async def settle(self) -> None:
        """Let both services do everything."""
        await asyncio.wait_for(self.pipeline.settle(), 30)

    async def asked(self, interview_id: str = INTERVIEW) -> list[QuestionAsked]:
        """The questions of an interview as every consumer sees them."""
        events = await self.pipeline.events("questions")
        return [e for e in events if isinstance(e, QuestionAsked) and e.interview_id == interview_id]

    async def deltas(self) -> list[QuestionDelta]:
        """What was shown while it was written."""
        events = await self.pipeline.events("question-deltas")
        return [event for event in events if isinstance(event, QuestionDelta)]

    def stored(self, topic: str) -> list[Record]:
        """Records, repeats included."""
        return list(self.pipeline.bus.read([topic], range(TOPICS[topic].partitions)))

    def after_each(self, topic: str, do: Callable[[Record], None]) -> None:
        """Call `do` once a record of `topic` is stored."""

        def hook(record: Record) -> None:
            if record.topic == topic:
                do(record)

        self.pipeline.bus.after_send = hook
