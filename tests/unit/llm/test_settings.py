"""Why: whether a model is used is a setting, and half a setting is refused with words that help."""

import pytest
from pydantic import ValidationError

from llm_service.questions.__main__ import _engine
from llm_service.settings import AssessmentSettings, QuestionsSettings

pytestmark = pytest.mark.unit


def test_without_an_address_there_is_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_BASE_URL", "")
    assert _engine(QuestionsSettings()) is None


def test_the_environment_names_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("LLM_MODEL", "m")
    monkeypatch.setenv("LLM_API_KEY", "k-secret")
    settings = QuestionsSettings()
    engine = _engine(settings)
    assert engine is not None
    assert engine.model == "m"
    assert "k-secret" not in repr(settings)


def test_an_address_without_a_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LLM_MODEL", raising=False)
    with pytest.raises(ValidationError, match="LLM_MODEL"):
        QuestionsSettings(llm_base_url="http://127.0.0.1:9/v1")


def test_settings_are_frozen() -> None:
    for settings in (QuestionsSettings(), AssessmentSettings()):
        with pytest.raises(ValidationError):
            settings.health_port = 1
