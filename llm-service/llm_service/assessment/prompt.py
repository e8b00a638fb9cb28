"""Why: what a model is told for a grade, and the form of its answer, follow from the turn and the rubric."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from interview_schemas.events import Language, Quote, TurnCompleted
from interview_schemas.rubric import MAX_SCORE, Criterion
from llm_service.blindness import masked_material
from llm_service.engines.contract import ChatRequest, Message
from llm_service.prompt_file import load_prompt_file

NOT_OBSERVED: Final = "not_observed"
PRIORITY: Final = 10
MAX_TOKENS: Final = 1_600
MAX_QUOTES: Final = 3
MAX_REMARKS: Final = 2
GRADE: Final = load_prompt_file("assessment.v1")
REPAIR: Final = load_prompt_file("assessment_repair.v1")
SUMMARY: Final = load_prompt_file("summary.v1")
VERSION: Final = f"{GRADE.version}+{REPAIR.version}"
Schema = dict[str, object]


class Context(NamedTuple):
    """What holds for the whole interview. A blind one keeps `withheld` values by kind from the model."""

    language: Language
    blind: bool = True
    withheld: Mapping[str, Sequence[str]] = MappingProxyType({})


def grade_request(turn: TurnCompleted, criteria: Sequence[Criterion], context: Context) -> ChatRequest:
    """One call for all criteria of one answer, which goes in whole."""
    material = {
        "language": context.language,
        "question": turn.question,
        "answer": [segment.text for segment in turn.segments if segment.text],
        "criteria": [_described(criterion, context.language) for criterion in criteria],
    }
    shown = masked_material(material, context.language, context.withheld) if context.blind else material
    return ChatRequest(
        messages=(Message(role="system", content=GRADE.text), _user(shown)),
        schema_name="assessment",
        schema=grade_schema(criteria),
        max_tokens=MAX_TOKENS,
        priority=PRIORITY,
    )


def repair_request(first: ChatRequest, raw: str, unfound: Sequence[str]) -> ChatRequest:
    """The same call with its output and what is wrong with it."""
    told = REPAIR.text.replace("{unfound}", msgspec.json.encode(list(unfound)).decode())
    again = (Message(role="assistant", content=raw), Message(role="user", content=told))
    return msgspec.structs.replace(first, messages=(*first.messages, *again))


def summary_request(language: Language, cited: Sequence[tuple[str, Quote]]) -> ChatRequest:
    """One call over the quotes that stand in the report; `cited` are pairs of criterion and quote, numbered from 1."""
    quotes = [
        {"number": number, "criterion": criterion, "text": quote.text}
        for number, (criterion, quote) in enumerate(cited, start=1)
    ]
    return ChatRequest(
        messages=(Message(role="system", content=SUMMARY.text), _user({"language": language, "quotes": quotes})),
        schema_name="summary",
        schema=SUMMARY_SCHEMA,
        max_tokens=MAX_TOKENS,
        priority=PRIORITY,
    )


def grade_schema(criteria: Sequence[Criterion]) -> Schema:
    """JSON Schema with one property a criterion, so that none is missing and none is made up."""
    remarks = _list_of(_object({"text": _TEXT, "quote": _TEXT}), MAX_REMARKS)
    graded = _object({criterion.id: _criterion_schema(criterion) for criterion in criteria})
    return _object({"criteria": graded, "strengths": remarks, "improvements": remarks})


def _criterion_schema(criterion: Criterion) -> Schema:
    levels: Schema = {"type": "string", "enum": [*(level.id for level in criterion.levels), NOT_OBSERVED]}
    parts = {"parts": _object({part.id: _SCORE for part in criterion.parts})} if criterion.parts else {"score": _SCORE}
    return _object({"quotes": _list_of(_TEXT, MAX_QUOTES), "reason": _TEXT, "level": levels, **parts})


def _described(criterion: Criterion, language: Language) -> dict[str, object]:
    return {
        "id": criterion.id,
        "name": criterion.names.text(language),
        "levels": [
            {
                "id": level.id,
                "scores": [level.min_score, level.max_score],
                "indicators": list(level.indicators.texts(language)),
            }
            for level in criterion.levels
        ],
        "parts": [{"id": part.id, "name": part.names.text(language)} for part in criterion.parts],
    }


def _user(material: object) -> Message:
    return Message(role="user", content=msgspec.json.encode(material).decode())


def _object(properties: Mapping[str, object]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _list_of(items: Schema, most: int) -> Schema:
    return {"type": "array", "items": items, "maxItems": most}


_TEXT: Final[Schema] = {"type": "string"}
_SCORE: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": MAX_SCORE}
SUMMARY_SCHEMA: Final = _object(
    {"sentences": _list_of(_object({"text": _TEXT, "cites": _list_of({"type": "integer"}, 8)}), 5)}
)
