"""Why: whether a model is used is a setting, and half a setting is refused with words that help."""

import asyncio

import pytest
from pydantic import ValidationError

from fakes.pipeline import Pipeline
from interview_runtime.fold import FoldProcessor
from interview_runtime.parts import Parts
from interview_runtime.shell import Processor
from llm_service.questions.__main__ import _processor
from llm_service.settings import AssessmentSettings, QuestionsSettings

pytestmark = pytest.mark.unit


@pytest.fixture
def parts() -> Parts:
    pipeline, made = Pipeline(), list[Parts]()

    def keep(given: Parts) -> Processor:
        made.append(given)
        return _processor(QuestionsSettings(llm_base_url=None), given)

    pipeline.add("questions", keep)
    asyncio.run(pipeline.settle())
    return made[0]


@pytest.fixture
def with_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("LLM_MODEL", "m")
    monkeypatch.setenv("LLM_API_KEY", "k-secret")


def test_without_an_address_only_written_questions_are_asked(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_BASE_URL", "")
    assert isinstance(_processor(QuestionsSettings(), parts), FoldProcessor)


@pytest.mark.usefixtures("with_model")
def test_with_a_model_speech_is_listened_to_unless_speculation_is_off(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {"transcript-partials", "transcript-segments"} <= {*_processor(QuestionsSettings(), parts).topics}
    monkeypatch.setenv("SPECULATION", "false")
    assert not {"transcript-partials", "transcript-segments"} & {*_processor(QuestionsSettings(), parts).topics}


@pytest.mark.usefixtures("with_model")
def test_a_key_is_not_printed() -> None:
    assert "k-secret" not in repr(QuestionsSettings())
    assert "k-secret" not in repr(AssessmentSettings())


def test_an_address_without_a_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LLM_MODEL", raising=False)
    with pytest.raises(ValidationError, match="LLM_MODEL"):
        QuestionsSettings(llm_base_url="http://127.0.0.1:9/v1")


def test_settings_are_frozen() -> None:
    for settings in (QuestionsSettings(), AssessmentSettings()):
        with pytest.raises(ValidationError):
            settings.health_port = 1
