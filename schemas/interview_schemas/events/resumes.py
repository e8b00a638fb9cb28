"""Why: a resume's way from upload to facts is visible at every step."""

from typing import ClassVar, Literal

import msgspec

from interview_schemas.events.base import Event
from interview_schemas.events.lifecycle import Language

ResumeSection = Literal["header", "education", "experience", "project", "certificate", "award", "self_introduction"]


RejectReason = Literal["encrypted", "no_text", "damaged", "too_long", "too_large", "unsupported", "not_a_document"]


class ResumeFact(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a resume says, where it stands: `text[start:end]` of the resume's text is `value`."""

    section: ResumeSection
    kind: str
    value: str
    start: int
    end: int


class ResumeUploaded(Event, frozen=True, kw_only=True):
    """The object is durable under `object_key`; `size_bytes` and `sha256` are of the plaintext."""

    identity: ClassVar[tuple[str, ...]] = ("sha256",)

    object_key: str
    sha256: str
    size_bytes: int
    media_type: str


class ResumeRetryRequested(Event, frozen=True, kw_only=True):
    """Somebody asked for another attempt, the `attempt`-th after the first, at a resume that could not be read."""

    identity: ClassVar[tuple[str, ...]] = ("sha256", "attempt")

    sha256: str
    attempt: int


class ResumeReadingBegun(Event, frozen=True, kw_only=True):
    """A reader is at the resume."""

    identity: ClassVar[tuple[str, ...]] = ("sha256", "attempt")

    sha256: str
    attempt: int


class ResumeParsed(Event, frozen=True, kw_only=True):
    """The text, how many pages it came from, and what it says by rules."""

    identity: ClassVar[tuple[str, ...]] = ("sha256",)

    sha256: str
    text: str
    pages: int
    engine: str
    language: Language | None = None
    facts: tuple[ResumeFact, ...] = ()


class ResumeRejected(Event, frozen=True, kw_only=True):
    """Why the resume could not be read in this attempt, as a reason that a person can act on."""

    identity: ClassVar[tuple[str, ...]] = ("sha256", "attempt")

    sha256: str
    reason: RejectReason
    attempt: int = 0
