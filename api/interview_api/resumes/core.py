"""Why: what became of a resume is a fold of the log, in words that a person can act on."""

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

import msgspec

from interview_schemas.events import (
    Event,
    Language,
    RejectReason,
    ResumeParsed,
    ResumeReadingBegun,
    ResumeRejected,
    ResumeRetryRequested,
    ResumeUploaded,
)

_Later: TypeAlias = ResumeReadingBegun | ResumeParsed | ResumeRejected | ResumeRetryRequested
State = Literal["none", "received", "reading", "ready", "failed"]
MAX_BYTES: Final = 10 * 1024 * 1024
_WORDS: Final[dict[RejectReason, dict[Language, str]]] = {
    "encrypted": {
        "en": "This file is locked with a password. Save it without one and upload it again.",
        "ko": "비밀번호로 잠긴 파일입니다. 비밀번호 없이 저장한 뒤 다시 올려 주세요.",
    },
    "no_text": {
        "en": "This file holds pictures of pages but no text. Upload the document itself, as PDF or DOCX.",
        "ko": "글자가 없는 스캔 이미지 파일입니다. 원본 문서를 PDF나 DOCX로 저장해 올려 주세요.",
    },
    "damaged": {
        "en": "This file could not be opened. Save it again, as PDF if you can, and upload that.",
        "ko": "파일을 열 수 없습니다. 가능하면 PDF로 다시 저장한 뒤 올려 주세요.",
    },
    "too_long": {
        "en": "This document is too long. Upload at most 50 pages.",
        "ko": "문서가 너무 깁니다. 50쪽 이내로 줄여서 올려 주세요.",
    },
    "too_large": {
        "en": "This document is too large to be read. Save it with smaller pictures, as PDF, and upload that.",
        "ko": "문서가 너무 커서 읽을 수 없습니다. 그림을 줄여 PDF로 저장한 뒤 올려 주세요.",
    },
    "unsupported": {
        "en": "This kind of file can't be read (HWP, DOC, RTF). Save it as PDF, DOCX or HWPX and upload that.",
        "ko": "읽을 수 없는 형식(HWP, DOC, RTF)입니다. PDF, DOCX 또는 HWPX로 저장한 뒤 올려 주세요.",
    },
    "not_a_document": {
        "en": "This is not a document. Upload a resume as PDF, DOCX, HWPX or plain text.",
        "ko": "문서 파일이 아닙니다. 이력서를 PDF, DOCX, HWPX 또는 텍스트 파일로 올려 주세요.",
    },
}


class ResumeStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Of the resume that was uploaded last; `attempt` counts from 0, `messages` say in each language what to do."""

    state: State = "none"
    sha256: str | None = None
    attempt: int = 0
    reason: RejectReason | None = None
    messages: dict[Language, str] = {}  # msgspec copies a mutable default

    def after(self, event: Event) -> "ResumeStatus":
        """The status when this is known too; in whatever order topics come, a later attempt and an end win."""
        if isinstance(event, ResumeUploaded):
            return self if event.sha256 == self.sha256 else ResumeStatus(state="received", sha256=event.sha256)
        if not isinstance(event, _Later):
            return self
        if event.sha256 != self.sha256 or self.state == "ready":
            return self
        return self._after(event)

    def _after(
        self, event: ResumeReadingBegun | ResumeParsed | ResumeRejected | ResumeRetryRequested
    ) -> "ResumeStatus":
        if isinstance(event, ResumeParsed):
            return ResumeStatus(state="ready", sha256=self.sha256, attempt=self.attempt)
        if event.attempt < self.attempt or (event.attempt == self.attempt and self.state == "failed"):
            return self
        if isinstance(event, ResumeRejected):
            return ResumeStatus(
                state="failed",
                sha256=self.sha256,
                attempt=event.attempt,
                reason=event.reason,
                messages=_WORDS[event.reason],
            )
        state: State = "reading" if isinstance(event, ResumeReadingBegun) else "received"
        if event.attempt == self.attempt and self.state == "reading":
            state = "reading"
        return ResumeStatus(state=state, sha256=self.sha256, attempt=event.attempt)


def status_of(events: Iterable[Event]) -> ResumeStatus:
    """Of one interview's events: uploads first, whatever topic order they come in."""
    status, later = ResumeStatus(), list[Event]()
    for event in events:
        if isinstance(event, ResumeUploaded):
            status = status.after(event)
        else:
            later.append(event)
    for event in later:
        status = status.after(event)
    return status
