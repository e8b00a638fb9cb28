"""Why: the words of a question, and what is recorded about them, follow from the request and the interview alone."""

from typing import Literal

import msgspec

from interview_schemas.events import QuestionAsked, QuestionRequested
from interview_schemas.scenario import load_scenario
from llm_service.questions.core import QuestionsState, stage_of
from llm_service.questions.validator import is_among

Source = Literal["template", "model", "fallback"]


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a question and where they come from."""

    text: str
    source: Source
    model: str | None = None
    prompt_version: str | None = None
    request_hash: str | None = None
    raw_output: str | None = None
    drafted: bool = False
    first_token_at_ms: int | None = None
    written_at_ms: int | None = None


def asked_before(request: QuestionRequested, state: QuestionsState) -> tuple[str, ...]:
    """The texts of the interview's other questions."""
    return tuple(asked.text for ordinal, asked in sorted(state.asked.items()) if ordinal != request.ordinal)


def quotable(request: QuestionRequested, state: QuestionsState) -> tuple[str, ...]:
    """What a question may quote: the facts and what the candidate said."""
    return (*request.variables.values(), *(turn.answer for turn in state.turns.values()))


def written(request: QuestionRequested) -> Wording:
    """The scenario's question, or what it has in place of a variable that nobody knows."""
    stage = stage_of(request)
    text = load_scenario(request.scenario_id).question_text(stage, request.language, request.variables)
    return Wording(text=text, source="template")


def fallback_text(request: QuestionRequested, state: QuestionsState) -> str:
    """The stage's first written fallback that this interview has not heard."""
    texts = stage_of(request).fallbacks.texts(request.language)
    heard = asked_before(request, state)
    return next((text for text in texts if not is_among(text, heard)), texts[0])


def question(request: QuestionRequested, state: QuestionsState, wording: Wording, now_ms: int) -> QuestionAsked:
    """The event for `wording`."""
    stage = stage_of(request)
    requested_at_ms = state.requested_at_ms.get(request.ordinal, now_ms)
    return QuestionAsked(
        interview_id=request.interview_id,
        question_id=request.question_id,
        stage_id=request.stage_id,
        ordinal=request.ordinal,
        language=request.language,
        requested_at_ms=requested_at_ms,
        asked_at_ms=max(now_ms, requested_at_ms),
        think_seconds=stage.think_seconds,
        answer_seconds=stage.answer_seconds,
        **msgspec.structs.asdict(wording),
    )
