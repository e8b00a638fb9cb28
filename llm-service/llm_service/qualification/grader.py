"""Why: a test grades by the very code that grades candidates."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from interview_schemas.events import AnswerSegment, TurnCompleted
from interview_schemas.rubric import Rubric
from llm_service.assessment.ports import Engine
from llm_service.assessment.prompt import NOT_OBSERVED, Context
from llm_service.assessment.reading import UNFOUND, ModelReading
from llm_service.engines.contract import EngineError
from llm_service.qualification.golden import GoldenAnswer


class Graded(NamedTuple):
    """`levels` by criterion; quotes as far as the first output claimed and the answer carries them."""

    levels: Mapping[str, str]
    quotes_claimed: int = 0
    quotes_found: int = 0
    failed: bool = False


class Grade(Protocol):
    """Whatever gives an answer levels."""

    async def __call__(self, answer: GoldenAnswer) -> Graded:
        """Never raises for what a model does."""
        ...


class ModelGrade:
    """A model under a rubric. Nothing is masked: what a person is must not matter even where it is seen."""

    def __init__(self, engine: Engine, rubric: Rubric) -> None:
        self._reading = ModelReading(engine)
        self._rubric = rubric

    async def __call__(self, answer: GoldenAnswer) -> Graded:
        """Without words nothing is asked, as for candidates."""
        criteria = self._rubric.criteria_of(answer.stage)
        if not answer.text.strip():
            return Graded({criterion.id: NOT_OBSERVED for criterion in criteria})
        try:
            read = await self._reading.read(turn_of(answer), criteria, Context(answer.language, blind=False))
        except EngineError:
            return Graded({}, failed=True)
        found = sum(len(result.quotes) for result in read.grading.criteria)
        unfound = max(len(read.grading.unfound), int(UNFOUND in read.faults))
        levels = {result.criterion: result.level or NOT_OBSERVED for result in read.grading.criteria}
        return Graded(levels, quotes_claimed=found + unfound, quotes_found=found)


def turn_of(answer: GoldenAnswer) -> TurnCompleted:
    """The answer as if it had been given in an interview."""
    segment = AnswerSegment(
        segment_id=answer.id, from_sample=0, to_sample=0, speech_start_sample=0, speech_end_sample=0, text=answer.text
    )
    return TurnCompleted(
        interview_id=answer.id,
        turn_id=answer.id,
        question_id=answer.id,
        stage_id=answer.stage,
        ordinal=1,
        question=answer.asked,
        segments=(segment,),
        from_sample=0,
        end_sample=0,
        cause="finish",
    )
