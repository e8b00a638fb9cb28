"""Why: the resume service is the same processor on Kafka and on the memory bus of a test."""

from interview_runtime.fold import FoldProcessor
from interview_runtime.objects import Objects
from interview_runtime.parts import Parts
from llm_service.resumes.core import ResumesFold, ResumesState
from llm_service.resumes.ports import ResumeReader
from llm_service.resumes.worker import ResumeWork


def resumes_processor(
    parts: Parts, reader: ResumeReader, objects: Objects, slots: int = 2
) -> FoldProcessor[ResumesState]:
    """Reads what was uploaded."""
    return FoldProcessor.of(ResumesFold(), parts, ResumeWork(reader, objects, parts.publish, slots))
