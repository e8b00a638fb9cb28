from collections.abc import Callable

import msgspec
import pytest

from fakes.logbook import INTERVIEW, asked, finish, scheduled, silence, start, turn, words
from interview_runtime.bus import Record
from interview_schemas import events
from interview_schemas.events import (
    AnswerTimeUp,
    Event,
    InterviewEnded,
    InterviewPrepared,
    InterviewStarted,
    QuestionAsked,
    ResumeParsed,
)
from interview_schemas.registry import EVENT_TYPES, event_id
from parley.events.log import Entry
from parley.replay.core import INPUTS, OUTPUTS, differences, first_by_id, is_input, is_output, plaintext
from parley.replay.run import in_causal_order

pytestmark = pytest.mark.unit

REST = {
    "AudioChunk",
    "AnswerBoundary",
    "SamplesMissing",
    "VideoFrame",
    "CameraWindow",
    "TranscriptPartial",
    "QuestionDelta",
    "AnswerAssessed",
    "AssessmentDelayed",
    "AssessmentRequested",
    "InterviewAssessed",
    "InterviewSummarized",
    "GraderQualified",
    "ResumeUploaded",
    "ResumeRetryRequested",
    "ResumeReadingBegun",
    "ResumeRejected",
}


def test_every_event_is_given_made_or_known_to_be_of_no_concern() -> None:
    for cls in EVENT_TYPES.values():
        sides = [issubclass(cls, INPUTS), issubclass(cls, OUTPUTS), cls.__name__ in REST]
        assert sides.count(True) == 1, cls.__name__
    assert all(hasattr(events, name) for name in REST)


def test_spans_commands_and_the_schedule_are_given() -> None:
    for event in (words(0, 9), silence(0, 9), start(), finish(1, 9), scheduled()):
        assert is_input(event)
        assert not is_output(event)


def test_turns_and_questions_are_made() -> None:
    assert is_output(turn(1))
    assert is_output(asked(1))


def test_a_deadline_is_given_since_no_replay_waits_for_it() -> None:
    assert is_input(AnswerTimeUp(interview_id=INTERVIEW, question_id="q", at_ms=1))


def test_equal_but_for_the_times_is_equal() -> None:
    before = [asked(1, at_ms=1), turn(1), InterviewStarted(interview_id=INTERVIEW, started_at_ms=1)]
    after = [asked(1, at_ms=900), turn(1), InterviewStarted(interview_id=INTERVIEW, started_at_ms=900)]
    assert differences(before, after) == []


def test_the_order_and_repeats_do_not_matter() -> None:
    assert differences([asked(1), turn(1)], [turn(1), asked(1), turn(1)]) == []


def test_the_first_in_the_log_wins() -> None:
    first, second = asked(1), msgspec.structs.replace(asked(1), text="another?")
    assert first_by_id([first, second]) == {event_id(first): first}
    assert differences([first], [first, second]) == []
    assert len(differences([first], [second, first])) == 1


def test_another_text_is_told_field_by_field() -> None:
    changed = msgspec.structs.replace(asked(1), text="Another question?", think_seconds=11)
    (found,) = differences([asked(1)], [changed])
    assert found.type == "QuestionAsked.v1"
    assert found.lines == [
        f"QuestionAsked.v1 {event_id(asked(1))}: text: stored 'Question 1?', replayed 'Another question?'",
        f"QuestionAsked.v1 {event_id(asked(1))}: think_seconds: stored 10, replayed 11",
    ]


@pytest.mark.parametrize(
    ("stored", "made", "words_"),
    [([turn(1)], [], "the replay did not make it"), ([], [turn(1)], "made by the replay only")],
)
def test_what_stands_on_one_side_only_is_told(stored: list[Event], made: list[Event], words_: str) -> None:
    (found,) = differences(stored, made)
    assert words_ in found.lines[0]


def test_another_number_of_turns_is_a_difference() -> None:
    one, two = (
        InterviewEnded(interview_id=INTERVIEW, reason="completed", turns=turns, ended_at_ms=0) for turns in (1, 2)
    )
    assert len(differences([one], [two])) == 1


def test_a_models_words_are_not_asked_for_again() -> None:
    by_model = msgspec.structs.replace(asked(1), source="model", text="Why?", model="m", raw_output="{}")
    assert differences([by_model], [asked(1)]) == []
    elsewhere = msgspec.structs.replace(asked(1), stage_id="another")
    assert len(differences([by_model], [elsewhere])) == 1


def test_only_the_times_are_left_out_of_the_plaintext() -> None:
    left = set(QuestionAsked.__struct_fields__) - set(plaintext(asked(1)))
    assert left == {"requested_at_ms", "asked_at_ms", "first_token_at_ms", "written_at_ms"}


def entry(event: Event, at_ms: int) -> Entry:
    record = Record(topic="t", partition=0, offset=0, timestamp_ms=at_ms, key=b"", value=b"", headers={})
    return Entry(record=record, event=event, event_id=event_id(event))


def unreadable(at_ms: int) -> Entry:
    record = Record(topic="t", partition=0, offset=0, timestamp_ms=at_ms, key=b"", value=b"", headers={})
    return Entry(record=record, unreadable="erased")


@pytest.mark.parametrize("make", [lambda: [entry(turn(1), 7), entry(finish(1, 9), 7)]])
def test_at_the_same_moment_the_cause_comes_first(make: Callable[[], list[Entry]]) -> None:
    ordered = in_causal_order(make())
    assert [type(each.event).__name__ for each in ordered] == ["FinishAnswer", "TurnCompleted"]


def test_what_is_of_no_concern_is_left_out() -> None:
    assert in_causal_order([unreadable(1), entry(scheduled(), 2)])[0].event == scheduled()
    assert len(in_causal_order([unreadable(1), entry(scheduled(), 2)])) == 1


def prepared(sha256: str) -> InterviewPrepared:
    return InterviewPrepared(
        interview_id=INTERVIEW,
        resume_sha256=sha256,
        scenario_id="short",
        scenario_hash="h",
        reason="chosen",
        prepared_at_ms=0,
    )


def resume(sha256: str) -> ResumeParsed:
    return ResumeParsed(interview_id=INTERVIEW, sha256=sha256, text="", pages=1, engine="e")


def test_a_resume_is_given_and_what_it_changes_is_made() -> None:
    assert is_input(resume("a"))
    assert is_output(prepared("a"))


def test_a_resume_that_came_too_late_to_count_is_given_last() -> None:
    began = InterviewStarted(interview_id=INTERVIEW, started_at_ms=3)
    ordered = in_causal_order(
        [
            entry(resume("late"), 1),
            entry(resume("used"), 1),
            entry(prepared("used"), 2),
            entry(start(), 3),
            entry(began, 4),
        ]
    )
    assert [each.event for each in ordered] == [resume("used"), prepared("used"), start(), began, resume("late")]
