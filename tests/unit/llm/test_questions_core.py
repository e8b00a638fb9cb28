"""Why: which questions are still to be worded follows from the log, in whatever order its topics are read."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.llm_events import INTERVIEW, NOW_MS, asked, ended, requested, turn
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import ConsentGiven, Event, QuestionRequested
from llm_service.questions.core import QuestionsFold, QuestionsState

pytestmark = pytest.mark.unit

WRITTEN = QuestionsFold(with_model=False)
MODEL = QuestionsFold(with_model=True)
FIRST = requested("introduction")
FOLLOW_UP = requested("skill_follow_up", after_turn=True)
ANSWER = turn("skill", 3, "I passed the database certificate")


def state_of(fold: QuestionsFold, *events: Event) -> QuestionsState:
    state = fold.initial(INTERVIEW)
    for event in events:
        state = fold.apply(state, event, NOW_MS)
    return state


def due(fold: QuestionsFold, *events: Event, now_ms: int = NOW_MS) -> tuple[Event, ...]:
    return fold.due(state_of(fold, *events), now_ms)


def test_a_request_without_a_question_is_due() -> None:
    assert due(WRITTEN, FIRST) == (FIRST,)


def test_a_request_with_a_question_is_not() -> None:
    assert due(WRITTEN, FIRST, asked(FIRST, "Why?")) == ()
    assert due(WRITTEN, asked(FIRST, "Why?"), FIRST) == ()


def test_nothing_is_due_after_the_end() -> None:
    assert due(WRITTEN, FIRST, ended(0)) == ()
    assert WRITTEN.wake_at_ms(state_of(WRITTEN, FIRST, ended(0))) is None


def test_requests_are_due_in_their_order() -> None:
    second = requested("motivation")
    assert due(WRITTEN, second, FIRST) == (FIRST, second)


def test_the_first_request_of_a_place_counts() -> None:
    assert due(WRITTEN, FIRST, requested("introduction", language="ko")) == (FIRST,)


def test_a_model_s_stage_waits_for_the_answer_that_it_builds_on() -> None:
    assert due(MODEL, FOLLOW_UP) == ()
    assert due(MODEL, FOLLOW_UP, ANSWER) == (FOLLOW_UP,)
    assert due(MODEL, ANSWER, FOLLOW_UP) == (FOLLOW_UP,)


def test_but_not_for_ever() -> None:
    state = state_of(MODEL, FOLLOW_UP)
    assert MODEL.wake_at_ms(state) == FOLLOW_UP.due_at_ms
    assert MODEL.due(state, FOLLOW_UP.due_at_ms) == (FOLLOW_UP,)


def test_a_written_question_waits_for_nothing() -> None:
    after = requested("motivation", after_turn=True)
    assert due(WRITTEN, FOLLOW_UP) == (FOLLOW_UP,)
    assert due(MODEL, after) == (after,)


def test_other_events_change_nothing() -> None:
    consent = ConsentGiven(interview_id=INTERVIEW, command_id="c", scope="interview", text_version="1", at_ms=0)
    assert state_of(WRITTEN, consent) == WRITTEN.initial(INTERVIEW)


@pytest.mark.parametrize("change", [{"scenario_id": "none"}, {"stage_id": "none"}])
def test_a_request_that_no_scenario_can_answer_is_a_bad_message(change: dict[str, str]) -> None:
    fields = {name: getattr(FIRST, name) for name in FIRST.__struct_fields__} | change
    with pytest.raises(InvalidEvent, match="contract"):
        state_of(WRITTEN, QuestionRequested(**fields))


def test_states_are_not_changed_in_place() -> None:
    before = state_of(WRITTEN, FIRST)
    WRITTEN.apply(before, asked(FIRST, "Why?"), NOW_MS)
    assert before.asked == {}
    assert WRITTEN.due(before, NOW_MS) == (FIRST,)


@given(st.permutations([FIRST, asked(FIRST, "Why?"), FOLLOW_UP, ANSWER]))
def test_the_order_of_topics_does_not_matter(events: list[Event]) -> None:
    assert due(MODEL, *events) == (FOLLOW_UP,)


def test_no_order_makes_a_question_due_twice() -> None:
    events = [FIRST, asked(FIRST, "Why?"), FIRST]
    assert {due(WRITTEN, *order) for order in itertools.permutations(events)} == {()}
