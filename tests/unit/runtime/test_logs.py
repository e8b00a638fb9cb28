"""Why: a person's words or a secret in a log line can't be taken back."""

import json
import logging

import pytest
import structlog

from interview_runtime.logs import FORBIDDEN_KEYS, PrivateFieldInLog, configure, get_logger, refuse_private_fields

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", sorted(FORBIDDEN_KEYS))
def test_private_fields_are_refused(name: str) -> None:
    with pytest.raises(PrivateFieldInLog, match=name):
        refuse_private_fields(None, "info", {"event": "said", name: "words"})


def test_the_refusal_does_not_repeat_the_words() -> None:
    with pytest.raises(PrivateFieldInLog) as refused:
        refuse_private_fields(None, "info", {"text": "my secret"})
    assert "my secret" not in str(refused.value)


def test_other_fields_pass() -> None:
    fields = {"event": "span", "topic": "transcript-segments", "offset": 3, "interview_id": "i"}
    assert refuse_private_fields(None, "info", dict(fields)) == fields


def test_a_configured_logger_refuses_too_and_names_its_service(capsys: pytest.CaptureFixture[str]) -> None:
    handlers = logging.getLogger().handlers[:]
    try:
        configure("turns")
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(), cache_logger_on_first_use=False)
        get_logger().info("ready", partition=3)
        line = json.loads(capsys.readouterr().out)
        assert (line["event"], line["service"], line["partition"], line["level"]) == ("ready", "turns", 3, "info")
        with pytest.raises(PrivateFieldInLog):
            get_logger().info("said", transcript="words")
    finally:
        logging.getLogger().handlers[:] = handlers
        structlog.reset_defaults()
        structlog.contextvars.clear_contextvars()
