"""Why: the assessment service is the same processor on Kafka and on the memory bus of a test."""

from interview_runtime.fold import FoldProcessor
from interview_runtime.parts import Parts
from interview_schemas.rubric import load_rubric
from llm_service.assessment.core import AssessmentFold, AssessmentState


def assessment_processor(parts: Parts) -> FoldProcessor[AssessmentState]:
    """Assesses under the standard rubric."""
    return FoldProcessor.of(AssessmentFold(load_rubric("standard")), parts)
