"""Why: weights, follow-ups and coverage are what the rubric says, whatever the scores are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.llm_events import turn
from fakes.llm_grades import RUBRIC
from interview_schemas.events import AnswerAssessed, CriterionResult
from interview_schemas.scenario import load_scenario
from llm_service.assessment.core import AssessmentFold
from llm_service.assessment.totals import Totals, adjusted, part_score, totals

pytestmark = pytest.mark.unit

PARENTS = {stage.id: stage.parent for stage in load_scenario("standard").stages if stage.parent is not None}
STAGES = [stage.id for stage in load_scenario("standard").stages]
FOLD = AssessmentFold(RUBRIC)


def answer(stage_id: str, **scores: float | None) -> AnswerAssessed:
    """An answer with these scores by criterion; None stands for not observed."""
    counted = FOLD.counted(turn(stage_id, STAGES.index(stage_id) + 1, "words"))
    results = tuple(
        CriterionResult(criterion=name, status="not_observed" if score is None else "assessed", reason="", score=score)
        for name, score in scores.items()
    )
    fields = {name: getattr(counted, name) for name in counted.__struct_fields__}
    return AnswerAssessed(**fields | {"criteria": results})


def of(*answers: AnswerAssessed) -> Totals:
    return totals(RUBRIC, answers, PARENTS)


def score(found: Totals, criterion: str) -> float | None:
    return next(row.score for row in found.criteria if row.criterion == criterion)


def test_without_an_answer_there_is_neither_total_nor_coverage() -> None:
    assert of() == Totals(of().criteria, None, 0.0)
    assert {row.score for row in of().criteria} == {None}


def test_the_total_is_weighted_over_what_was_assessed() -> None:
    found = of(answer("introduction", A=80.0), answer("problem_solving", D=60.0))
    assert found.total == pytest.approx((15 * 80 + 30 * 60) / 45)
    assert found.coverage == pytest.approx(0.45)


def test_what_was_not_observed_lowers_the_coverage_and_not_the_score() -> None:
    alone, beside = of(answer("introduction", A=80.0)), of(answer("introduction", A=80.0, B=None))
    assert alone == beside
    assert alone.total == 80.0


def test_answers_to_one_criterion_count_alike() -> None:
    found = of(answer("introduction", A=80.0), answer("final_statement", A=60.0))
    assert score(found, "A") == 70.0
    assert next(row.answers for row in found.criteria if row.criterion == "A") == 2


@pytest.mark.parametrize(
    ("follow_up", "expected"), [(100.0, 75.0), (50.0, 60.0), (0.0, 50.0), (75.0, 67.5), (25.0, 55.0)]
)
def test_a_follow_up_moves_its_parent_within_the_rubric_s_bounds(follow_up: float, expected: float) -> None:
    """Criterion D: at most 15 up and 10 down."""
    found = of(answer("problem_solving", D=60.0), answer("problem_solving_follow_up", D=follow_up))
    assert score(found, "D") == pytest.approx(expected)


def test_a_follow_up_whose_parent_carries_no_evidence_stands_for_itself() -> None:
    found = of(answer("problem_solving", D=None), answer("problem_solving_follow_up", D=72.0))
    assert score(found, "D") == 72.0


def test_a_follow_up_of_a_criterion_without_bonus_is_an_answer_like_others() -> None:
    found = of(answer("communication", A=60.0), answer("communication_follow_up", A=80.0))
    assert score(found, "A") == 70.0


def test_parts_make_the_score_by_their_weights() -> None:
    criterion = RUBRIC.criterion("D")
    parts = {part.id: 100.0 for part in criterion.parts}
    assert part_score(criterion, parts) == 100.0
    first = criterion.parts[0]
    assert part_score(criterion, {**parts, first.id: 0.0}) == 100.0 - first.weight
    assert part_score(criterion, {**parts, first.id: 900.0}) == 100.0


SCORES = st.one_of(st.none(), st.floats(0, 100))


@given(st.dictionaries(st.sampled_from(STAGES), st.tuples(SCORES, SCORES), max_size=10))
def test_scores_stay_within_bounds_and_coverage_is_a_share(drawn: dict[str, tuple[float | None, float | None]]) -> None:
    answers = [
        answer(stage, **dict(zip((c.id for c in RUBRIC.criteria_of(stage)), pair, strict=False)))
        for stage, pair in drawn.items()
    ]
    found = of(*answers)
    assert 0 <= found.coverage <= 1
    assert (found.total is None) == (found.coverage == 0)
    present = [row.score for row in found.criteria if row.score is not None]
    assert all(0 <= value <= 100 for value in present)
    assert found.total is None or min(present) - 1e-9 <= found.total <= max(present) + 1e-9
    assert of(*reversed(answers)) == found


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_a_better_follow_up_never_costs(score: float, lower: float, higher: float) -> None:
    low, high = sorted((lower, higher))
    criterion = RUBRIC.criterion("D")
    assert adjusted(criterion, score, [low]) <= adjusted(criterion, score, [high])
    assert adjusted(criterion, score, []) == score
