"""Why: an id that is derived from its cause is the same after every crash, so a repeat can be told from news."""

import uuid

_NAMESPACE = uuid.UUID("6f6c3a51-63a5-5b5e-9d0f-7a1c1f1b8a55")


def derived_id(*parts: str | int | None) -> str:
    """The same parts give the same id, on every machine and at every time."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join("" if part is None else str(part) for part in parts)))


def segment_id(interview_id: str, from_sample: int) -> str:
    """A span is identified by where it begins: the end of the accepted span before it."""
    return derived_id("segment", interview_id, from_sample)


def question_id(interview_id: str, ordinal: int) -> str:
    """The question at place `ordinal` (from 1) of the interview."""
    return derived_id("question", interview_id, ordinal)


def turn_id(interview_id: str, question: str) -> str:
    """The turn of a question."""
    return derived_id("turn", interview_id, question)
