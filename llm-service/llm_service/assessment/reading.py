"""Why: one answer is read by a model in the same way whether a candidate gave it or a test."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from interview_schemas.events import TurnCompleted
from interview_schemas.rubric import Criterion
from llm_service.assessment.grading import Grading, grading, output_of
from llm_service.assessment.ports import Engine
from llm_service.assessment.prompt import Context, grade_request, repair_request
from llm_service.engines.contract import ChatRequest, EngineError, EngineGarbage

CALL_SECONDS: Final = 120.0
UNFOUND: Final = "unfound_quote"


class Graded(NamedTuple):
    """The output that counts, with the request that it answers."""

    request: ChatRequest
    raw: str
    grading: Grading
    faults: tuple[str, ...] = ()


class ModelReading:
    """One call an answer, and one more where a quote was not found."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def read(
        self, turn: TurnCompleted, criteria: Sequence[Criterion], context: Context, *, temperature: float = 0.0
    ) -> Graded:
        """What the model's output amounts to. Raises EngineError."""
        request = msgspec.structs.replace(grade_request(turn, criteria, context), temperature=temperature)
        first = await self._call(request, turn, criteria)
        return await self._repaired(first, turn, criteria) if first.grading.unfound else first

    async def write(self, request: ChatRequest) -> str:
        """The whole output. Raises EngineError."""
        return await self._engine.write(request, _nobody_reads, within_seconds=CALL_SECONDS)

    async def _repaired(self, first: Graded, turn: TurnCompleted, criteria: Sequence[Criterion]) -> Graded:
        """The second output, unless it fails or is worse."""
        marked = first._replace(faults=(UNFOUND,))
        request = repair_request(first.request, first.raw, first.grading.unfound)
        try:
            second = await self._call(request, turn, criteria)
        except EngineError:
            return marked
        better = len(second.grading.unfound) <= len(first.grading.unfound)
        return second._replace(faults=marked.faults) if better else marked

    async def _call(self, request: ChatRequest, turn: TurnCompleted, criteria: Sequence[Criterion]) -> Graded:
        raw = await self.write(request)
        output = output_of(raw, criteria)
        if output is None:
            raise EngineGarbage("malformed", "not an assessment")
        return Graded(request, raw, grading(output, criteria, turn.segments))


async def _nobody_reads(_piece: str) -> None:
    return
