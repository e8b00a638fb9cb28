"""Why: which prompt wrote a question must be known for ever, so a prompt is a file with a version and a hash."""

import hashlib
from importlib.resources import files
from typing import Final

import msgspec

from interview_schemas.events import QuestionRequested
from interview_schemas.scenario import load_scenario
from llm_service.blindness import masked_material
from llm_service.engines.contract import ChatRequest, Message
from llm_service.questions.core import QuestionsState, stage_of
from llm_service.questions.draft import SCHEMA

NAME: Final = "question.v1"
MAX_TOKENS: Final = 200
_HASH_DIGITS: Final = 12


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """The fixed part of what a model is told; being the same for all it can be cached by the server."""

    name: str
    text: str

    @property
    def version(self) -> str:
        """Name and content: another text is another version even where somebody forgot to rename it."""
        return f"{self.name}@{hashlib.sha256(self.text.encode()).hexdigest()[:_HASH_DIGITS]}"

    def request(self, request: QuestionRequested, state: QuestionsState) -> ChatRequest:
        """One call for one question; answers go in whole, but for what a blind interview withholds."""
        told = _material(request, state)
        shown = masked_material(told, request.language, request.withheld) if request.blind else told
        material = msgspec.json.encode(shown).decode()
        return ChatRequest(
            messages=(Message(role="system", content=self.text), Message(role="user", content=material)),
            schema_name="question",
            schema=SCHEMA,
            max_tokens=MAX_TOKENS,
        )


def load_prompt(name: str = NAME) -> Prompt:
    """The prompt that comes with the package."""
    path = files("llm_service") / "prompts" / f"{name}.txt"
    return Prompt(name=name, text=path.read_text(encoding="utf-8"))


def _material(request: QuestionRequested, state: QuestionsState) -> dict[str, object]:
    stage = stage_of(request)
    written = load_scenario(request.scenario_id).question_text(stage, request.language, request.variables)
    return {
        "language": request.language,
        "stage": {"name": stage.names.text(request.language), "kind": stage.kind, "guide": stage.guide},
        "written_question": written,
        "facts": dict(sorted(request.variables.items())),
        "conversation": [
            {"question": turn.question, "answer": turn.answer}
            for ordinal, turn in sorted(state.turns.items())
            if ordinal < request.ordinal
        ],
    }
