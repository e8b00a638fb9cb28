"""Why: from the parsed resume to the spoken question nothing is lost, and no prompt says who the person is."""

from collections.abc import Iterator

import msgspec
import pytest

from fakes import openai_server as fake
from fakes.llm_events import turn
from fakes.openai_server import MODEL, ScriptedOpenAIServer
from fakes.pipeline import Pipeline
from fakes.resumes import ENGLISH, KOREAN, parsed, posting
from interview_runtime.fold import FoldProcessor
from interview_schemas.events import (
    Event,
    InterviewPrepared,
    InterviewScheduled,
    Language,
    QuestionAsked,
    QuestionRequested,
    StartInterview,
)
from interview_schemas.registry import event_id
from interview_schemas.scenario import load_scenario
from llm_service.engines.openai import OpenAIEngine
from llm_service.questions.ports import Engine
from llm_service.questions.processor import questions_processor
from stream_processors.flow.core import FlowFold

pytestmark = pytest.mark.pipeline

GOOD = {"en": "What did you learn from the work that you just described?", "ko": "그 일에서 무엇을 배우셨나요?"}
SAID = {
    "en": "I am Jane Park from Busan and I went to Hanbit University",
    "ko": "서울 마포구에 사는 김하늘이고 한빛대학교를 나왔습니다",
}
HIDDEN = {
    "en": ("Jane", "Park", "Busan", "Hanbit", "12 April 1996", "example.com"),
    "ko": ("하늘", "서울", "마포", "한빛대", "1996.04.12", "example.com"),
}
POSITION = {"en": "data engineer", "ko": "데이터 엔지니어"}
RESUMES = {"en": ENGLISH, "ko": KOREAN}


def world(engine: Engine | None = None) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add("flow", lambda parts: FoldProcessor.of(FlowFold(), parts))
    pipeline.add("questions", lambda parts: questions_processor(parts, engine))
    return pipeline


async def played(pipeline: Pipeline, scheduled: InterviewScheduled, answers: int = 14) -> Pipeline:
    """The interview up to its last question; each answer says who is speaking."""
    await pipeline.keys.create("i-1")
    language = scheduled.language
    for event in (scheduled, parsed(RESUMES[language]), StartInterview(interview_id="i-1", command_id="s")):
        await pipeline.publish(event)
        await pipeline.settle()
    stages = [stage.id for stage in load_scenario(scheduled.scenario_id).stages]
    for ordinal in range(1, answers + 1):
        await pipeline.publish(turn(stages[ordinal - 1], ordinal, SAID[language]))
        await pipeline.settle()
    return pipeline


async def asked(pipeline: Pipeline) -> list[QuestionAsked]:
    return [event for event in await pipeline.events("questions") if isinstance(event, QuestionAsked)]


async def outcome(pipeline: Pipeline) -> dict[str, Event]:
    events = [event for topic in ("question-requests", "questions") for event in await pipeline.events(topic)]
    return {event_id(event): event for event in events}


@pytest.fixture
def server() -> Iterator[ScriptedOpenAIServer]:
    with ScriptedOpenAIServer([fake.normal(GOOD["en"])]) as running:
        yield running


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_the_questions_are_about_this_person(language: Language) -> None:
    pipeline = await played(world(), posting(POSITION[language], language=language))
    (prepared,) = [e for e in await pipeline.events("question-requests") if isinstance(e, InterviewPrepared)]
    texts = [event.text for event in await asked(pipeline)]
    assert len(texts) == 15
    assert "Harbour Systems" in texts[1]
    assert prepared.variables["certificates"] in texts[2]
    assert prepared.variables["activity"] in texts[4]
    assert prepared.quote is not None
    assert prepared.quote.value in texts[10]


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_no_prompt_that_leaves_the_service_says_who_the_person_is(
    language: Language, server: ScriptedOpenAIServer
) -> None:
    server.script(fake.normal(GOOD[language]))
    engine = OpenAIEngine(server.base_url, MODEL)
    await played(world(engine), posting(language=language))
    await engine.close()
    assert len(server.requests) > 5
    prompts = [message["content"] for request in server.requests for message in request["messages"]]
    assert not [(value, prompt) for prompt in prompts for value in HIDDEN[language] if value in prompt]


async def test_a_recruiter_who_turns_blind_mode_off_is_obeyed(server: ScriptedOpenAIServer) -> None:
    engine = OpenAIEngine(server.base_url, MODEL)
    await played(world(engine), posting(blind=False))
    await engine.close()
    assert "Hanbit University" in server.requests[-1]["messages"][1]["content"]


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("send", [1, 2, 3, 4])
async def test_flow_that_dies_on_a_send_prepares_and_asks_the_same(send: int, stored: bool) -> None:
    reference = await outcome(await played(world(), posting(), answers=2))
    pipeline = world()
    pipeline.die_at("flow", send, stored=stored)
    again = await outcome(await played(pipeline, posting(), answers=2))
    assert pipeline.services["flow"].kills == 1
    assert again.keys() == reference.keys()
    assert {type(event) for event in again.values()} == {InterviewPrepared, QuestionRequested, QuestionAsked}
    timeless = [_timeless(events) for events in (again, reference)]
    assert timeless[0] == timeless[1]


def _timeless(events: dict[str, Event]) -> dict[str, object]:
    built = {identity: msgspec.to_builtins(event) for identity, event in events.items()}
    return {
        identity: {name: value for name, value in fields.items() if not name.endswith("_at_ms")}
        for identity, fields in built.items()
    }
