"""Why: how well two raters agree is a number with a name in the literature, so that results can be compared."""

from collections import Counter
from collections.abc import Sequence

Pair = tuple[int, int]


def quadratic_weighted_kappa(pairs: Sequence[Pair], ranks: int) -> float:
    """Cohen's kappa with quadratic weights over ranks 0 to ranks - 1: 1 is full agreement, 0 is chance.

    Cohen (1968). 0 where there is nothing to compare; 1 where both give one and the same rank to everything.
    """
    if not pairs:
        return 0.0
    first, second = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    seen = sum(_weight(one, two) for one, two in pairs)
    expected = sum(
        _weight(one, two) * first[one] * second[two] / len(pairs) for one in range(ranks) for two in range(ranks)
    )
    if expected == 0:
        return 1.0 if seen == 0 else 0.0
    return 1.0 - seen / expected


def exact(pairs: Sequence[Pair]) -> float:
    """Share of equal ranks."""
    return _share([one == two for one, two in pairs])


def adjacent(pairs: Sequence[Pair]) -> float:
    """Share of ranks that differ by one at most."""
    return _share([abs(one - two) <= 1 for one, two in pairs])


def observed(pairs: Sequence[Pair]) -> float:
    """Share where both say alike whether there was anything to observe."""
    return _share([(one == 0) == (two == 0) for one, two in pairs])


def _share(holds: Sequence[bool]) -> float:
    return sum(holds) / len(holds) if holds else 0.0


def _weight(one: int, two: int) -> int:
    return (one - two) ** 2
