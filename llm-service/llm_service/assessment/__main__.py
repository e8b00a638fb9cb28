"""Why: the composition root of the assessment service."""

from interview_runtime.service import run_consumer
from llm_service.assessment.processor import assessment_processor
from llm_service.settings import AssessmentSettings


def main() -> None:
    """Read the settings and run until SIGTERM."""
    run_consumer(AssessmentSettings(), "assessment", assessment_processor)


if __name__ == "__main__":
    main()
