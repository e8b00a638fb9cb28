"""Why: what a model said about an answer becomes a grade only as far as the answer's own words carry it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

import msgspec

from interview_schemas.events import AnswerSegment, CriterionResult, Quote, Remark
from interview_schemas.rubric import Criterion
from llm_service.assessment.evidence import locate
from llm_service.assessment.prompt import MAX_QUOTES, MAX_REMARKS, NOT_OBSERVED
from llm_service.assessment.totals import clamped, part_score

NO_EVIDENCE: Final = "the answer carries no evidence for this criterion"
NOTHING_SAID: Final = "nothing was said"
NOT_QUALIFIED: Final = "the model has not qualified for this rubric"
_MAX_TEXT: Final = 400
Find = Callable[[str], tuple[Quote, ...]]


class _Graded(msgspec.Struct, forbid_unknown_fields=True):
    level: str
    reason: str = ""
    quotes: list[str] = []
    score: float | None = None
    parts: dict[str, float] = {}


class _Remark(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    quote: str


class Output(msgspec.Struct, forbid_unknown_fields=True):
    """What a model answers; every field is checked again, whatever form the server enforces."""

    criteria: dict[str, _Graded]
    strengths: list[_Remark] = []
    improvements: list[_Remark] = []


class Grading(NamedTuple):
    """`unfound` are quotes that the answer does not carry, as the model wrote them."""

    criteria: tuple[CriterionResult, ...]
    remarks: tuple[Remark, ...]
    unfound: tuple[str, ...]


_DECODER: Final = msgspec.json.Decoder(Output)


def output_of(raw: str, criteria: Sequence[Criterion]) -> Output | None:
    """None for what is not an assessment of exactly these criteria with levels that they have."""
    try:
        output = _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeError):
        return None
    if set(output.criteria) != {criterion.id for criterion in criteria}:
        return None
    return output if all(_is_complete(output.criteria[criterion.id], criterion) for criterion in criteria) else None


def grading(output: Output, criteria: Sequence[Criterion], segments: Sequence[AnswerSegment]) -> Grading:
    """The grades that stand on found quotes; what does not is `not_observed`."""
    unfound: list[str] = []

    def find(text: str) -> tuple[Quote, ...]:
        found = locate(text, segments)
        if not found:
            unfound.append(text)
        return found

    results = tuple(_result(criterion, output.criteria[criterion.id], find) for criterion in criteria)
    remarks = (*_remarks("strength", output.strengths, find), *_remarks("improvement", output.improvements, find))
    return Grading(results, remarks, tuple(dict.fromkeys(unfound)))


def unqualified(results: Iterable[CriterionResult]) -> tuple[CriterionResult, ...]:
    """The same evidence without level, score or opinion."""
    return tuple(
        CriterionResult(criterion=result.criterion, status="not_assessed", reason=NOT_QUALIFIED, quotes=result.quotes)
        if result.status == "assessed"
        else result
        for result in results
    )


def not_observed(criterion: str, reason: str) -> CriterionResult:
    """Looked for and not found."""
    return CriterionResult(criterion=criterion, status="not_observed", reason=reason)


def _is_complete(graded: _Graded, criterion: Criterion) -> bool:
    """A known level, and every number that a score is made of: none is ever put in its place."""
    if graded.level == NOT_OBSERVED:
        return True
    scored = graded.score is not None or bool(criterion.parts)
    parts = all(part.id in graded.parts for part in criterion.parts)
    return scored and parts and graded.level in {known.id for known in criterion.levels}


def _result(criterion: Criterion, graded: _Graded, find: Find) -> CriterionResult:
    if graded.level == NOT_OBSERVED:
        return not_observed(criterion.id, NO_EVIDENCE)
    quotes = tuple(quote for text in graded.quotes[:MAX_QUOTES] for quote in find(text))
    if not quotes:
        return not_observed(criterion.id, NO_EVIDENCE)
    score = _score(criterion, graded)
    return CriterionResult(
        criterion=criterion.id,
        status="assessed",
        reason=_line(graded.reason),
        level=criterion.level(score).id,
        score=score,
        quotes=_distinct(quotes),
    )


def _score(criterion: Criterion, graded: _Graded) -> float:
    """From the parts where there are any, else within the level that was named."""
    if graded.score is None or criterion.parts:
        return part_score(criterion, graded.parts)
    level = next(known for known in criterion.levels if known.id == graded.level)
    return clamped(graded.score, level.min_score, level.max_score)


def _remarks(kind: Literal["strength", "improvement"], remarks: Sequence[_Remark], find: Find) -> tuple[Remark, ...]:
    located = ((remark, find(remark.quote)) for remark in remarks[:MAX_REMARKS] if remark.text.strip())
    return tuple(Remark(kind=kind, text=_line(remark.text), quotes=quotes) for remark, quotes in located if quotes)


def _distinct(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    kept: Mapping[tuple[str, int, int], Quote] = {(quote.segment_id, quote.start, quote.end): quote for quote in quotes}
    return tuple(kept.values())


def _line(text: str) -> str:
    """One line of bounded length."""
    return " ".join(text.split())[:_MAX_TEXT]
