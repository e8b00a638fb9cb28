"""Why: the composition root of the question service."""

from interview_runtime.parts import Parts
from interview_runtime.service import run_consumer
from llm_service.engines.openai import OpenAIEngine
from llm_service.questions.drafter import Drafter
from llm_service.questions.processor import QuestionsProcessor, questions_processor
from llm_service.questions.prompt import load_prompt
from llm_service.settings import QuestionsSettings


def main() -> None:
    """Read the settings and run until SIGTERM."""
    settings = QuestionsSettings()
    run_consumer(settings, "questions", lambda parts: _processor(settings, parts))


def _processor(settings: QuestionsSettings, parts: Parts) -> QuestionsProcessor:
    """Drafts have slots of their own: none of them ever keeps a question waiting."""
    if settings.llm_base_url is None or settings.llm_model is None:
        return questions_processor(parts)
    url, model, key = settings.llm_question_url or settings.llm_base_url, settings.llm_model, settings.llm_api_key
    engine = OpenAIEngine(url, model, api_key=key, slots=settings.llm_slots)
    languages = settings.languages
    if not settings.speculation:
        return questions_processor(parts, engine, languages=languages)
    drafts = OpenAIEngine(url, model, api_key=key, slots=settings.draft_slots, lane="drafts")
    drafter = Drafter(drafts, load_prompt(), calls=settings.draft_calls, languages=languages)
    return questions_processor(parts, engine, drafter, languages=languages)


if __name__ == "__main__":
    main()
