"""Why: kill -9 of any process, at any moment of an interview, costs seconds and nothing else."""

import itertools
import os

import psycopg
import pytest

from fakes.live_interview import Played, answers, kills, played
from fakes.spans import accepted_spans
from interview_schemas.events import QuestionAsked, SegmentFinal, Span, TurnCompleted
from parley.accuracy import word_errors
from parley.client.messages import SegmentText
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration

CREWS = {
    "speech": ("ingest-gateway", "transcription"),
    "deciding": ("turns", "flow", "questions"),
    "reading": ("api", "projection", "assessment"),
    "servers": ("kafka", "postgres"),
}
SEEDS = range(50) if os.environ.get("PARLEY_FAULTS") == "all" else range(1)
WITHIN_SECONDS = 11.0
RECORDING = "jfk"


def check_spans(result: Played) -> None:
    spans = accepted_spans(result.log)
    assert all(left.to_sample == right.from_sample for left, right in itertools.pairwise(spans))
    assert spans[-1].to_sample == result.performance.spoke[-1].end_sample


def check_questions(result: Played) -> None:
    asked = {event.question_id: event for event in result.log if isinstance(event, QuestionAsked)}
    assert sorted(event.ordinal for event in asked.values()) == [1, 2, 3]
    turns = {event.question_id for event in result.log if isinstance(event, TurnCompleted)}
    assert turns == set(asked)


def check_relay(result: Played) -> None:
    """The candidate saw each accepted final once."""
    seen = [shown.news.segment_id for shown in result.view.shown if isinstance(shown.news, SegmentText)]
    assert len(seen) == len(set(seen))
    assert set(result.performance.board.finals) == {
        s.segment_id for s in accepted_spans(result.log) if isinstance(s, SegmentFinal)
    }


def check_postgres(stack: Stack, result: Played) -> None:
    with psycopg.connect(stack.database_url) as connection:
        rows = connection.execute(
            "SELECT count(*), count(DISTINCT event_id) FROM events WHERE interview_id = %s AND type LIKE 'Segment%%'",
            (result.created.interview_id,),
        ).fetchone()
    assert rows is not None
    assert rows[0] == rows[1] == len({event.segment_id for event in result.log if isinstance(event, Span)})


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("crew", CREWS)
async def test_kill_9_loses_nothing_and_repeats_nothing(live: Stack, crew: str, seed: int) -> None:
    victims = kills(seed, CREWS[crew], within_seconds=WITHIN_SECONDS)
    result = await played(live, answers(RECORDING), "en", victims)
    check_spans(result)
    check_questions(result)
    check_relay(result)
    check_postgres(live, result)
    for victim in victims:
        live.wait_ready(victim.name)


async def test_what_was_said_is_what_is_written(live: Stack) -> None:
    result = await played(live, answers(RECORDING), "en")
    heard = " ".join(event.text for event in accepted_spans(result.log) if isinstance(event, SegmentFinal))
    said = (
        "And so, my fellow Americans, ask not what your country can do for you, ask what you can do for your country."
    )
    assert word_errors(said, heard).rate <= 0.2
    assert result.report["complete"]
