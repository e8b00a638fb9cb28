"""Why: while somebody waits for a question no report takes the server, and no report is lost by that."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from fakes.llm_events import NOW_MS, asked, requested
from fakes.patience import until
from fakes.pipeline import Pipeline
from interview_runtime.clock import VirtualClock
from interview_schemas.events import Event
from llm_service.assessment.yielding import TOPICS, OpenQuestions, QuestionsTail, YieldingEngine
from llm_service.engines.contract import ChatRequest, EngineError, EngineRefused, EngineTimeout, Receive

pytestmark = pytest.mark.unit

REQUEST = ChatRequest(messages=(), schema_name="assessment", schema={}, max_tokens=1, priority=10)
WANTED = requested("skill_follow_up")
ASKED = asked(WANTED, "Why?")


@dataclass
class HeldEngine:
    """Answers when it is let go."""

    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0
    aborted: int = 0
    error: EngineError | None = None
    model: str = "scripted-1"

    async def write(self, request: ChatRequest, receive: Receive, *, within_seconds: float) -> str:
        del request, receive, within_seconds
        self.begun += 1
        try:
            await self.let_go.wait()
        except asyncio.CancelledError:
            self.aborted += 1
            raise
        if self.error is not None:
            raise self.error
        return "whole"


class Server:
    """One engine that yields."""

    def __init__(self) -> None:
        self.clock = VirtualClock(NOW_MS)
        self.questions = OpenQuestions(self.clock)
        self.engine = HeldEngine()
        self.yielding = YieldingEngine(self.engine, self.questions)

    def follow(self, *events: Event) -> None:
        for event in events:
            self.questions.follow(event)

    def begin(self, within_seconds: float = 60.0) -> "asyncio.Task[str]":
        return asyncio.create_task(self.yielding.write(REQUEST, _ignore, within_seconds=within_seconds))


async def _ignore(_piece: str) -> None:
    return


async def test_without_questions_it_is_the_engine() -> None:
    server = Server()
    server.engine.let_go.set()
    assert await server.begin() == "whole"
    assert server.yielding.model == server.engine.model
    assert server.engine.begun == 1


async def test_a_question_aborts_what_runs_and_it_is_made_again_afterwards() -> None:
    server = Server()
    call = server.begin()
    await until(lambda: server.engine.begun == 1)
    server.follow(WANTED)
    await until(lambda: server.engine.aborted == 1)
    await asyncio.sleep(0.05)
    assert server.engine.begun == 1
    server.follow(ASKED)
    await until(lambda: server.engine.begun == 2)
    server.engine.let_go.set()
    assert await call == "whole"


async def test_nothing_begins_while_a_question_is_waited_for() -> None:
    server = Server()
    server.follow(WANTED)
    call = server.begin()
    await asyncio.sleep(0.05)
    assert server.engine.begun == 0
    server.follow(ASKED)
    server.engine.let_go.set()
    assert await call == "whole"


async def test_a_question_that_never_comes_holds_until_its_deadline() -> None:
    server = Server()
    server.follow(WANTED)
    server.engine.let_go.set()
    call = server.begin()
    await asyncio.sleep(0.05)
    assert not call.done()
    server.clock.advance(10_000)
    assert await call == "whole"


async def test_two_questions_are_both_waited_for() -> None:
    server = Server()
    other = requested("skill_follow_up", interview_id="i-2")
    server.follow(WANTED, other, ASKED)
    assert server.questions.any
    server.follow(asked(other, "Why?"))
    assert not server.questions.any


async def test_an_engine_s_error_is_the_caller_s() -> None:
    server = Server()
    server.engine.error = EngineRefused("unreachable")
    server.engine.let_go.set()
    with pytest.raises(EngineRefused):
        await server.begin()


async def test_time_counts_over_all_attempts() -> None:
    server = Server()
    server.follow(WANTED)
    with pytest.raises(EngineTimeout):
        await server.begin(within_seconds=0.05)


async def test_a_caller_that_goes_away_leaves_no_call_behind() -> None:
    server = Server()
    call = server.begin()
    await until(lambda: server.engine.begun == 1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await until(lambda: server.engine.aborted == 1)


async def test_the_tail_opens_records_and_passes_over_what_it_cannot_open() -> None:
    pipeline, questions = Pipeline(), OpenQuestions(VirtualClock(NOW_MS))
    await pipeline.keys.create(WANTED.interview_id)
    await pipeline.publish(WANTED)
    records: Sequence[object] = list(pipeline.bus.read(TOPICS, range(3)))
    assert records
    tail = QuestionsTail(questions, pipeline.codec)
    tail.begin({})
    await pipeline.keys.create("erased")
    await pipeline.publish(requested("skill_follow_up", interview_id="erased"))
    await pipeline.keys.destroy("erased")
    tail.take(list(pipeline.bus.read(TOPICS, range(3))))
    await until(lambda: questions.any)
    await pipeline.publish(ASKED)
    tail.take(list(pipeline.bus.read(["questions"], range(3))))
    await until(lambda: not questions.any)
