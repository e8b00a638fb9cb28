"""Why: a written question is the scenario's own, and what is recorded says where the words come from."""

import msgspec
import pytest

from fakes.llm_events import INTERVIEW, NOW_MS, asked, requested
from interview_schemas.events import Event
from interview_schemas.scenario import load_scenario
from llm_service.questions.asking import Wording, asked_before, fallback_text, question, written
from llm_service.questions.core import QuestionsFold, QuestionsState

pytestmark = pytest.mark.unit

SCENARIO = load_scenario("standard")
FOLLOW_UP = requested("skill_follow_up")
WORDS = Wording(text="Why?", source="template")


def state_of(*events: Event) -> QuestionsState:
    fold = QuestionsFold(with_model=True)
    state = fold.initial(INTERVIEW)
    for event in events:
        state = fold.apply(state, event, NOW_MS)
    return state


def test_the_written_question_is_the_scenario_s() -> None:
    stage = SCENARIO.stage("introduction")
    assert written(requested("introduction")).text == stage.question.en
    assert written(requested("introduction", language="ko")).text == stage.question.ko
    assert written(requested("introduction")).source == "template"


def test_variables_are_filled_in() -> None:
    known = {"company": "Harbour Freight Systems", "position": "data engineer"}
    text = written(requested("motivation", variables=known)).text
    assert any(value in text for value in known.values())
    assert "{" not in text


@pytest.mark.parametrize("variables", [{}, {"company": " ", "position": ""}])
def test_a_variable_that_nobody_knows_has_a_question_of_its_own(variables: dict[str, str]) -> None:
    missing = SCENARIO.stage("motivation").variables[0].when_missing.en
    assert written(requested("motivation", variables=variables)).text == missing


def test_a_fallback_that_was_heard_is_not_asked_again() -> None:
    first, second, *_ = SCENARIO.stage("skill_follow_up").fallbacks.en
    before = requested("introduction")
    assert fallback_text(FOLLOW_UP, state_of()) == first
    assert fallback_text(FOLLOW_UP, state_of(before, asked(before, first))) == second


def test_when_all_were_heard_one_is_asked_all_the_same() -> None:
    texts = SCENARIO.stage("skill_follow_up").fallbacks.en
    before = [requested(stage.id) for stage in SCENARIO.stages if stage.id != "skill_follow_up"]
    heard = [asked(request, text) for request, text in zip(before, texts, strict=False)]
    assert fallback_text(FOLLOW_UP, state_of(*heard)) == texts[0]


def test_a_question_is_not_its_own_predecessor() -> None:
    assert asked_before(FOLLOW_UP, state_of(asked(FOLLOW_UP, "Why?"))) == ()


def test_the_event_carries_the_stage_s_times_and_the_words_origin() -> None:
    wording = Wording(
        text="Why?", source="model", model="m", prompt_version="p", request_hash="h", raw_output='{"question": "Why?"}'
    )
    stage = SCENARIO.stage("skill_follow_up")
    event = question(FOLLOW_UP, state_of(FOLLOW_UP), wording, NOW_MS + 700)
    assert (event.question_id, event.stage_id, event.ordinal) == (FOLLOW_UP.question_id, stage.id, FOLLOW_UP.ordinal)
    assert (event.requested_at_ms, event.asked_at_ms) == (NOW_MS, NOW_MS + 700)
    assert (event.think_seconds, event.answer_seconds) == (stage.think_seconds, stage.answer_seconds)
    assert {name: getattr(event, name) for name in Wording.__struct_fields__} == msgspec.structs.asdict(wording)


def test_a_clock_behind_the_request_s_makes_no_question_before_its_request() -> None:
    event = question(FOLLOW_UP, state_of(FOLLOW_UP), WORDS, NOW_MS - 50)
    assert event.asked_at_ms == event.requested_at_ms == NOW_MS
