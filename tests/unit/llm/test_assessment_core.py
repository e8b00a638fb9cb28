"""Why: facts are counted, nothing is scored without a model, and no failure loses an interview's report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.llm_events import INTERVIEW, NOW_MS, ended, turn
from fakes.logbook import drain
from interview_schemas.events import (
    AnswerAssessed,
    AnswerFacts,
    CandidateConnected,
    CriterionResult,
    Event,
    InterviewAssessed,
)
from interview_schemas.rubric import load_rubric
from interview_schemas.topics import TOPICS
from llm_service.assessment.core import AssessmentFold, AssessmentState, facts
from llm_service.assessment.yielding import TOPICS as YIELDING_TO

pytestmark = pytest.mark.unit

RUBRIC = load_rubric("standard")
FOLD = AssessmentFold(RUBRIC)
FIRST = turn("introduction", 1, "I build data pipelines", "and I like it")
SECOND = turn("problem_solving", 2, "A retry made a new number")
SILENT = turn("final_statement", 3)
ALL: list[Event] = [FIRST, SECOND, SILENT, ended(3)]


def after(*events: Event) -> AssessmentState:
    state = FOLD.initial("i-1")
    for event in events:
        state = FOLD.apply(state, event, NOW_MS)
    return state


def written(*events: Event) -> list[Event]:
    state, outputs = FOLD.initial(INTERVIEW), list[Event]()
    for event in events:
        state = drain(FOLD, FOLD.apply(state, event, NOW_MS), outputs, NOW_MS)
    return outputs


def closing(*events: Event) -> InterviewAssessed:
    last = written(*events)[-1]
    assert isinstance(last, InterviewAssessed)
    return last


def test_facts_are_counted() -> None:
    assert facts(FIRST) == AnswerFacts(duration_ms=10_000, speaking_ms=3_000, words=8, segments=2)
    assert facts(SILENT) == AnswerFacts(duration_ms=10_000, speaking_ms=0, words=0, segments=0)


def test_an_answer_is_counted_whole_however_long() -> None:
    """Regression 16: answers were truncated to 3,000 characters."""
    assert facts(turn("introduction", 1, "word " * 5_000)).words == 5_000


def test_an_answer_is_not_assessed_and_says_why() -> None:
    """Regression 14: no default in place of a result."""
    (event,) = written(SECOND)
    assert isinstance(event, AnswerAssessed)
    assert (event.turn_id, event.stage_id, event.ordinal) == (SECOND.turn_id, "problem_solving", 2)
    assert event.criteria
    assert {result.status for result in event.criteria} == {"not_assessed"}
    assert {result.reason for result in event.criteria} == {"no grading model"}
    assert {result.score for result in event.criteria} == {None}
    assert {result.level for result in event.criteria} == {None}


def test_the_criteria_are_those_that_the_stage_feeds() -> None:
    (event,) = written(FIRST)
    assert isinstance(event, AnswerAssessed)
    expected = [criterion.id for criterion in RUBRIC.criteria_of("introduction")]
    assert [result.criterion for result in event.criteria] == expected


def test_a_stage_that_no_criterion_knows_has_facts_only() -> None:
    (event,) = written(turn("made_up", 1, "words"))
    assert isinstance(event, AnswerAssessed)
    assert event.criteria == ()
    assert event.facts.words == 1


def test_the_rubric_is_stamped_on_everything() -> None:
    stamps = {(getattr(event, "rubric_id", ""), getattr(event, "rubric_hash", "")) for event in written(*ALL)}
    assert stamps == {(RUBRIC.id, RUBRIC.hash)}


def test_the_interview_is_closed_after_its_last_answer() -> None:
    assert [type(event).__name__ for event in written(*ALL)] == ["AnswerAssessed"] * 3 + ["InterviewAssessed"]
    assert [type(event).__name__ for event in written(ALL[3], *ALL[:3])][-1] == "InterviewAssessed"


def test_an_interview_is_not_closed_before_all_its_answers_stand() -> None:
    assert not any(isinstance(event, InterviewAssessed) for event in written(FIRST, ended(2)))


def test_an_interview_without_answers_is_closed_too() -> None:
    event = closing(ended(0))
    assert (event.answers, event.facts.words, event.stages_covered) == (0, 0, ())


def test_the_closing_record_sums_facts_and_has_no_total() -> None:
    event = closing(*ALL)
    assert event.answers == 3
    assert event.facts == AnswerFacts(duration_ms=30_000, speaking_ms=4_500, words=14, segments=3)
    assert (event.total, event.coverage) == (None, 0.0)
    assert event.reason == "not assessed: no grading model"


def test_a_stage_without_a_word_is_not_covered() -> None:
    assert closing(*ALL).stages_covered == ("introduction", "problem_solving")


def test_a_lost_closing_record_is_written_again() -> None:
    """Regression 18: a failed summary lost the interview."""
    outputs = written(*ALL)
    again = FOLD.due(after(*ALL, *outputs[:-1]), NOW_MS)
    assert again == (outputs[-1],)
    assert FOLD.due(after(*ALL, *outputs), NOW_MS) == ()


@given(st.permutations([*ALL, *written(*ALL)[:2]]))
def test_any_order_ends_in_the_same_report(events: list[Event]) -> None:
    assert closing(*events) == closing(*ALL)
    ids = [event.turn_id for event in written(*events) if isinstance(event, AnswerAssessed)]
    assert len(ids) == len(set(ids))


def test_a_replay_under_another_run_is_not_the_interview_s_own() -> None:
    (live,) = written(FIRST)
    fields = {name: getattr(live, name) for name in live.__struct_fields__}
    assert FOLD.due(after(FIRST, AnswerAssessed(**fields | {"run": "replay-1"})), NOW_MS) == (live,)
    assert FOLD.due(after(FIRST, live), NOW_MS) == ()


def test_other_events_change_nothing() -> None:
    assert after(CandidateConnected(interview_id=INTERVIEW, epoch=1, at_ms=0)) == FOLD.initial(INTERVIEW)
    assert FOLD.wake_at_ms(after(*ALL)) is None


def test_neither_loudness_nor_a_face_can_reach_a_grade() -> None:
    """Regression 17: the fields and the inputs leave no room for them."""
    assert set(AnswerFacts.__struct_fields__) == {"duration_ms", "speaking_ms", "words", "segments"}
    assert set(CriterionResult.__struct_fields__) == {"criterion", "status", "reason", "level", "score", "quotes"}
    read = {name for name, topic in TOPICS.items() if "assessment" in topic.readers}
    assert {*FOLD.inputs, *FOLD.own, "grader-qualifications", *YIELDING_TO} == read
    assert not read & {"audio-chunks", "video-frames", "vision-signals"}
