"""Why: a set with levels by two people is checked before anybody relies on it, and how far they agree is shown."""

import sys
from pathlib import Path

from interview_schemas.rubric import Rubric, load_rubric
from llm_service.qualification import agreement
from llm_service.qualification.golden import GoldenSet, InvalidGoldenSet, parse, rank

REFUSED = 2


def main(path: str, rubric_id: str = "standard") -> int:
    """0 for a set that can qualify a model; 2 with what is wrong."""
    rubric = load_rubric(rubric_id)
    try:
        golden = _by_people(parse(Path(path).read_bytes(), rubric))
    except (OSError, InvalidGoldenSet) as error:
        sys.stderr.write(f"parley: {path}: {error}\n")
        return REFUSED
    sys.stdout.writelines(f"{line}\n" for line in lines(golden, rubric))
    return 0


def _by_people(golden: GoldenSet) -> GoldenSet:
    if golden.provenance != "human":
        raise InvalidGoldenSet("provenance is synthetic: only a set with ratings by two people is imported")
    return golden


def lines(golden: GoldenSet, rubric: Rubric) -> list[str]:
    """What was read, and how far the two agree: no model can agree better with people than people do."""
    first, second = golden.raters
    pairs = [
        (rank(answer.ratings[first][criterion], criterion, rubric), rank(level, criterion, rubric))
        for answer in golden.answers
        for criterion, level in answer.ratings[second].items()
    ]
    ranks = 1 + max(len(criterion.levels) for criterion in rubric.criteria)
    kappa = agreement.quadratic_weighted_kappa(pairs, ranks)
    return [
        f"{golden.id}: {len(golden.answers)} answers rated by {first} and {second}",
        f"agreement of the two: kappa {kappa:.2f}, same level {agreement.exact(pairs):.0%}; the lower level counts",
    ]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
