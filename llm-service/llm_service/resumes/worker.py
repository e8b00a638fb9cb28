"""Why: a resume is read a few at a time, by a reader that may fail, and ends as facts or as a reason."""

import asyncio
import hashlib
from collections.abc import Sequence

from interview_runtime.logs import get_logger
from interview_runtime.objects import ObjectMissing, Objects
from interview_runtime.publisher import Publish
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import (
    Event,
    RejectReason,
    ResumeParsed,
    ResumeReadingBegun,
    ResumeRejected,
    ResumeUploaded,
)
from llm_service.resumes.core import ResumesState
from llm_service.resumes.ports import Reading, ResumeReader, Unreadable
from llm_service.resumes.structure.core import structure


class ResumeWork:
    """Performs the jobs of the resumes fold; at most `slots` documents are open at once."""

    def __init__(self, reader: ResumeReader, objects: Objects, publish: Publish, slots: int) -> None:
        self._reader = reader
        self._objects = objects
        self._publish = publish
        self._slots = asyncio.Semaphore(slots)

    async def __call__(self, job: Event, state: ResumesState) -> Sequence[Event]:
        """The facts, or why there are none. Raises Unavailable where the object store or the log is away."""
        if not isinstance(job, ResumeUploaded):
            raise InvalidEvent("contract", "not an upload")
        attempt = state.attempt(job.sha256)
        async with self._slots:
            begun = ResumeReadingBegun(interview_id=job.interview_id, sha256=job.sha256, attempt=attempt)
            await self._publish(begun)
            try:
                return (await self._read(job),)
            except Unreadable as error:
                return (_rejected(job, error.reason, attempt),)

    async def _read(self, job: ResumeUploaded) -> ResumeParsed:
        reading = await self._reader.read(await self._document(job))
        return await asyncio.to_thread(_parsed, job, reading)

    async def _document(self, job: ResumeUploaded) -> bytes:
        try:
            document = await self._objects.get(job.interview_id, job.object_key)
        except ObjectMissing:
            raise Unreadable("damaged") from None
        if hashlib.sha256(document).hexdigest() != job.sha256:
            raise Unreadable("damaged")
        return document


def _parsed(job: ResumeUploaded, reading: Reading) -> ResumeParsed:
    found = structure(reading.text)
    return ResumeParsed(
        interview_id=job.interview_id,
        sha256=job.sha256,
        text=reading.text,
        pages=reading.pages,
        engine=reading.engine,
        language=found.language,
        facts=found.facts,
    )


def _rejected(job: ResumeUploaded, reason: RejectReason, attempt: int) -> ResumeRejected:
    get_logger().info("resume_rejected", reason=reason)
    return ResumeRejected(interview_id=job.interview_id, sha256=job.sha256, reason=reason, attempt=attempt)
