"""Why: the question service is the same processor on Kafka and on the memory bus of a test."""

from interview_runtime.fold import FoldProcessor
from interview_runtime.parts import Parts
from llm_service.questions.core import QuestionsFold, QuestionsState
from llm_service.questions.ports import Engine
from llm_service.questions.prompt import load_prompt
from llm_service.questions.worker import QuestionWriter


def questions_processor(parts: Parts, engine: Engine | None = None) -> FoldProcessor[QuestionsState]:
    """Without an engine every question is the scenario's own."""
    writer = QuestionWriter(engine=engine, prompt=load_prompt(), publish=parts.publish, clock=parts.clock)
    return FoldProcessor.of(QuestionsFold(with_model=engine is not None), parts, writer)
