"""Why: what the client promises over a scripted server it keeps over the server of production."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable

import pytest

from fakes.llm_events import INTERVIEW, requested, turn
from fakes.llm_grades import RUBRIC
from llm_service.assessment.grading import output_of
from llm_service.assessment.prompt import Context, grade_request
from llm_service.engines.contract import ChatRequest, EngineGarbage, EngineRefused, EngineTimeout, Message
from llm_service.engines.openai import OpenAIEngine
from llm_service.questions.core import QuestionsFold
from llm_service.questions.draft import question_of
from llm_service.questions.prompt import load_prompt

pytestmark = pytest.mark.vllm

SHORT_SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string", "enum": ["yes", "no"]}},
    "required": ["answer"],
    "additionalProperties": False,
}
LONG_SCHEMA = {
    "type": "object",
    "properties": {"words": {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 150, "maxItems": 150}},
    "required": ["words"],
    "additionalProperties": False,
}


def request(schema: dict[str, object], tokens: int = 64, priority: int = 0) -> ChatRequest:
    return ChatRequest(
        messages=(Message(role="system", content="rules"), Message(role="user", content="Is it so?")),
        schema_name="answer", schema=schema, max_tokens=tokens, priority=priority,
    )  # fmt: skip


async def ignore(_piece: str) -> None:
    return


@pytest.fixture
async def engine(vllm_url: str) -> AsyncIterator[OpenAIEngine]:
    made = OpenAIEngine(vllm_url, "tiny", slots=8)
    yield made
    await made.close()


async def test_structured_output_is_streamed_and_fits_its_schema(engine: OpenAIEngine) -> None:
    pieces: list[str] = []

    async def receive(piece: str) -> None:
        pieces.append(piece)

    whole = await engine.write(request(SHORT_SCHEMA), receive, within_seconds=60)
    assert json.loads(whole)["answer"] in {"yes", "no"}
    assert "".join(pieces) == whole
    assert len(pieces) > 1


async def test_the_question_s_own_prompt_and_schema_are_taken(engine: OpenAIEngine) -> None:
    """A random model rarely ends its string: the server must take the request, and cut it at the limit at worst."""
    state = QuestionsFold(with_model=True).initial(INTERVIEW)
    chat = load_prompt().request(requested("skill_follow_up", language="ko"), state)
    try:
        raw = await engine.write(chat, ignore, within_seconds=60)
    except EngineGarbage as error:
        assert error.fault == "too_long"  # noqa: PT017 - one of two ways to end well
    else:
        assert question_of(raw) is not None


async def test_the_assessment_s_schema_is_taken(engine: OpenAIEngine) -> None:
    criteria = RUBRIC.criteria_of("problem_solving")
    chat = grade_request(turn("problem_solving", 1, "I traced the log"), criteria, Context("en"))
    try:
        raw = await engine.write(chat, ignore, within_seconds=120)
    except EngineGarbage as error:
        assert error.fault == "too_long"  # noqa: PT017 - one of two ways to end well
    else:
        assert output_of(raw, criteria) is not None


async def test_a_deadline_aborts_and_the_server_goes_on(engine: OpenAIEngine) -> None:
    with pytest.raises(EngineTimeout):
        await engine.write(request(LONG_SCHEMA, 2_000), ignore, within_seconds=0.2)
    assert await engine.write(request(SHORT_SCHEMA), ignore, within_seconds=60)


async def test_a_model_that_is_not_there_is_refused(vllm_url: str) -> None:
    other = OpenAIEngine(vllm_url, "no-such-model")
    with pytest.raises(EngineRefused) as raised:
        await other.write(request(SHORT_SCHEMA), ignore, within_seconds=30)
    assert raised.value.fault == "refused"
    await other.close()


async def test_a_request_beyond_the_context_is_rejected(engine: OpenAIEngine) -> None:
    long = ChatRequest(
        messages=(Message(role="user", content="word " * 5_000),), schema_name="x", schema=SHORT_SCHEMA, max_tokens=9
    )
    with pytest.raises(EngineRefused) as raised:
        await engine.write(long, ignore, within_seconds=30)
    assert raised.value.fault == "rejected"


async def test_questions_are_served_while_reports_saturate_the_server(
    vllm_url: str, record_property: Callable[[str, object], None]
) -> None:
    """Lanes: reports have two of four places, so a question never queues behind one of them."""
    asking = OpenAIEngine(vllm_url, "tiny", slots=2)
    grading = OpenAIEngine(vllm_url, "tiny", slots=2, lane="assessment")
    idle = [await first_token_s(asking) for _ in range(5)]
    reports = [
        asyncio.create_task(grading.write(request(LONG_SCHEMA, 2_000, 10), ignore, within_seconds=300))
        for _ in range(8)
    ]
    await asyncio.sleep(1)
    beside = [await first_token_s(asking) for _ in range(5)]
    assert sum(report.done() for report in reports) < len(reports)
    for report in reports:
        report.cancel()
    await asyncio.gather(*reports, return_exceptions=True)
    await asking.close()
    await grading.close()
    record_property("first_token_idle_s", sorted(idle)[2])
    record_property("first_token_beside_reports_s", sorted(beside)[2])


async def first_token_s(engine: OpenAIEngine) -> float:
    began, first = time.monotonic(), list[float]()

    async def receive(_piece: str) -> None:
        if not first:
            first.append(time.monotonic() - began)

    await engine.write(request(SHORT_SCHEMA), receive, within_seconds=60)
    return first[0]
