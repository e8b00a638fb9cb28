"""Why: which question comes after the open one, and what is told for it, is known while the answer is still given."""

from typing import Final

import msgspec

from interview_schemas.events import AnswerSegment, QuestionAsked, QuestionRequested, TurnCompleted
from interview_schemas.ids import question_id, turn_id
from interview_schemas.scenario import load_scenario
from llm_service.questions.core import QuestionsState

MIN_WORDS: Final = 8


def open_question(state: QuestionsState) -> QuestionAsked | None:
    """The latest question, unless it was answered or the interview has ended."""
    last = max(state.asked, default=0)
    return None if state.ended or last in state.turns else state.asked.get(last)


def answered_until(state: QuestionsState) -> int:
    """The first sample that belongs to no turn."""
    return max((turn.end_sample for turn in state.turns.values()), default=0)


def next_request(state: QuestionsState) -> QuestionRequested | None:
    """What flow will request when the open answer ends; None where that is nothing, or nothing for a model."""
    question = open_question(state)
    request = state.requests.get(question.ordinal) if question is not None else None
    if question is None or request is None:
        return None
    stages = load_scenario(request.scenario_id).stages
    if question.ordinal >= len(stages) or stages[question.ordinal].kind == "template":
        return None
    return msgspec.structs.replace(
        request,
        question_id=question_id(state.interview_id, question.ordinal + 1),
        stage_id=stages[question.ordinal].id,
        ordinal=question.ordinal + 1,
        previous_turn_id=turn_id(state.interview_id, question.question_id),
    )


def as_if_answered(state: QuestionsState, answer: str) -> QuestionsState:
    """The interview as it would be if the open answer ended with these words."""
    question = open_question(state)
    if question is None:
        return state
    segment = AnswerSegment(
        segment_id="", from_sample=0, to_sample=0, speech_start_sample=0, speech_end_sample=0, text=answer
    )
    turn = TurnCompleted(
        interview_id=state.interview_id,
        turn_id=turn_id(state.interview_id, question.question_id),
        question_id=question.question_id,
        stage_id=question.stage_id,
        ordinal=question.ordinal,
        question=question.text,
        segments=(segment,),
        from_sample=0,
        end_sample=0,
        cause="finish",
    )
    return msgspec.structs.replace(state, turns={**state.turns, question.ordinal: turn})


def is_worth_a_draft(answer: str) -> bool:
    """Too few words are a beginning, not an answer."""
    return len(answer.split()) >= MIN_WORDS
