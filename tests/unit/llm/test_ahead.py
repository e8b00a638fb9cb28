"""Why: a draft is for exactly the question that flow will request, told exactly what it would be told."""

import msgspec
import pytest

from fakes.llm_events import INTERVIEW, NOW_MS, asked, ended, requested, turn
from interview_schemas.events import Event
from llm_service.questions.ahead import (
    answered_until,
    as_if_answered,
    is_worth_a_draft,
    next_request,
    open_question,
)
from llm_service.questions.core import QuestionsFold, QuestionsState
from llm_service.questions.prompt import load_prompt

pytestmark = pytest.mark.unit

SKILL = requested("skill", variables={"company": "Hanbit"})
FOLLOW_UP = requested("skill_follow_up", variables={"company": "Hanbit"}, after_turn=True)
SAID = "I know SQL and Python from four years of building pipelines"


def state_of(*events: Event) -> QuestionsState:
    fold = QuestionsFold(with_model=True)
    state = fold.initial(INTERVIEW)
    for event in events:
        state = fold.apply(state, event, NOW_MS)
    return state


def test_the_next_request_is_what_flow_will_write() -> None:
    ahead = next_request(state_of(SKILL, asked(SKILL, "Which certificates?")))
    assert ahead == FOLLOW_UP


def test_a_draft_is_told_what_the_question_would_be_told() -> None:
    before = state_of(SKILL, asked(SKILL, "Which certificates?"))
    answered = turn("skill", SKILL.ordinal, SAID)
    answered = msgspec.structs.replace(answered, question="Which certificates?")
    after = state_of(SKILL, asked(SKILL, "Which certificates?"), answered, FOLLOW_UP)
    assert load_prompt().request(FOLLOW_UP, as_if_answered(before, SAID)) == load_prompt().request(FOLLOW_UP, after)


@pytest.mark.parametrize(
    "events",
    [
        (),
        (SKILL,),
        (asked(SKILL, "Which?"),),  # its request has not been read yet
        (SKILL, asked(SKILL, "Which?"), turn("skill", SKILL.ordinal, SAID)),
        (SKILL, asked(SKILL, "Which?"), ended(0)),
        (requested("introduction"), asked(requested("introduction"), "Who?")),  # a template follows
        (requested("final_statement"), asked(requested("final_statement"), "Last words?")),
    ],
)
def test_where_nothing_can_be_drafted_nothing_is(events: tuple[Event, ...]) -> None:
    assert next_request(state_of(*events)) is None


def test_the_open_question_is_the_last_without_a_turn() -> None:
    question = asked(SKILL, "Which?")
    assert open_question(state_of(SKILL, question)) == question
    assert open_question(state_of(SKILL, question, turn("skill", SKILL.ordinal, SAID))) is None
    assert as_if_answered(state_of(), SAID) == state_of()


def test_the_open_answer_begins_where_the_last_turn_ended() -> None:
    last = turn("skill", SKILL.ordinal, SAID)
    assert answered_until(state_of()) == 0
    assert answered_until(state_of(turn("introduction", 1), last)) == last.end_sample


def test_a_few_words_are_no_answer_yet() -> None:
    assert not is_worth_a_draft("Well, I think that")
    assert is_worth_a_draft(SAID)
