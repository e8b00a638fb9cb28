"""Why: a report stands once for each interview that ended, whatever is killed, repeated or erased on the way."""

import pytest

from fakes.llm_events import INTERVIEW, ended, requested, turn
from fakes.pipeline import Killed
from interview_runtime.bus import OutRecord
from interview_schemas.events import AnswerAssessed, Event, InterviewAssessed
from pipeline.llm.world import World

pytestmark = pytest.mark.pipeline

TURNS = (turn("introduction", 1, "I build pipelines"), turn("problem_solving", 2, "I fixed it"), turn("closing", 3))


@pytest.fixture
def world() -> World:
    return World()


async def assessments(world: World) -> list[Event]:
    return await world.pipeline.events("assessments")


def names(events: list[Event]) -> list[str]:
    return sorted(type(event).__name__ for event in events)


async def test_each_answer_and_then_the_interview(world: World) -> None:
    await world.tell(*TURNS, ended(3))
    await world.settle()
    events = await assessments(world)
    assert names(events) == ["AnswerAssessed"] * 3 + ["InterviewAssessed"]
    closing = next(event for event in events if isinstance(event, InterviewAssessed))
    assert (closing.total, closing.coverage, closing.answers) == (None, 0.0, 3)
    assert closing.reason == "not assessed: no grading model"


async def test_an_answer_is_assessed_before_the_interview_ends(world: World) -> None:
    await world.tell(TURNS[0])
    await world.settle()
    assert names(await assessments(world)) == ["AnswerAssessed"]


async def test_the_end_may_be_read_before_the_answers(world: World) -> None:
    await world.tell(ended(3))
    await world.settle()
    assert await assessments(world) == []
    await world.tell(*TURNS)
    await world.settle()
    assert names(await assessments(world))[-1] == "InterviewAssessed"


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("nth", range(4))
async def test_killed_at_any_output_nothing_is_lost_or_doubled(world: World, nth: int, stored: bool) -> None:
    sent: list[str] = []

    def kill(record: OutRecord) -> None:
        if record.topic == "assessments":
            sent.append(record.topic)
            if len(sent) == nth + 1:
                raise Killed

    if stored:
        world.after_each(
            "assessments", lambda _record: kill(OutRecord(topic="assessments", key=b"", value=b"", headers={}))
        )
    else:
        world.pipeline.bus.before_send = kill
    await world.tell(*TURNS, ended(3))
    await world.settle()
    assert world.pipeline.services["assessment"].kills == 1
    assert names(await assessments(world)) == ["AnswerAssessed"] * 3 + ["InterviewAssessed"]
    assert len(world.stored("assessments")) == 4


async def test_redelivery_changes_nothing(world: World) -> None:
    await world.tell(*TURNS, *TURNS, ended(3))
    await world.settle()
    world.pipeline.forget_commits()
    await world.settle()
    assert len(world.stored("assessments")) == 4


async def test_what_is_written_does_not_hang_on_the_time(world: World) -> None:
    """The same log gives the same assessments, hours later and in another process."""
    await world.tell(*TURNS, ended(3))
    await world.settle()
    later = World()
    later.pipeline.clock.advance(3_600_000)
    await later.tell(*TURNS, ended(3))
    await later.settle()
    assert await assessments(world) == await assessments(later)


async def test_questions_do_not_hold_assessments_and_none_triggers_the_other(world: World) -> None:
    """Regression 1: an interview whose questions never come is assessed, and the other way round."""
    del world.pipeline.services["questions"]
    await world.tell(*TURNS, ended(3))
    await world.settle()
    assert len(await assessments(world)) == 4
    other = World()
    del other.pipeline.services["assessment"]
    await other.tell(requested("introduction"), *TURNS)
    await other.settle()
    assert len(await other.asked()) == 1


async def test_the_end_of_an_erased_interview_stops_no_start_and_no_other(world: World) -> None:
    """InterviewEnded is not sealed, so a worker that starts finds a report due that it has no key for."""
    await world.tell(ended(0, "erased"))
    await world.pipeline.keys.destroy("erased")
    await world.tell(*TURNS, ended(3))
    await world.settle()
    world.pipeline.forget_commits()
    await world.settle()
    closed = {event.interview_id for event in await assessments(world) if isinstance(event, InterviewAssessed)}
    assert closed == {INTERVIEW}


async def test_the_evidence_stays_in_the_turn(world: World) -> None:
    await world.tell(TURNS[0])
    await world.settle()
    (event,) = await assessments(world)
    assert isinstance(event, AnswerAssessed)
    assert event.turn_id == TURNS[0].turn_id
    assert event.raw_output is None
    assert all(result.quotes == () for result in event.criteria)
