"""Why: a log line is read by many; a person's words or a secret must not be able to get into one."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

FORBIDDEN_KEYS: Final = frozenset(
    {"text", "transcript", "answer", "question", "prompt", "resume", "quote", "token", "ticket", "key", "password"}
    | {"pcm", "media", "value", "headers", "cookie", "authorization", "raw_output", "words", "database_url"}
)


class PrivateFieldInLog(Exception):
    """A log call named a field that may carry a person's words or a secret."""


def refuse_private_fields(_logger: object, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Raises PrivateFieldInLog; a programming error, found by the first test that runs the line."""
    found = FORBIDDEN_KEYS.intersection(fields)
    if found:
        raise PrivateFieldInLog(", ".join(sorted(found)))
    return fields


def configure(service: str, log_format: str = "json") -> None:
    """Send structured lines to stdout, and what libraries log, from WARNING up, beside them."""
    renderer = structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            refuse_private_fields,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.__stdout__),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(level=logging.WARNING, stream=sys.__stdout__, format="%(levelname)s %(name)s %(message)s")


def get_logger() -> structlog.stdlib.BoundLogger:
    """A logger whose first argument is the event's name and whose fields are keyword arguments."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger()
    return logger
