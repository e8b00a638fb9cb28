"""Why: questions never wait for grades (regression 1): two programs, two groups, two sets of topics, no import."""

import subprocess
import sys

import pytest

from interview_schemas.rubric import load_rubric
from interview_schemas.topics import TOPICS
from llm_service.assessment.core import AssessmentFold
from llm_service.questions.core import QuestionsFold

pytestmark = pytest.mark.unit

HEAVY = ("faster_whisper", "mediapipe", "cv2", "stream_processors", "vision_service")


def loaded_by(module: str) -> set[str]:
    script = f"import sys, {module}; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("module", "other"),
    [
        ("llm_service.questions.__main__", "llm_service.assessment"),
        ("llm_service.assessment.__main__", "llm_service.questions"),
    ],
)
def test_neither_program_loads_the_other(module: str, other: str) -> None:
    loaded = loaded_by(module)
    assert module in loaded
    assert not {name for name in loaded if name.startswith((other, *HEAVY))}


def test_assessment_needs_no_model_client() -> None:
    assert "httpx" not in loaded_by("llm_service.assessment.processor")


def test_neither_triggers_the_other() -> None:
    questions, assessment = QuestionsFold(with_model=True), AssessmentFold(load_rubric("standard"))
    assert "assessments" not in {*questions.inputs, *questions.own}
    assert not {"questions", "question-deltas"} & {*assessment.inputs, *assessment.own}


def test_each_is_the_only_writer_of_its_topic() -> None:
    assert TOPICS["questions"].writers == ("questions",)
    assert TOPICS["assessments"].writers == ("assessment",)


def test_the_topics_say_who_reads() -> None:
    reads = {"questions": (*QuestionsFold.inputs, "questions"), "assessment": (*AssessmentFold.inputs, "assessments")}
    for service, topics in reads.items():
        for topic in topics:
            assert service in TOPICS[topic].readers, (service, topic)
