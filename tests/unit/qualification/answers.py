"""Why: tests of a test need models that are good, bad, obedient, biased or lying by construction."""

from collections.abc import Callable, Mapping

from interview_schemas.rubric import load_rubric
from llm_service.qualification.golden import GoldenAnswer, GoldenSet, agreed, packaged
from llm_service.qualification.grader import Graded
from llm_service.qualification.qualifying import Plan, Result, qualify

RUBRIC = load_rubric("standard")
SYNTHETIC = packaged(RUBRIC)
PLAN = Plan(runs=3, varied=8, at_once=4)
Levels = Callable[[GoldenAnswer], Mapping[str, str]]


def right(answer: GoldenAnswer) -> Mapping[str, str]:
    """As constructed; a variant is graded like what it was made from."""
    return agreed(answer, RUBRIC)


class ScriptedGrade:
    """Gives what `levels` says, with quotes that are found unless told otherwise."""

    def __init__(self, levels: Levels, *, found: int = 2, claimed: int = 2) -> None:
        self._levels = levels
        self._quotes = (claimed, found)
        self.calls = 0

    async def __call__(self, answer: GoldenAnswer) -> Graded:
        self.calls += 1
        return Graded(self._levels(answer), *self._quotes)


def rated() -> GoldenSet:
    """The same answers as if two people had rated them alike."""
    answers = tuple(
        GoldenAnswer(
            id=one.id, language=one.language, stage=one.stage, answer=one.text, kind=one.kind,
            ratings={"Kim": one.levels, "Lee": one.levels},
        )
        for one in SYNTHETIC.answers
    )  # fmt: skip
    return GoldenSet(id="people", rubric_id="standard", provenance="human", answers=answers)


async def result_of(levels: Levels, golden: GoldenSet = SYNTHETIC, *, found: int = 2, plan: Plan = PLAN) -> Result:
    """The result of a scripted model."""
    return await qualify(golden, RUBRIC, ScriptedGrade(levels, found=found), plan=plan, tell=lambda _done, _of: None)
