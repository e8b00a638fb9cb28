"""Why: the assessment service is the same processor on Kafka and on the memory bus of a test."""

from interview_runtime.fold import FoldProcessor
from interview_runtime.parts import Parts
from interview_schemas.rubric import load_rubric
from llm_service.assessment.core import AssessmentFold, AssessmentState
from llm_service.assessment.ports import Engine
from llm_service.assessment.qualified import LoggedQualifications
from llm_service.assessment.worker import Grader


def assessment_processor(parts: Parts, engine: Engine | None = None) -> FoldProcessor[AssessmentState]:
    """Assesses under the standard rubric; without an engine it states facts."""
    rubric = load_rubric("standard")
    if engine is None:
        return FoldProcessor.of(AssessmentFold(rubric), parts)
    qualifications = LoggedQualifications(parts.reader, parts.codec, parts.clock)
    grader = Grader(engine=engine, rubric=rubric, qualifications=qualifications, clock=parts.clock)
    return FoldProcessor.of(grader.fold, parts, grader)
