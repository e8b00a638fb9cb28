"""Why: a question is asked exactly once and by its deadline, whatever the model, the broker and the process do."""

import time
from collections.abc import AsyncIterator, Iterator

import pytest

from fakes import openai_server as fake
from fakes.llm_events import INTERVIEW, ended, requested, turn
from fakes.openai_server import MODEL, Reply, ScriptedOpenAIServer
from fakes.pipeline import Killed
from interview_runtime.bus import OutRecord, Record, Unavailable
from interview_schemas.events import QuestionRequested
from interview_schemas.scenario import load_scenario
from llm_service.engines.openai import OpenAIEngine
from llm_service.questions.validator import faults
from pipeline.llm.world import World

pytestmark = pytest.mark.pipeline

SCENARIO = load_scenario("standard")
FOLLOW_UP = requested("problem_solving_follow_up", after_turn=True)
ANSWER = turn("problem_solving", FOLLOW_UP.ordinal - 1, "A retry made a new number, so I fixed the number")
GOOD = "How did you notice that the retry made a new number?"
FALLBACKS = SCENARIO.stage("problem_solving_follow_up").fallbacks.en


def follow_up(interview_id: str = INTERVIEW, due_in_ms: int = 3_000) -> QuestionRequested:
    return requested("problem_solving_follow_up", interview_id=interview_id, due_in_ms=due_in_ms)


@pytest.fixture
def server() -> Iterator[ScriptedOpenAIServer]:
    with ScriptedOpenAIServer([fake.normal(GOOD)]) as running:
        yield running


@pytest.fixture
async def world(server: ScriptedOpenAIServer) -> AsyncIterator[World]:
    engine = OpenAIEngine(server.base_url, MODEL)
    yield World(engine)
    await engine.close()


async def test_without_an_engine_a_whole_interview_is_asked_as_written() -> None:
    world = World()
    await world.tell(*(requested(stage.id, language="ko") for stage in SCENARIO.stages))
    await world.settle()
    asked = await world.asked()
    assert [event.ordinal for event in asked] == list(range(1, 16))
    assert {event.source for event in asked} == {"template"}
    assert await world.deltas() == []


async def test_a_follow_up_through_the_real_client(world: World, server: ScriptedOpenAIServer) -> None:
    await world.tell(FOLLOW_UP, ANSWER)
    await world.settle()
    (event,) = await world.asked()
    assert (event.text, event.source, event.model) == (GOOD, "model", MODEL)
    assert "".join(delta.text for delta in await world.deltas()) == GOOD
    assert len(await world.deltas()) > 3
    assert "A retry made a new number" in server.requests[0]["messages"][1]["content"]


async def test_one_question_is_one_call(world: World, server: ScriptedOpenAIServer) -> None:
    """Regression 2: a question was made by two calls, write and refine."""
    model_stages = [stage.id for stage in SCENARIO.stages if stage.kind != "template"]
    await world.tell(*(requested(stage.id) for stage in SCENARIO.stages))
    await world.settle()
    assert len(await world.asked()) == 15
    assert len(server.requests) == len(model_stages)


@pytest.mark.parametrize(
    "reply",
    [
        fake.slow(GOOD),
        fake.garbage(),
        fake.prose(),
        fake.cut(),
        fake.empty(),
        fake.overlong(),
        fake.refused(429),
        fake.refused(500),
        fake.refused(401),
        fake.normal("그 문제를 어떻게 알아차리셨나요?"),
        fake.normal("심층 질문: 어떻게 하셨나요?"),
        fake.normal("Follow-up: how did you do that?"),
        fake.normal("You did well."),
    ],
)
async def test_every_failure_ends_in_the_written_fallback_in_time(
    world: World, server: ScriptedOpenAIServer, reply: Reply
) -> None:
    server.script(reply)
    started = time.monotonic()
    await world.tell(follow_up(due_in_ms=1_000))
    await world.settle()
    (event,) = await world.asked()
    assert (event.source, event.text) == ("fallback", FALLBACKS[0])
    assert faults(event.text, "en", ()) == ()
    assert time.monotonic() - started < 2.5


