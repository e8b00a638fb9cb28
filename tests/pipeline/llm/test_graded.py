"""Why: a graded report stands once and whole, whatever is killed on the way and however long a model is away."""

import json

import msgspec
import pytest

from fakes.llm_events import INTERVIEW, ended, turn
from fakes.llm_grades import QUALIFICATION, Reply, ScriptedGrader, output, qualified, scheduled, summary
from interview_schemas.events import (
    AnswerAssessed,
    AssessmentDelayed,
    AssessmentRequested,
    Event,
    InterviewAssessed,
    InterviewSummarized,
)
from interview_schemas.registry import event_id
from llm_service.engines.contract import ChatRequest, EngineRefused
from pipeline.llm.world import World

pytestmark = pytest.mark.pipeline

TURNS = (
    turn("introduction", 1, "I build pipelines for hospitals"),
    turn("problem_solving", 2, "I traced the log and found a retry"),
    turn("final_statement", 3),
)
WHOLE = (scheduled(), *TURNS, ended(3))


def grade(request: ChatRequest) -> Reply:
    """The first ten words of the answer prove whatever is asked."""
    material = json.loads(request.messages[1].content)
    if request.schema_name == "summary":
        return summary(("It was shown.", [1]))
    ids = {criterion["id"] for criterion in material["criteria"]}
    stage = "introduction" if "A" in ids else "problem_solving"
    return output(stage, "good", material["answer"][0])


async def events(world: World) -> list[Event]:
    return await world.pipeline.events("assessments")


def first_of(found: list[Event]) -> list[Event]:
    return list({event_id(event): event for event in reversed(found)}.values())[::-1]


async def test_a_qualified_model_grades_each_answer_once() -> None:
    engine = ScriptedGrader(answer=grade)
    world = World(grader=engine)
    await world.tell(qualified(), *WHOLE)
    await world.settle()
    found = await events(world)
    assert [type(event) for event in found] == [AnswerAssessed] * 3 + [InterviewAssessed, InterviewSummarized]
    closing = found[3]
    assert isinstance(closing, InterviewAssessed)
    assert closing.total == 77.0
    assert closing.coverage == pytest.approx(0.45)
    assert len(engine.requests) == 3  # two answers with words and the summary
    assert {event.qualification_id for event in found if isinstance(event, AnswerAssessed) and event.raw_output} == {
        QUALIFICATION
    }


@pytest.mark.parametrize("verdict", ["failed", "not_failed"])
async def test_a_model_that_has_not_passed_publishes_no_score(verdict: str) -> None:
    world = World(grader=ScriptedGrader(answer=grade))
    await world.tell(qualified(), qualified(verdict, qualification_id="q-2"), *WHOLE)
    await world.settle()
    found = await events(world)
    assert [type(event) for event in found] == [AnswerAssessed] * 3 + [InterviewAssessed]
    graded = [result for event in found if isinstance(event, AnswerAssessed) for result in event.criteria]
    assert {result.score for result in graded} == {None}
    assert any(result.quotes for result in graded)
    assert isinstance(found[3], InterviewAssessed)
    assert found[3].reason == "not assessed: the model has not qualified for this rubric"


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("nth", range(5))
async def test_killed_at_any_output_the_report_is_the_same(nth: int, stored: bool) -> None:
    world = World(grader=ScriptedGrader(answer=grade))
    world.pipeline.die_at("assessment", nth + 1, stored=stored)
    await world.tell(qualified(), *WHOLE)
    await world.settle()
    assert world.pipeline.services["assessment"].kills == 1
    calm = World(grader=ScriptedGrader(answer=grade))
    await calm.tell(qualified(), *WHOLE)
    await calm.settle()
    assert first_of(await events(world)) == await events(calm)


async def test_a_model_that_is_away_makes_the_report_late_and_not_incomplete() -> None:
    engine = ScriptedGrader([EngineRefused("unreachable")])
    world = World(grader=engine)
    await world.tell(qualified(), *WHOLE)
    await world.settle()
    kinds = [type(event) for event in await events(world)]
    assert kinds == [AssessmentDelayed, AssessmentDelayed, AnswerAssessed]  # silence needs no model
    engine.answer = grade
    for _ in range(3):
        world.pipeline.clock.advance(60_000)
        await world.settle()
    assert isinstance((await events(world))[-1], InterviewSummarized)
    assert len([event for event in await events(world) if isinstance(event, AnswerAssessed)]) == 3


