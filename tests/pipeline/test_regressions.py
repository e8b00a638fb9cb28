"""Why: the faults of the system that this one succeeds stay in the past (docs/regressions.md numbers them)."""

import ast
from importlib.resources import files
from typing import get_type_hints

import pytest

from fakes.candidate import SECOND, Candidate
from fakes.interview_pipeline import interview_pipeline, outcome, slow_pipeline, spans
from fakes.pipeline import Pipeline
from fakes.scripted_speech import Line
from interview_schemas.events import SegmentFinal, TranscriptPartial
from interview_schemas.registry import EVENT_TYPES
from interview_schemas.topics import TOPICS

pytestmark = pytest.mark.pipeline

ANSWER = 5 * SECOND
TEXTS = ("words that cross every edge of a chunk", "are neither lost nor doubled", "whatever the chunk is")
LINES = [Line(n * ANSWER + SECOND, n * ANSWER + 4 * SECOND, text) for n, text in enumerate(TEXTS)]


async def in_an_answer(pipeline: Pipeline, until_sample: int) -> Candidate:
    candidate = Candidate(pipeline, LINES, ANSWER)
    await candidate.schedule()
    await candidate.start()
    for start in range(0, until_sample, SECOND // 5):
        await pipeline.publish(candidate.chunk(start, start + SECOND // 5))
        await pipeline.settle(ticks=1)
    return candidate


async def test_3_captions_appear_while_the_candidate_speaks_and_no_word_is_lost_at_an_edge() -> None:
    pipeline = interview_pipeline(LINES)
    candidate = await in_an_answer(pipeline, 3 * SECOND)
    shown = [event for event in await pipeline.events("transcript-partials") if isinstance(event, TranscriptPartial)]
    assert shown
    assert not [event for event in await pipeline.events("transcript-segments") if isinstance(event, SegmentFinal)]
    await candidate.answer(1)
    finals = [span.text for span in await spans(pipeline) if isinstance(span, SegmentFinal)]
    assert finals == [TEXTS[0]]


async def test_4_audio_that_is_sent_twice_is_heard_once() -> None:
    pipeline = interview_pipeline(LINES)
    candidate = await in_an_answer(pipeline, ANSWER)
    await candidate.answer(1)
    finals = [span.text for span in await spans(pipeline) if isinstance(span, SegmentFinal)]
    assert finals == [TEXTS[0]]


async def test_4_audio_has_one_way_in() -> None:
    assert [topic.writers for topic in TOPICS.values() if "AudioChunk.v1" in topic.events] == [("ingest-gateway",)]


async def test_5_spans_end_where_the_voice_does_and_not_every_few_seconds() -> None:
    pipeline = interview_pipeline(LINES)
    await Candidate(pipeline, LINES, ANSWER).interview()
    spoken = [span for span in await spans(pipeline) if isinstance(span, SegmentFinal)]
    assert [span.text for span in spoken] == list(TEXTS)
    for span, line in zip(spoken, LINES, strict=True):
        assert abs(span.speech_start_sample - line.start) <= SECOND // 10
        assert abs(span.speech_end_sample - line.end) <= SECOND // 10


def test_6_the_model_is_warm_before_the_worker_joins_its_group() -> None:
    source = (files("stream_processors") / "transcription" / "__main__.py").read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    lines = {ast.unparse(call.func): call.lineno for call in calls}
    assert lines["engine.warm_up"] < lines["run_faust"]


async def test_7_a_slow_model_makes_captions_late_and_nothing_else() -> None:
    pipeline = slow_pipeline(LINES, seconds=0.05)
    people = [Candidate(pipeline, LINES, ANSWER, f"i-{n}") for n in range(3)]
    for person in people:
        await person.schedule()
        await person.start()
    for person in people:
        await person.answer(1)
    finals = [event for event in await pipeline.events("transcript-segments") if isinstance(event, SegmentFinal)]
    assert sorted(event.interview_id for event in finals) == [person.interview_id for person in people]
    assert not [topic for (topic, _), records in pipeline.bus.log.items() if topic.endswith("-dlq") and records]


async def test_11_two_workers_that_both_believe_it_is_theirs_cause_one_effect() -> None:
    alone = interview_pipeline(LINES)
    await Candidate(alone, LINES, ANSWER).interview()
    doubled = interview_pipeline(LINES)
    for name in ("turns", "flow", "questions", "assessment"):
        doubled.add(f"zombie-{name}", doubled.services[name].make)
    await Candidate(doubled, LINES, ANSWER).interview()
    assert await outcome(doubled) == await outcome(alone)


def test_12_an_interview_id_is_text_everywhere() -> None:
    for cls in EVENT_TYPES.values():
        assert get_type_hints(cls)["interview_id"] is str
    migration = (files("interview_runtime") / "sql" / "0001_initial.sql").read_text(encoding="utf-8")
    declared = [line.split()[1] for line in migration.splitlines() if line.strip().startswith("interview_id")]
    assert len(declared) >= 5
    assert set(declared) == {"text"}


def test_8_a_resume_is_found_under_the_key_that_its_event_carries_and_waits_for_no_model() -> None:
    assert {"object_key", "sha256"} <= set(EVENT_TYPES["ResumeUploaded.v1"].__struct_fields__)
    readers = set(TOPICS["resume-uploads"].readers)
    assert "resumes" in readers
    assert not readers & {"questions", "assessment", "vision", "transcription"}
