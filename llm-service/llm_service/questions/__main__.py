"""Why: the composition root of the question service."""

from interview_runtime.service import run_consumer
from llm_service.engines.openai import OpenAIEngine
from llm_service.questions.ports import Engine
from llm_service.questions.processor import questions_processor
from llm_service.settings import QuestionsSettings


def main() -> None:
    """Read the settings and run until SIGTERM."""
    settings = QuestionsSettings()
    run_consumer(settings, "questions", lambda parts: questions_processor(parts, _engine(settings)))


def _engine(settings: QuestionsSettings) -> Engine | None:
    if settings.llm_base_url is None or settings.llm_model is None:
        return None
    url, key = settings.llm_question_url or settings.llm_base_url, settings.llm_api_key
    return OpenAIEngine(url, settings.llm_model, api_key=key, slots=settings.llm_slots)


if __name__ == "__main__":
    main()
