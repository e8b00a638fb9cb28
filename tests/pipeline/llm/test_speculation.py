"""Why: with drafts the same questions are asked once each and sooner; when they fail nothing is worse."""

from collections.abc import AsyncIterator, Iterator

import pytest

from fakes import openai_server as fake
from fakes.api_story import final, partial
from fakes.llm_events import INTERVIEW, asked, ended, requested, turn
from fakes.openai_server import MODEL, ScriptedOpenAIServer
from fakes.patience import until
from interview_schemas.events import Event, QuestionAsked
from llm_service.engines.openai import OpenAIEngine
from pipeline.llm.world import World

pytestmark = pytest.mark.pipeline

SAID = "We had a service that lost orders at night so I traced the log and found a retry"
GOOD = "How did you notice that the retry made a new number?"
OTHER = "What did your team change after that?"
BEFORE = requested("problem_solving")
FOLLOW_UP = requested("problem_solving_follow_up", after_turn=True)
ANSWER = turn("problem_solving", BEFORE.ordinal, SAID)
AT = ANSWER.from_sample
OPEN: tuple[Event, ...] = (BEFORE, asked(BEFORE, "Tell me about a problem?"))


@pytest.fixture
def server() -> Iterator[ScriptedOpenAIServer]:
    with ScriptedOpenAIServer([fake.normal(GOOD)]) as running:
        yield running


@pytest.fixture
async def world(server: ScriptedOpenAIServer) -> AsyncIterator[World]:
    engine, drafts = OpenAIEngine(server.base_url, MODEL), OpenAIEngine(server.base_url, MODEL, lane="drafts")
    yield World(engine, drafts=drafts)
    await engine.close()
    await drafts.close()


async def follow_up(world: World) -> QuestionAsked:
    (event,) = [event for event in await world.asked() if event.ordinal == FOLLOW_UP.ordinal]
    return event


async def speak(world: World, *texts: str) -> None:
    await world.tell(*OPEN)
    await world.settle()
    for place, text in enumerate(texts):
        await world.tell(final(AT + place * 100, AT + place * 100 + 100, text, interview=INTERVIEW))
        await world.settle()


async def test_a_draft_of_the_whole_answer_is_asked_without_another_call(
    world: World, server: ScriptedOpenAIServer
) -> None:
    await speak(world, SAID)
    await world.tell(FOLLOW_UP, ANSWER)
    await world.settle()
    event = await follow_up(world)
    assert (event.text, event.source, event.drafted) == (GOOD, "model", True)
    assert event.first_token_at_ms is not None
    assert event.written_at_ms is not None
    assert len(server.requests) == 1
    assert "".join(delta.text for delta in await world.deltas()) in {"", GOOD}  # none where it was there already


async def test_interims_are_enough(world: World, server: ScriptedOpenAIServer) -> None:
    await world.tell(*OPEN)
    await world.settle()
    await world.tell(partial(AT, 1, SAID + ".", interview=INTERVIEW))
    await world.settle()
    await world.tell(FOLLOW_UP, ANSWER)
    await world.settle()
    assert (await follow_up(world)).drafted
    assert len(server.requests) == 1


async def test_an_answer_that_went_on_gets_a_question_made_anew(world: World, server: ScriptedOpenAIServer) -> None:
    server.script(fake.normal(GOOD), fake.normal(OTHER))
    await speak(world, SAID)
    await until(lambda: len(server.requests) == 1)
    more = "then my manager asked me to rewrite the whole billing system and it took three months"
    await world.tell(FOLLOW_UP, turn("problem_solving", BEFORE.ordinal, SAID, more))
    await world.settle()
    event = await follow_up(world)
    assert (event.text, event.drafted) == (OTHER, False)


@pytest.mark.parametrize("bad", [fake.garbage(), fake.prose(), fake.refused(400), fake.normal("Are you married?")])
async def test_a_draft_that_fails_or_is_unfit_is_made_anew(
    world: World, server: ScriptedOpenAIServer, bad: fake.Reply
) -> None:
    server.script(bad, fake.normal(OTHER))
    await speak(world, SAID)
    await world.tell(FOLLOW_UP, ANSWER)
    await world.settle()
    event = await follow_up(world)
    assert (event.text, event.source, event.drafted) == (OTHER, "model", False)


async def test_a_draft_that_hangs_costs_no_more_than_the_deadline(world: World, server: ScriptedOpenAIServer) -> None:
    server.script(fake.slow(GOOD))
    await speak(world, SAID)
    await world.tell(requested("problem_solving_follow_up", after_turn=True, due_in_ms=300), ANSWER)
    await world.settle()
    assert (await follow_up(world)).source == "fallback"


async def test_a_killed_service_drafts_nothing_twice_and_asks_once(world: World, server: ScriptedOpenAIServer) -> None:
    await speak(world, SAID)
    world.pipeline.kill("questions")
    await world.tell(FOLLOW_UP, ANSWER)
    await world.settle()
    event = await follow_up(world)
    assert event.source == "model"
    assert len(world.stored("questions")) == 2  # the test wrote the first


async def test_an_interview_that_ends_drops_its_draft(world: World, server: ScriptedOpenAIServer) -> None:
    server.script(fake.slow(GOOD))
    await speak(world, SAID)
    await until(lambda: len(server.requests) == 1)
    await world.tell(ended(0))
    await world.settle()
    await until(lambda: server.aborted == 1)
    assert [event.ordinal for event in await world.asked()] == [BEFORE.ordinal]


async def test_garbage_in_what_is_said_stops_nothing(world: World) -> None:
    await speak(world, "\x00", "", " ".join(["말"] * 5_000), SAID)
    await world.tell(FOLLOW_UP, ANSWER)
    await world.settle()
    assert (await follow_up(world)).source == "model"
