"""Why: the composition root of the assessment service."""

from interview_runtime.service import run_consumer
from llm_service.assessment.ports import Engine
from llm_service.assessment.processor import assessment_processor
from llm_service.engines.openai import OpenAIEngine
from llm_service.settings import AssessmentSettings


def main() -> None:
    """Read the settings and run until SIGTERM."""
    settings = AssessmentSettings()
    run_consumer(settings, "assessment", lambda parts: assessment_processor(parts, _engine(settings)))


def _engine(settings: AssessmentSettings) -> Engine | None:
    if settings.llm_base_url is None or settings.llm_model is None:
        return None
    key, slots = settings.llm_api_key, settings.assessment_slots
    return OpenAIEngine(settings.llm_base_url, settings.llm_model, api_key=key, slots=slots, lane="assessment")


if __name__ == "__main__":
    main()