async def test_a_restart_remembers_how_often_a_model_was_asked() -> None:
    world = World(grader=ScriptedGrader(["{"]))
    await world.tell(qualified(), scheduled(), TURNS[0])
    for _ in range(5):
        await world.settle()
        world.pipeline.kill("assessment")
        world.pipeline.clock.advance(60_000)
    found = await events(world)
    assert [type(event) for event in found] == [AssessmentDelayed] * 2 + [AnswerAssessed]


def again(run: str = "second", *question_ids: str) -> AssessmentRequested:
    return AssessmentRequested(interview_id=INTERVIEW, run=run, question_ids=question_ids, requested_at_ms=0)


async def of_run(world: World, run: str) -> list[AnswerAssessed]:
    return [event for event in await events(world) if isinstance(event, AnswerAssessed) and event.run == run]


async def test_answers_are_assessed_again_beside_what_stands() -> None:
    world = World(grader=ScriptedGrader(answer=grade))
    await world.tell(*WHOLE)
    await world.settle()
    before = await events(world)
    await world.tell(qualified(), again())
    world.pipeline.clock.advance(60_000)
    await world.settle()
    live, second = await of_run(world, "live"), await of_run(world, "second")
    assert [event for event in await events(world) if event in before] == before
    assert [event.ordinal for event in second] == [1, 2, 3]
    assert {result.status for event in live for result in event.criteria} == {"not_assessed", "not_observed"}
    assert second[0].criteria[0].status == "assessed"
    assert len({event_id(event) for event in (*live, *second)}) == 6


async def test_one_answer_can_be_assessed_again_and_a_repeat_changes_nothing() -> None:
    engine = ScriptedGrader(answer=grade)
    world = World(grader=engine)
    await world.tell(*WHOLE, again("second", TURNS[1].question_id))
    await world.settle()
    calls = len(engine.requests)
    await world.tell(again("second"))
    world.pipeline.forget_commits()
    await world.settle()
    assert [event.ordinal for event in await of_run(world, "second")] == [2]
    assert len(engine.requests) == calls


async def test_the_same_outputs_give_the_same_grades_bit_for_bit() -> None:
    world = World(grader=ScriptedGrader(answer=grade))
    await world.tell(qualified(), *WHOLE, again())
    await world.settle()
    live, second = await of_run(world, "live"), await of_run(world, "second")
    assert [msgspec.structs.replace(event, run="live") for event in second] == live


async def test_a_run_whose_model_is_away_is_late_too() -> None:
    engine = ScriptedGrader(answer=grade)
    world = World(grader=engine)
    await world.tell(*WHOLE)
    await world.settle()
    engine.answer = None
    engine.replies = [EngineRefused("unreachable")]
    await world.tell(again())
    await world.settle()
    assert [event.ordinal for event in await of_run(world, "second")] == [3]
    engine.answer = grade
    for _ in range(2):
        world.pipeline.clock.advance(60_000)
        await world.settle()
    assert sorted(event.ordinal for event in await of_run(world, "second")) == [1, 2, 3]


async def test_without_a_model_a_run_states_facts() -> None:
    world = World()
    await world.tell(*WHOLE, again(), again("live"))
    await world.settle()
    assert len(await of_run(world, "second")) == 3
    assert len(await of_run(world, "live")) == 3


async def test_an_erased_interview_is_not_graded_any_more() -> None:
    engine = ScriptedGrader([EngineRefused("unreachable")])
    world = World(grader=engine)
    await world.tell(qualified(), *WHOLE)
    await world.settle()
    await world.pipeline.keys.destroy(INTERVIEW)
    engine.answer = grade
    stored = len(world.stored("assessments"))
    world.pipeline.clock.advance(600_000)
    await world.settle()
    assert len(world.stored("assessments")) == stored
