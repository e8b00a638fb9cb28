"""Why: what comes next follows from the log: every stage once, in order, on time, however often it is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.logbook import INTERVIEW, START_MS, asked, drain, fold_all, scheduled, start, turn
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import (
    AnswerTimeUp,
    CandidateConnected,
    CandidateDisconnected,
    EndInterview,
    Event,
    InterviewEnded,
    InterviewPaused,
    InterviewResumed,
    InterviewStarted,
    PauseInterview,
    QuestionRequested,
    ResumeInterview,
)
from interview_schemas.ids import question_id
from stream_processors.flow.core import FlowFold

pytestmark = pytest.mark.unit

FOLD = FlowFold(question_due_ms=3_000)
ALL: list[Event] = [scheduled(), start(), *(event for n in (1, 2, 3) for event in (asked(n), turn(n)))]
UP_MS = START_MS + 70_000


def written(events: list[Event], now_ms: int = START_MS) -> list[Event]:
    return fold_all(FOLD, events, now_ms)[1]


def requests(events: list[Event]) -> list[int]:
    return [event.ordinal for event in written(events) if isinstance(event, QuestionRequested)]


def connected(epoch: int, at_ms: int) -> CandidateConnected:
    return CandidateConnected(interview_id=INTERVIEW, epoch=epoch, at_ms=at_ms)


def disconnected(epoch: int, at_ms: int) -> CandidateDisconnected:
    return CandidateDisconnected(interview_id=INTERVIEW, epoch=epoch, next_sample=0, at_ms=at_ms)


def test_nothing_happens_before_the_candidate_starts() -> None:
    assert written([scheduled()]) == []
    assert written([start()]) == []


def test_the_start_asks_for_the_first_stage() -> None:
    began, request = written([scheduled(), start()])
    assert isinstance(began, InterviewStarted)
    assert isinstance(request, QuestionRequested)
    assert (request.ordinal, request.stage_id, request.language) == (1, "introduction", "en")
    assert (request.due_at_ms, request.previous_turn_id) == (START_MS + 3_000, None)


def test_start_and_schedule_may_come_in_either_order() -> None:
    assert requests([start(), scheduled()]) == [1]


def test_each_answer_leads_to_the_next_stage_and_the_last_to_the_end() -> None:
    out = written(ALL)
    assert requests(ALL) == [1, 2, 3]
    ended = out[-1]
    assert isinstance(ended, InterviewEnded)
    assert (ended.reason, ended.turns) == ("completed", 3)


def test_the_standard_scenario_has_fifteen_stages() -> None:
    events: list[Event] = [scheduled("standard"), start()]
    for ordinal in range(1, 16):
        events += [asked(ordinal), turn(ordinal)]
    assert requests(events) == list(range(1, 16))


def test_everything_twice_changes_nothing() -> None:
    assert written(ALL + ALL) == written(ALL)


def test_a_request_names_the_turn_before_it() -> None:
    request = [event for event in written(ALL) if isinstance(event, QuestionRequested)][1]
    assert request.previous_turn_id == turn(1).turn_id


def test_an_unknown_scenario_is_an_invalid_event() -> None:
    with pytest.raises(InvalidEvent, match="contract"):
        written([scheduled("no_such_scenario")])


def test_an_answer_has_its_time_and_no_more() -> None:
    state, before = fold_all(FOLD, [scheduled(), start(), asked(1)])
    assert FOLD.wake_at_ms(state) == UP_MS
    assert not [event for event in before if isinstance(event, AnswerTimeUp)]
    late: list[Event] = []
    state = drain(FOLD, state, late, UP_MS)
    assert late == [AnswerTimeUp(interview_id=INTERVIEW, question_id=question_id(INTERVIEW, 1), at_ms=UP_MS)]
    assert FOLD.wake_at_ms(state) is None


def test_the_clock_stands_still_while_the_candidate_is_away() -> None:
    events: list[Event] = [scheduled(), start(), connected(1, START_MS), asked(1), disconnected(1, START_MS + 5_000)]
    state, _ = fold_all(FOLD, events)
    assert FOLD.wake_at_ms(state) is None
    state, _ = fold_all(FOLD, [*events, connected(2, START_MS + 25_000)])
    assert FOLD.wake_at_ms(state) == UP_MS + 20_000


def test_the_end_of_an_old_connection_does_not_stop_the_clock() -> None:
    state, _ = fold_all(FOLD, [scheduled(), start(), connected(2, START_MS), asked(1), disconnected(1, START_MS + 10)])
    assert FOLD.wake_at_ms(state) == UP_MS


def test_a_pause_stops_the_clock_and_the_next_question() -> None:
    pause = PauseInterview(interview_id=INTERVIEW, command_id="p")
    events: list[Event] = [scheduled(), start(), asked(1), pause, turn(1)]
    out = written(events)
    assert any(isinstance(event, InterviewPaused) for event in out)
    assert requests(events) == [1]
    resume = ResumeInterview(interview_id=INTERVIEW, command_id="r")
    out = written([*events, resume])
    assert any(isinstance(event, InterviewResumed) for event in out)
    assert requests([*events, resume]) == [1, 2]


def test_leaving_with_nothing_open_ends_at_once() -> None:
    end = EndInterview(interview_id=INTERVIEW, command_id="e")
    ended = written([scheduled(), start(), asked(1), turn(1), end])[-1]
    assert isinstance(ended, InterviewEnded)
    assert (ended.reason, ended.turns) == ("candidate", 1)


def test_leaving_in_an_answer_waits_for_its_turn() -> None:
    end = EndInterview(interview_id=INTERVIEW, command_id="e", question_id=question_id(INTERVIEW, 1), end_sample=9)
    events: list[Event] = [scheduled(), start(), end, asked(1)]
    assert not [event for event in written(events) if isinstance(event, InterviewEnded)]
    ended = written([*events, turn(1)])[-1]
    assert isinstance(ended, InterviewEnded)
    assert ended.turns == 1


def test_leaving_before_the_start_ends_without_questions() -> None:
    out = written([scheduled(), EndInterview(interview_id=INTERVIEW, command_id="e")])
    assert [type(event) for event in out] == [InterviewEnded]


@given(st.lists(st.sampled_from(ALL), max_size=40))
def test_whatever_is_repeated_missing_or_out_of_order_nothing_is_written_twice(events: list[Event]) -> None:
    asked_for = requests(events)
    assert asked_for == sorted(set(asked_for))
    assert sum(isinstance(event, InterviewEnded) for event in written(events)) <= 1
