"""Why: a resume counts before the first question and never after it, and the record says what it changed."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.logbook import INTERVIEW, START_MS, asked, fold_all, start, turn
from fakes.resumes import ENGLISH, KOREAN, parsed, posting
from interview_schemas.events import Event, InterviewPrepared, InterviewStarted, QuestionRequested
from stream_processors.flow.core import FlowFold

pytestmark = pytest.mark.unit

FOLD = FlowFold()


def written(*events: Event) -> list[Event]:
    return fold_all(FOLD, events)[1]


def request(events: list[Event]) -> QuestionRequested:
    return next(event for event in events if isinstance(event, QuestionRequested))


def test_a_resume_prepares_the_interview_at_once() -> None:
    (prepared,) = written(posting(), parsed())
    assert isinstance(prepared, InterviewPrepared)
    assert (prepared.reason, prepared.prepared_at_ms) == ("elsewhere", START_MS)


def test_resume_and_schedule_may_come_in_either_order() -> None:
    assert written(parsed(), posting()) == written(posting(), parsed())


def test_the_questions_are_those_of_the_scenario_that_was_chosen_with_what_the_resume_says() -> None:
    first = request(written(posting(), parsed(), start()))
    assert first.scenario_id == "career_change"
    assert first.variables["activity"] == "Summer Festival Booking Desk"
    assert first.blind
    assert "Jane Park" in first.withheld["name"]


def test_without_a_resume_the_posting_is_asked_about() -> None:
    first = request(written(posting(blind=False), start()))
    assert first.scenario_id == "standard"
    assert first.variables["company"] == "Harbour Systems"
    assert (first.blind, first.withheld) == (False, {})


def test_a_resume_that_comes_after_the_start_changes_nothing() -> None:
    without = written(posting(), start())
    assert written(posting(), start(), parsed()) == without
    assert not [event for event in without if isinstance(event, InterviewPrepared)]


def test_the_last_resume_before_the_start_counts() -> None:
    events = written(posting(), parsed(ENGLISH), parsed(KOREAN), start())
    assert [event.reason for event in events if isinstance(event, InterviewPrepared)] == ["elsewhere", "fits"]
    assert request(events).scenario_id == "standard"


def test_a_crash_before_or_after_the_preparation_prepares_once() -> None:
    resume = parsed()
    (prepared,) = written(posting(), resume)
    state = FOLD.initial(INTERVIEW)
    for event in (posting(), resume):
        state = FOLD.apply(state, event, START_MS)
    assert FOLD.due(state, START_MS) == (prepared,)
    state = FOLD.apply(state, prepared, START_MS)
    assert FOLD.due(state, START_MS) == ()


def test_all_fifteen_questions_of_a_career_change_come() -> None:
    events: list[Event] = [posting(), parsed(), start()]
    for ordinal in range(1, 16):
        events += [asked(ordinal), turn(ordinal)]
    requested = [event for event in written(*events) if isinstance(event, QuestionRequested)]
    assert [event.ordinal for event in requested] == list(range(1, 16))
    assert {event.scenario_id for event in requested} == {"career_change"}


ALL: list[Event] = [posting(), parsed(), parsed(KOREAN), start(), asked(1), turn(1), asked(2)]


@given(st.lists(st.sampled_from(ALL), max_size=30))
def test_whatever_the_order_nothing_is_prepared_after_the_start_and_one_scenario_is_asked(events: list[Event]) -> None:
    out = written(*events)
    begun = [place for place, event in enumerate(out) if isinstance(event, InterviewStarted)]
    prepared = [place for place, event in enumerate(out) if isinstance(event, InterviewPrepared)]
    assert not begun or all(place < begun[0] for place in prepared)
    assert len({event.scenario_id for event in out if isinstance(event, QuestionRequested)}) <= 1
    ids = [msgspec.json.encode(event) for event in out]
    assert len(ids) == len(set(ids))
