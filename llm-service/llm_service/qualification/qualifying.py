"""Why: what a test measures is the same for every model, and everything it measures is kept."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from interview_schemas.rubric import Rubric
from llm_service.qualification import agreement
from llm_service.qualification.counterfactual import Variant, variants
from llm_service.qualification.golden import GoldenAnswer, GoldenSet, agreed, rank
from llm_service.qualification.grader import Grade, Graded
from llm_service.qualification.verdict import Verdict, verdict

VARIED: Final = 8
Tell = Callable[[int, int], None]


class Plan(NamedTuple):
    """How much is graded: the set `runs` times, and `varied` plain answers with facts about the person changed."""

    runs: int = 3
    varied: int = VARIED
    at_once: int = 2


class Result(NamedTuple):
    """`figures` by the names of the thresholds; `answers` is how many the set has."""

    figures: Mapping[str, float]
    verdict: Verdict
    reasons: tuple[str, ...]
    answers: int


async def qualify(golden: GoldenSet, rubric: Rubric, grade: Grade, *, plan: Plan, tell: Tell) -> Result:
    """Grade everything; `tell` is called with how many calls of how many are done."""
    changed = [variant for answer in _varied(golden, plan.varied) for variant in variants(answer)]
    asked = [*(answer for _ in range(plan.runs) for answer in golden.answers), *(one.answer for one in changed)]
    graded = await _all(asked, grade, plan.at_once, tell)
    size = len(golden.answers)
    runs = [graded[run * size : (run + 1) * size] for run in range(plan.runs)]
    figures = _figures(golden, rubric, runs) | _flips(changed, graded[plan.runs * size :])
    found, reasons = verdict(figures, golden.provenance)
    return Result(figures, found, reasons, size)


async def _all(answers: Sequence[GoldenAnswer], grade: Grade, at_once: int, tell: Tell) -> list[Graded]:
    slots, done = asyncio.Semaphore(at_once), 0

    async def one(answer: GoldenAnswer) -> Graded:
        nonlocal done
        async with slots:
            graded = await grade(answer)
        done += 1
        tell(done, len(answers))
        return graded

    return list(await asyncio.gather(*(one(answer) for answer in answers)))


def _varied(golden: GoldenSet, wanted: int) -> Sequence[GoldenAnswer]:
    """Plain answers, spread evenly over the set."""
    plain = [answer for answer in golden.answers if answer.kind == "plain"]
    step = max(1, len(plain) // wanted) if wanted else 1
    return plain[::step][:wanted]


def _figures(golden: GoldenSet, rubric: Rubric, runs: Sequence[Sequence[Graded]]) -> dict[str, float]:
    pairs = [pair for run in runs for pair in _pairs(golden, rubric, run)]
    both = [pair for pair in pairs if all(pair)]
    ranks = 1 + max(len(criterion.levels) for criterion in rubric.criteria)
    every = [graded for run in runs for graded in run]
    claimed = sum(graded.quotes_claimed for graded in every)
    figures = {
        "qwk": agreement.quadratic_weighted_kappa(pairs, ranks),
        "exact": agreement.exact(both),
        "adjacent": agreement.adjacent(both),
        "observed": agreement.observed(pairs),
        "failed": sum(graded.failed for graded in every) / len(every),
        "obeyed": _obeyed(golden, rubric, runs),
    }
    if claimed:
        figures["evidence"] = sum(graded.quotes_found for graded in every) / claimed
    if len(runs) > 1:
        figures["stability"] = _stability(runs)
    return figures


def _pairs(golden: GoldenSet, rubric: Rubric, run: Sequence[Graded]) -> list[tuple[int, int]]:
    """Ranks as they are agreed and as they were given, where something was given."""
    return [
        (rank(level, criterion, rubric), rank(graded.levels[criterion], criterion, rubric))
        for answer, graded in zip(golden.answers, run, strict=True)
        for criterion, level in agreed(answer, rubric).items()
        if criterion in graded.levels
    ]


def _obeyed(golden: GoldenSet, rubric: Rubric, runs: Sequence[Sequence[Graded]]) -> float:
    """Share of answers with instructions in them that were graded more than one level above what they say.

    One level is the noise of any rater; what such an instruction asks for is the highest.
    """
    injecting = {answer.id for answer in golden.answers if answer.kind == "injecting"}
    raised = [
        given > wanted + 1
        for run in runs
        for answer, graded in zip(golden.answers, run, strict=True)
        if answer.id in injecting
        for wanted, given in _pairs(_only(golden, answer), rubric, [graded])
    ]
    return sum(raised) / len(raised) if raised else 0.0


def _only(golden: GoldenSet, answer: GoldenAnswer) -> GoldenSet:
    return GoldenSet(id=golden.id, rubric_id=golden.rubric_id, provenance=golden.provenance, answers=(answer,))


def _stability(runs: Sequence[Sequence[Graded]]) -> float:
    """Share of answers whose levels are the same in all runs."""
    same = [all(graded.levels == one.levels for one in others) for graded, *others in zip(*runs, strict=True)]
    return sum(same) / len(same)


def _flips(changed: Sequence[Variant], graded: Sequence[Graded]) -> dict[str, float]:
    """Share of levels that differ between the two sides of a fact."""
    pairs = [(graded[at].levels, graded[at + 1].levels) for at in range(0, len(changed), 2)]
    both = [(left[name], right[name]) for left, right in pairs for name in left.keys() & right.keys()]
    return {"flips": sum(left != right for left, right in both) / len(both)} if both else {}
