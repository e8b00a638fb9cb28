"""Why: a resume's way from upload to facts is visible at every step."""

from typing import ClassVar, Literal

import msgspec

from interview_schemas.events.base import Event
from interview_schemas.events.lifecycle import Language

ResumeSection = Literal["header", "education", "experience", "project", "certificate", "award", "self_introduction"]


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
    """Why the resume could not be read, as a reason that a person can act on."""

    identity: ClassVar[tuple[str, ...]] = ("sha256",)

    sha256: str
    reason: Literal["encrypted", "no_text", "damaged", "too_long", "not_a_document"]
