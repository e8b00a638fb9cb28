"""Why: what a model is told for a question is decided in one place, from the request and the interview alone."""

from typing import Final

import msgspec

from interview_schemas.events import QuestionRequested
from interview_schemas.scenario import load_scenario
from llm_service.blindness import masked_material
from llm_service.engines.contract import ChatRequest, Message
from llm_service.prompt_file import PromptFile, load_prompt_file
from llm_service.questions.core import QuestionsState, stage_of
from llm_service.questions.draft import SCHEMA

NAME: Final = "question.v1"
MAX_TOKENS: Final = 200
KEPT_WORDS: Final = 90  # of an answer that is not the last; about half a minute of speech


class Prompt(PromptFile, frozen=True, kw_only=True):
    """How questions are asked of a model."""

    def request(self, request: QuestionRequested, state: QuestionsState) -> ChatRequest:
        """One call for one question; the last answer goes in whole, but for what a blind interview withholds."""
        told = _material(request, state)
        shown = masked_material(told, request.language, request.withheld) if request.blind else told
        return self._chat(shown)

    def empty(self) -> ChatRequest:
        """The fixed part with nothing to ask about."""
        return self._chat({})

    def _chat(self, material: object) -> ChatRequest:
        told = msgspec.json.encode(material).decode()
        return ChatRequest(
            messages=(Message(role="system", content=self.text), Message(role="user", content=told)),
            schema_name="question",
            schema=SCHEMA,
            max_tokens=MAX_TOKENS,
        )


def load_prompt(name: str = NAME) -> Prompt:
    """The prompt that comes with the package."""
    return Prompt(name=name, text=load_prompt_file(name).text)


def _material(request: QuestionRequested, state: QuestionsState) -> dict[str, object]:
    stage = stage_of(request)
    written = load_scenario(request.scenario_id).question_text(stage, request.language, request.variables)
    return {
        "language": request.language,
        "stage": {"name": stage.names.text(request.language), "kind": stage.kind, "guide": stage.guide},
        "written_question": written,
        "facts": dict(sorted(request.variables.items())),
        "conversation": _conversation(state, request.ordinal),
    }


def _conversation(state: QuestionsState, before: int) -> list[dict[str, str]]:
    """The last answer whole, earlier ones by their beginning and their end: what matters now comes last."""
    turns = [turn for ordinal, turn in sorted(state.turns.items()) if ordinal < before]
    last = turns[-1].answer if turns else ""
    earlier = [{"question": turn.question, "answer": shortened(turn.answer)} for turn in turns[:-1]]
    return [*earlier, *({"question": turn.question, "answer": last} for turn in turns[-1:])]


def shortened(answer: str) -> str:
    """At most KEPT_WORDS words, with a mark where others stood."""
    words = answer.split()
    if len(words) <= KEPT_WORDS:
        return answer
    begin, end = words[: KEPT_WORDS * 2 // 3], words[-(KEPT_WORDS // 3) :]
    return f"{' '.join(begin)} … {' '.join(end)}"
