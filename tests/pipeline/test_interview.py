"""Why: a whole interview, from samples to the report, survives the death of any service on any send."""

import asyncio
import itertools
import random
from collections.abc import Sequence

import pytest

from fakes.candidate import SECOND, Candidate
from fakes.interview_pipeline import interview_pipeline, outcome, spans
from fakes.pipeline import Pipeline
from fakes.scripted_speech import Line
from interview_schemas.events import (
    AnswerAssessed,
    InterviewAssessed,
    InterviewEnded,
    QuestionAsked,
    SegmentFinal,
    TurnCompleted,
)

pytestmark = pytest.mark.pipeline

ANSWER = 5 * SECOND
TEXTS = ("I led a team of four", "we cut the waiting time by half", "thank you for listening")
LINES = [Line(n * ANSWER + SECOND, n * ANSWER + 3 * SECOND, text) for n, text in enumerate(TEXTS)]
SEEDS = range(50)
FOLD_SENDS = {"turns": 3, "flow": 5, "questions": 3, "assessment": 4}
TRANSCRIPTION_SENDS = 9


async def played(lines: Sequence[Line] = LINES, pipeline: Pipeline | None = None) -> Pipeline:
    pipeline = pipeline or interview_pipeline(lines)
    await Candidate(pipeline, lines, ANSWER).interview()
    return pipeline


@pytest.fixture(scope="module")
def reference() -> dict[str, dict[str, object]]:
    async def undisturbed() -> dict[str, dict[str, object]]:
        return await outcome(await played())

    return asyncio.run(undisturbed())


async def test_an_interview_ends_with_a_report_on_every_answer() -> None:
    pipeline = await played()
    turns = [event for event in await pipeline.events("interview-turns") if isinstance(event, TurnCompleted)]
    assert [turn.answer for turn in turns] == list(TEXTS)
    questions = [event for event in await pipeline.events("questions") if isinstance(event, QuestionAsked)]
    assert [question.ordinal for question in questions] == [1, 2, 3]
    assessments = await pipeline.events("assessments")
    assert [type(event) for event in assessments] == [AnswerAssessed] * 3 + [InterviewAssessed]
    ended = [event for event in await pipeline.events("interview-events") if isinstance(event, InterviewEnded)]
    assert [(event.reason, event.turns) for event in ended] == [("completed", 3)]


async def test_every_sample_is_in_exactly_one_span() -> None:
    accepted = await spans(await played())
    assert accepted[0].from_sample == 0
    assert all(left.to_sample == right.from_sample for left, right in itertools.pairwise(accepted))
    assert accepted[-1].to_sample == 3 * ANSWER
    assert " ".join(span.text for span in accepted if isinstance(span, SegmentFinal)) == " ".join(TEXTS)


async def test_no_score_without_a_model() -> None:
    for event in await (await played()).events("assessments"):
        if isinstance(event, AnswerAssessed):
            assert {result.status for result in event.criteria} == {"not_assessed"}
            assert not [result for result in event.criteria if result.score is not None]
        if isinstance(event, InterviewAssessed):
            assert (event.total, event.coverage) == (None, 0.0)


async def test_reading_everything_once_more_writes_nothing_new(reference: dict[str, dict[str, object]]) -> None:
    pipeline = await played()
    before = {where: len(records) for where, records in pipeline.bus.log.items()}
    pipeline.forget_commits()
    await pipeline.settle()
    pipeline.forget_commits()
    await pipeline.settle()
    assert await outcome(pipeline) == reference
    after = {where: len(records) for where, records in pipeline.bus.log.items() if records}
    assert after == {where: count for where, count in before.items() if count}


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_service_that_dies_on_a_send_loses_and_repeats_nothing(
    seed: int, reference: dict[str, dict[str, object]]
) -> None:
    chance = random.Random(seed)
    pipeline = interview_pipeline(LINES)
    victims = chance.sample(sorted(FOLD_SENDS), k=2)
    for victim in victims:
        pipeline.die_at(victim, chance.randint(1, FOLD_SENDS[victim]), stored=chance.random() < 0.5)
    await played(pipeline=pipeline)
    assert all(pipeline.services[victim].kills for victim in victims)
    assert await outcome(pipeline) == reference


@pytest.mark.parametrize("seed", SEEDS)
async def test_transcription_that_dies_on_a_send_loses_and_repeats_no_word(seed: int) -> None:
    chance = random.Random(seed)
    pipeline = interview_pipeline(LINES)
    pipeline.die_at("transcription", chance.randint(1, TRANSCRIPTION_SENDS), stored=chance.random() < 0.5)
    await played(pipeline=pipeline)
    assert pipeline.services["transcription"].kills
    accepted = await spans(pipeline)
    assert accepted[-1].to_sample == 3 * ANSWER
    turns = [event for event in await pipeline.events("interview-turns") if isinstance(event, TurnCompleted)]
    assert [turn.answer for turn in turns] == list(TEXTS)


async def test_resent_and_overlapping_audio_is_heard_once(reference: dict[str, dict[str, object]]) -> None:
    pipeline = interview_pipeline(LINES)
    candidate = Candidate(pipeline, LINES, ANSWER)
    await candidate.schedule()
    await candidate.start()
    for start in range(0, ANSWER, SECOND):
        await pipeline.publish(candidate.chunk(start, start + SECOND))
        await pipeline.publish(candidate.chunk(max(0, start - SECOND // 2), start + SECOND, epoch=1))
    await candidate.answer(1)
    await candidate.answer(2)
    await candidate.answer(3)
    result = await outcome(pipeline)
    assert [event["segments"] for event in result.values() if "segments" in event] == [
        event["segments"] for event in reference.values() if "segments" in event
    ]


async def test_interviews_do_not_touch_each_other() -> None:
    pipeline = interview_pipeline(LINES)
    people = [Candidate(pipeline, LINES, ANSWER, f"i-{n}") for n in range(5)]
    for person in people:
        await person.schedule()
        await person.start()
    for ordinal in (1, 2, 3):
        for person in people:
            await person.answer(ordinal)
    ended = [event for event in await pipeline.events("assessments") if isinstance(event, InterviewAssessed)]
    assert sorted(event.interview_id for event in ended) == sorted(person.interview_id for person in people)
