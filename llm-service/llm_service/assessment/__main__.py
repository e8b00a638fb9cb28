"""Why: the composition root of the assessment service."""

from interview_runtime.kafka_tail import KafkaTail
from interview_runtime.parts import Parts
from interview_runtime.service import run_consumer
from llm_service.assessment.ports import Engine
from llm_service.assessment.processor import assessment_processor
from llm_service.assessment.yielding import TOPICS, OpenQuestions, QuestionsTail, YieldingEngine
from llm_service.engines.openai import OpenAIEngine
from llm_service.settings import AssessmentSettings


def main() -> None:
    """Read the settings and run until SIGTERM."""
    settings = AssessmentSettings()
    run_consumer(settings, "assessment", lambda parts: assessment_processor(parts, _engine(settings, parts)))


def _engine(settings: AssessmentSettings, parts: Parts) -> Engine | None:
    if settings.llm_base_url is None or settings.llm_model is None:
        return None
    key, slots = settings.llm_api_key, settings.assessment_slots
    engine = OpenAIEngine(settings.llm_base_url, settings.llm_model, api_key=key, slots=slots, lane="assessment")
    return _yielding(engine, settings, parts) if settings.assessment_yields else engine


def _yielding(engine: Engine, settings: AssessmentSettings, parts: Parts) -> Engine:
    """All partitions' questions count, whoever grades their interviews."""
    questions, topics = OpenQuestions(parts.clock), [settings.topic_prefix + topic for topic in TOPICS]
    KafkaTail(settings.kafka_bootstrap_servers, topics, QuestionsTail(questions, parts.codec)).start()
    return YieldingEngine(engine, questions)


if __name__ == "__main__":
    main()