async def test_a_failure_that_passes_is_not_seen(world: World, server: ScriptedOpenAIServer) -> None:
    server.script(fake.refused(503), fake.normal(GOOD))
    await world.tell(follow_up())
    await world.settle()
    assert [event.source for event in await world.asked()] == ["model"]


async def test_a_quick_interview_is_asked_while_a_slow_one_is_still_written(
    world: World, server: ScriptedOpenAIServer
) -> None:
    server.script(fake.normal(GOOD, first_delay_seconds=0.8))
    times: dict[str, float] = {}
    world.after_each("questions", lambda record: times.update({record.key.decode(): time.monotonic()}))
    template = requested("introduction", interview_id="template")
    started = time.monotonic()
    await world.tell(follow_up("model-1"), follow_up("model-2"), template)
    await world.settle()
    assert times["template"] - started < 0.5
    assert max(times.values()) - started < 1.5, "two calls of 0.8 s ran side by side"


async def test_killed_between_the_question_s_send_and_its_state(world: World, server: ScriptedOpenAIServer) -> None:
    """Regression 11: the same side effect happened several times."""
    kills: list[Record] = []

    def kill_once(record: Record) -> None:
        if not kills:
            kills.append(record)
            raise Killed

    world.after_each("questions", kill_once)
    await world.tell(FOLLOW_UP, ANSWER)
    await world.settle()
    assert world.pipeline.services["questions"].kills == 1
    assert len(world.stored("questions")) == 1
    assert len(server.requests) == 1


async def test_killed_before_the_question_was_sent(world: World, server: ScriptedOpenAIServer) -> None:
    kills: list[OutRecord] = []

    def kill_once(record: OutRecord) -> None:
        if record.topic == "questions" and not kills:
            kills.append(record)
            raise Killed

    world.pipeline.bus.before_send = kill_once
    await world.tell(FOLLOW_UP, ANSWER)
    await world.settle()
    assert len(world.stored("questions")) == 1
    assert len(server.requests) == 2, "nothing of the first call was left"


async def test_redelivery_asks_nothing_again(world: World, server: ScriptedOpenAIServer) -> None:
    await world.tell(FOLLOW_UP, ANSWER, FOLLOW_UP)
    await world.settle()
    for _ in range(2):
        world.pipeline.forget_commits()
        await world.settle()
    assert len(world.stored("questions")) == 1
    assert len(server.requests) == 1


async def test_a_broker_that_is_away_costs_no_second_call(world: World, server: ScriptedOpenAIServer) -> None:
    refusals: list[OutRecord] = []

    def refuse(record: OutRecord) -> None:
        if record.topic == "questions" and len(refusals) < 2:
            refusals.append(record)
            raise Unavailable

    world.pipeline.bus.before_send = refuse
    await world.tell(FOLLOW_UP, ANSWER)
    await world.settle()
    assert [event.text for event in await world.asked()] == [GOOD]
    assert len(server.requests) == 1


async def test_after_the_end_nothing_is_asked(world: World, server: ScriptedOpenAIServer) -> None:
    await world.tell(ended(0), follow_up())
    await world.settle()
    world.pipeline.forget_commits()
    await world.settle()
    assert await world.asked() == []
    assert len(server.requests) <= 1


async def test_an_answer_that_never_comes_is_not_waited_for_beyond_the_deadline(world: World) -> None:
    await world.tell(FOLLOW_UP)
    await world.settle()
    assert await world.asked() == []
    world.pipeline.clock.advance(3_000)
    await world.settle()
    assert [event.source for event in await world.asked()] == ["fallback"]


async def test_a_bad_request_is_put_aside_and_the_next_is_asked(world: World) -> None:
    fields = {name: getattr(FOLLOW_UP, name) for name in FOLLOW_UP.__struct_fields__}
    await world.tell(QuestionRequested(**fields | {"stage_id": "none"}), requested("introduction"))
    await world.settle()
    assert [event.stage_id for event in await world.asked()] == ["introduction"]
    assert len(list(world.pipeline.bus.read(["question-requests-dlq"], range(12)))) == 1


async def test_an_erased_interview_stops_nobody(world: World) -> None:
    await world.tell(follow_up("erased"))
    await world.pipeline.keys.destroy("erased")
    await world.tell(requested("introduction"))
    await world.settle()
    assert len(await world.asked()) == 1
