"""Why: the figures are those of the literature."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_service.qualification.agreement import adjacent, exact, observed, quadratic_weighted_kappa

pytestmark = pytest.mark.unit

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([], 0.0),
        ([(2, 2)] * 5, 1.0),
        ([(0, 0), (1, 1), (2, 2), (3, 3)], 1.0),
        ([(0, 3), (3, 0)], -1.0),
        ([(0, 0), (0, 1), (1, 0), (1, 1)], 0.0),
        # scikit-learn: cohen_kappa_score([0, 1, 2, 3, 2], [0, 2, 2, 3, 1], weights="quadratic")
        ([(0, 0), (1, 2), (2, 2), (3, 3), (2, 1)], 0.8076923076923077),
        # two columns of 2 ranks: plain and weighted kappa are the same, (0.7 - 0.5) / (1 - 0.5)
        ([(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15, 0.4),
    ],
)
def test_kappa_is_what_others_compute(pairs: list[tuple[int, int]], kappa: float) -> None:
    assert quadratic_weighted_kappa(pairs, 5) == pytest.approx(kappa)


@given(PAIRS)
def test_kappa_is_symmetric_and_at_most_one(pairs: list[tuple[int, int]]) -> None:
    value = quadratic_weighted_kappa(pairs, 5)
    assert value <= 1.0
    assert value == pytest.approx(quadratic_weighted_kappa([(two, one) for one, two in pairs], 5))


@given(PAIRS)
def test_shares_are_shares_and_the_looser_is_the_larger(pairs: list[tuple[int, int]]) -> None:
    assert 0 <= exact(pairs) <= adjacent(pairs) <= 1
    assert exact(pairs) <= observed(pairs) <= 1


def test_nothing_to_compare_is_no_agreement() -> None:
    assert exact([]) == adjacent([]) == observed([]) == 0.0


def test_observed_asks_only_whether_there_was_something() -> None:
    assert observed([(0, 0), (1, 4), (0, 2), (3, 0)]) == 0.5
