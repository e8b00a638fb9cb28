import io

import msgspec
import pytest
from rich.console import Console

from fakes.logbook import INTERVIEW, asked, finish, silence, turn, words
from interview_runtime.bus import Record
from interview_schemas.events import AnswerSegment, AudioChunk, Event, QuestionAsked, QuestionRequested, TurnCompleted
from interview_schemas.registry import topic_of
from parley.events.log import Entry
from parley.latency.render import table
from parley.latency.waterfall import STEPS, waterfalls

pytestmark = pytest.mark.unit


def entry(event: Event, time_ms: int, stored_ms: int | None = None) -> Entry:
    record = Record(
        topic=topic_of(event), partition=0, offset=0, timestamp_ms=stored_ms or time_ms, key=b"", value=b"", headers={}
    )
    return Entry(record=record, event=event, event_id=str(time_ms), time_ms=time_ms)


def chunk(start_sample: int, samples: int) -> AudioChunk:
    return AudioChunk(
        interview_id=INTERVIEW, start_sample=start_sample, epoch=1, captured_at_ms=0, media=bytes(samples * 2)
    )


def requested(ordinal: int) -> QuestionRequested:
    return QuestionRequested(
        interview_id=INTERVIEW, question_id=f"q{ordinal}", stage_id="s", ordinal=ordinal, scenario_id="standard",
        scenario_hash="", language="en", due_at_ms=0,
    )  # fmt: skip


SAID = words(0, 32_000)


def completed() -> TurnCompleted:
    segment = AnswerSegment(
        segment_id=SAID.segment_id,
        from_sample=0,
        to_sample=32_000,
        speech_start_sample=0,
        speech_end_sample=32_000,
        text=SAID.text,
    )
    return msgspec.structs.replace(turn(1), end_sample=32_000, segments=(segment,))


def follow_up(**changes: object) -> QuestionAsked:
    second = {"ordinal": 2, "question_id": "q2", "source": "model", "first_token_at_ms": 1_500, "written_at_ms": 1_700}
    return msgspec.structs.replace(asked(), **{**second, **changes})


WHOLE = [
    entry(asked(), 10),
    entry(chunk(0, 16_000), 500),
    entry(chunk(16_000, 16_000), 990),
    entry(finish(1, 32_000), 1_000),
    entry(SAID, 1_200),
    entry(completed(), 1_250),
    entry(requested(2), 1_300),
    entry(follow_up(), 1_705, 1_710),
]


def test_each_step_has_its_time() -> None:
    (found,) = waterfalls(WHOLE)
    assert (found.ordinal, found.cause, found.source, found.drafted) == (1, "finish", "model", False)
    expected = {
        "last_sample": 990,
        "endpoint": 1_000,
        "final": 1_200,
        "turn": 1_250,
        "request": 1_300,
        "first_token": 1_500,
        "written": 1_700,
        "asked": 1_710,
    }
    assert found.times_ms == expected
    assert list(found.times_ms) == list(STEPS)
    assert found.wait_ms == 710


def test_an_answer_that_silence_ended_has_the_span_as_its_end() -> None:
    quiet = [entry(silence(32_000, 64_000), 4_000)]
    events = [each for each in WHOLE if each.time_ms != 1_000]
    (found,) = waterfalls([*events, *quiet])
    assert found.times_ms["endpoint"] == 1_200  # the final itself covers the end


def test_what_is_not_there_is_absent_and_never_zero() -> None:
    (found,) = waterfalls([entry(completed(), 1_250)])
    assert found.times_ms == {"turn": 1_250}
    assert found.wait_ms is None
    assert waterfalls([]) == []


def test_records_that_cannot_be_read_are_passed_over() -> None:
    unreadable = Entry(record=WHOLE[0].record, unreadable="erased")
    assert waterfalls([unreadable, *WHOLE]) == waterfalls(WHOLE)


def test_the_first_turn_of_an_id_counts() -> None:
    assert waterfalls([*WHOLE, entry(completed(), 9_999)]) == waterfalls(WHOLE)


def printed(*entries: Entry) -> str:
    console = Console(file=io.StringIO(), width=160, force_terminal=False)
    console.print(table(waterfalls(entries)))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_row_counts_from_the_end_of_the_answer() -> None:
    text = printed(*WHOLE)
    for part in ("finish", "model", "-10", "200", "250", "300", "500", "700", "710"):
        assert part in text


def test_a_draft_is_named_and_may_be_there_before_the_end() -> None:
    early = entry(follow_up(drafted=True, first_token_at_ms=900), 1_305, 1_310)
    text = printed(*WHOLE[:-1], early)
    assert "model, drafted" in text
    assert "-100" in text
