"""Why: what a score is made of must be explainable, so weights, follow-ups and totals are arithmetic in one place."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Final, NamedTuple

from interview_schemas.events import AnswerAssessed, CriterionTotal
from interview_schemas.rubric import FULL_WEIGHT, MAX_SCORE, Criterion, Rubric

_MIDDLE: Final = MAX_SCORE / 2


class Totals(NamedTuple):
    """`total` is the weighted mean over the criteria that have a score; `coverage` is their share of the weight."""

    criteria: tuple[CriterionTotal, ...]
    total: float | None
    coverage: float


def totals(rubric: Rubric, answers: Iterable[AnswerAssessed], parents: Mapping[str, str]) -> Totals:
    """Over an interview's answers; `parents` gives each follow-up stage the stage that it follows."""
    known = sorted(answers, key=lambda answer: answer.ordinal)
    rows = tuple(_row(criterion, _scores(criterion.id, known), parents) for criterion in rubric.criteria)
    scored = [(row.weight, row.score) for row in rows if row.score is not None]
    weight = sum(weight for weight, _ in scored)
    total = sum(weight * score for weight, score in scored) / weight if weight else None
    return Totals(rows, total, weight / FULL_WEIGHT)


def part_score(criterion: Criterion, parts: Mapping[str, float]) -> float:
    """A criterion's score from its parts, 0 to 100; raises KeyError for a part that is absent."""
    return sum(part.weight * clamped(parts[part.id]) for part in criterion.parts) / FULL_WEIGHT


def clamped(score: float, lowest: float = 0.0, highest: float = MAX_SCORE) -> float:
    """`score` within bounds."""
    return min(max(score, lowest), highest)


def adjusted(criterion: Criterion, score: float, follow_ups: Sequence[float]) -> float:
    """A score moved by its follow-ups: 50 leaves it, 100 adds the whole gain, 0 takes the whole loss."""
    for follow_up in follow_ups:
        distance = (clamped(follow_up) - _MIDDLE) / _MIDDLE
        score += distance * (criterion.follow_up_gain if distance > 0 else criterion.follow_up_loss)
    return clamped(score)


def _scores(criterion_id: str, answers: Iterable[AnswerAssessed]) -> dict[str, float]:
    """By stage, where the answer carries evidence."""
    return {
        answer.stage_id: result.score
        for answer in answers
        for result in answer.criteria
        if result.criterion == criterion_id and result.status == "assessed" and result.score is not None
    }


def _row(criterion: Criterion, scores: Mapping[str, float], parents: Mapping[str, str]) -> CriterionTotal:
    moves = criterion.follow_up_gain > 0 or criterion.follow_up_loss > 0
    moving = {stage: parents[stage] for stage in scores if moves and parents.get(stage) in scores}
    finished = [
        adjusted(criterion, score, [scores[child] for child, parent in moving.items() if parent == stage])
        for stage, score in scores.items()
        if stage not in moving
    ]
    score = fmean(finished) if finished else None
    level = criterion.level(score).id if score is not None else None
    return CriterionTotal(
        criterion=criterion.id, weight=criterion.weight, score=score, level=level, answers=len(scores)
    )
