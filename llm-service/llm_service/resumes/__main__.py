"""Why: the composition root of the resume service."""

import os
from typing import Final

from interview_runtime.fold import FoldProcessor
from interview_runtime.objects import SealedObjects, open_backend
from interview_runtime.parts import Parts
from interview_runtime.service import run_consumer
from llm_service.resumes.core import ResumesState
from llm_service.resumes.processor import resumes_processor
from llm_service.resumes.reading.sandboxed import SandboxedReader
from llm_service.settings import ResumesSettings

# Somebody's captions come before somebody's resume; the sandboxes inherit it.
_NICENESS: Final = 10


def main() -> None:
    """Read the settings and run until SIGTERM; the sandboxes end with their pipes."""
    settings = ResumesSettings()
    os.nice(_NICENESS)

    def processor(parts: Parts) -> FoldProcessor[ResumesState]:
        reader = SandboxedReader(settings.resume_pdf_engine, settings.resume_slots)
        objects = SealedObjects(open_backend(settings), parts.keys)
        return resumes_processor(parts, reader, objects, settings.resume_slots)

    run_consumer(settings, "resumes", processor)


if __name__ == "__main__":
    main()
