"""Why: settings are read once, refuse what they don't know, and keep a password out of any text of them."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from interview_runtime.settings import ServiceSettings, SocketSettings

pytestmark = pytest.mark.unit


def test_names_are_environment_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "a:1,b:2")
    monkeypatch.setenv("TENANT_KEY_FILE", "/keys/tenant")
    monkeypatch.setenv("PROGRESS_TIMEOUT_SECONDS", "2.5")
    settings = ServiceSettings()
    assert settings.kafka_bootstrap_servers == "a:1,b:2"
    assert settings.tenant_key_file == Path("/keys/tenant")
    assert settings.progress_timeout_seconds == 2.5


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTH_PORT", "")
    assert ServiceSettings().health_port == 0


def test_an_unknown_argument_is_refused() -> None:
    with pytest.raises(ValidationError):
        ServiceSettings.model_validate({"healthport": 1})


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        ServiceSettings().health_port = 1


def test_a_password_is_in_no_text_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://parley_app:hunter2@h/db")
    settings = ServiceSettings()
    assert "hunter2" not in f"{settings!r} {settings}"
    assert "hunter2" in settings.database_url.get_secret_value()


def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", "http://a , http://b,,")
    assert SocketSettings().origins == {"http://a", "http://b"}
    monkeypatch.setenv("ALLOWED_ORIGINS", "")
    assert SocketSettings().origins == frozenset()
