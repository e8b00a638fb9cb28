"""Why: whoever tests a model sees each figure beside what it must be, and what the verdict allows."""

from collections.abc import Iterator
from typing import Final

from llm_service.assessment.prompt import VERSION
from llm_service.qualification.golden import GoldenSet
from llm_service.qualification.qualifying import Result
from llm_service.qualification.verdict import rows

_ALLOWS: Final = {
    "qualified": "qualified: its grades under this rubric and prompt are published",
    "not_failed": "not failed: no grades are published until a set with levels by two people qualifies it",
    "failed": "failed: no grades are published",
}


def lines(result: Result, golden: GoldenSet, model: str) -> Iterator[str]:
    """For a terminal."""
    yield f"model {model}, rubric {golden.rubric_id}, prompt {VERSION}"
    yield f"{result.answers} answers of {golden.id} ({golden.provenance})"
    for row in rows(result.figures):
        value = "not measured" if row.value is None else f"{row.value:6.2f}"
        wanted = f"{'<=' if row.threshold.at_most else '>='} {row.threshold.bound:.2f}"
        yield f"  {'ok  ' if row.passed else 'FAIL'}  {row.says:<55} {value:>12}  {wanted}"
    yield _ALLOWS[result.verdict]
    yield from (f"  because {reason}" for reason in result.reasons)
