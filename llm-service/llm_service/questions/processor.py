"""Why: the question service is the same processor on Kafka and on the memory bus of a test."""

from interview_runtime.fold import FoldProcessor
from interview_runtime.parts import Parts
from llm_service.questions.core import QuestionsFold, QuestionsState
from llm_service.questions.drafter import Drafter
from llm_service.questions.ports import Engine
from llm_service.questions.prompt import load_prompt
from llm_service.questions.speculating import SpeculatingProcessor
from llm_service.questions.worker import LANGUAGES, QuestionWriter

QuestionsProcessor = FoldProcessor[QuestionsState] | SpeculatingProcessor


def questions_processor(
    parts: Parts,
    engine: Engine | None = None,
    drafter: Drafter | None = None,
    *,
    languages: frozenset[str] = LANGUAGES,
) -> QuestionsProcessor:
    """Without an engine every question is the scenario's own; with a drafter it is begun before the answer ends."""
    writer = QuestionWriter(
        engine=engine,
        prompt=load_prompt(),
        publish=parts.publish,
        clock=parts.clock,
        drafter=drafter,
        languages=languages,
    )
    processor = FoldProcessor.of(QuestionsFold(with_model=engine is not None), parts, writer)
    return processor if drafter is None else SpeculatingProcessor(processor, drafter)
