"""Why: a resume comes in once, is durable before it is promised, and its state is always to be seen."""

import hashlib
from typing import Any, Final

import msgspec
from fastapi import Request

from interview_api.access.core import canonical
from interview_api.access.guard import CandidateOf, limit
from interview_api.problems import Problem, unknown_interview
from interview_api.resumes.core import MAX_BYTES, ResumeStatus, status_of
from interview_api.services import Services, ServicesOf
from interview_runtime.objects import resume_key
from interview_schemas.events import ResumeRetryRequested, ResumeUploaded

_PDF: Final = "application/pdf"
_ZIP: Final = "application/zip"
_OTHER: Final = "application/octet-stream"


async def upload(interview_id: str, request: Request, services: ServicesOf) -> dict[str, Any]:
    """The body is the file itself, at most 10 MB; what it is called does not matter."""
    return await _upload(await _known(services, interview_id), request, services)


async def upload_own(request: Request, candidate: CandidateOf, services: ServicesOf) -> dict[str, Any]:
    """The candidate's own."""
    limit(services.uploads.wait_seconds(candidate.interview_id))
    return await _upload(candidate.interview_id, request, services)


async def status(interview_id: str, services: ServicesOf) -> dict[str, Any]:
    """What became of the resume that was uploaded last."""
    return _told(await _status(services, await _known(services, interview_id)))


async def own_status(candidate: CandidateOf, services: ServicesOf) -> dict[str, Any]:
    """The same for the candidate."""
    return _told(await _status(services, candidate.interview_id))


async def retry(interview_id: str, services: ServicesOf) -> dict[str, Any]:
    """Read the same file once more."""
    return await _retry(services, await _known(services, interview_id))


async def retry_own(candidate: CandidateOf, services: ServicesOf) -> dict[str, Any]:
    """The same for the candidate."""
    limit(services.uploads.wait_seconds(candidate.interview_id))
    return await _retry(services, candidate.interview_id)


async def _upload(interview_id: str, request: Request, services: Services) -> dict[str, Any]:
    """Stored, sealed, before the event says so; the same bytes again change nothing."""
    document = await _body(request)
    sha256 = hashlib.sha256(document).hexdigest()
    key = resume_key(interview_id, sha256)
    await services.objects.put(interview_id, key, document)
    await services.publish(
        ResumeUploaded(
            interview_id=interview_id,
            object_key=key,
            sha256=sha256,
            size_bytes=len(document),
            media_type=_media_type(document),
        )
    )
    return _told(ResumeStatus(state="received", sha256=sha256))


async def _body(request: Request) -> bytes:
    """Refused as soon as it is too large, not when it has all arrived."""
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > MAX_BYTES:
            raise Problem(413, "resume-too-large", "A resume may have at most 10 MB. Save it with smaller pictures.")
    if not content:
        raise Problem(422, "resume-empty", "Send the file itself as the body of the request.")
    return bytes(content)


def _media_type(document: bytes) -> str:
    """By content, as far as its first bytes say; the reader looks closer."""
    if document.startswith(b"%PDF-"):
        return _PDF
    return _ZIP if document.startswith(b"PK\x03\x04") else _OTHER


async def _retry(services: Services, interview_id: str) -> dict[str, Any]:
    now = await _status(services, interview_id)
    if now.sha256 is None or now.state != "failed":
        raise Problem(409, "nothing-to-retry", "Only a resume that could not be read can be read again.")
    attempt = now.attempt + 1
    await services.publish(ResumeRetryRequested(interview_id=interview_id, sha256=now.sha256, attempt=attempt))
    return _told(ResumeStatus(state="received", sha256=now.sha256, attempt=attempt))


async def _status(services: Services, interview_id: str) -> ResumeStatus:
    opened = await services.archive.open(interview_id)
    return status_of(logged.event for logged in opened.log)


async def _known(services: Services, interview_id: str) -> str:
    known = canonical(interview_id)
    if known is None or await services.access.find(known) is None:
        raise unknown_interview()
    return known


def _told(status: ResumeStatus) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(status)
    return told
