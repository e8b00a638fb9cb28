"""Why: every upload ends as facts or as a reason, whatever dies meanwhile, and no model work stands in its way."""

import hashlib

import pytest
from obstore.store import MemoryStore

from fakes.pipeline import Pipeline
from fakes.resumes import ENGLISH
from interview_runtime.fold import FoldProcessor
from interview_runtime.objects import SealedObjects, resume_key
from interview_runtime.parts import Parts
from interview_schemas.events import (
    Event,
    ResumeParsed,
    ResumeReadingBegun,
    ResumeRejected,
    ResumeRetryRequested,
    ResumeUploaded,
)
from interview_schemas.registry import event_id
from llm_service.resumes.core import ResumesState
from llm_service.resumes.ports import Reading, Unreadable
from llm_service.resumes.processor import resumes_processor
from llm_service.resumes.structure.core import structure

pytestmark = pytest.mark.pipeline

DOCUMENT = ENGLISH.encode()
SHA = hashlib.sha256(DOCUMENT).hexdigest()


class ScriptedReader:
    """Reads text; refuses as often as it is told to."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.read_count = 0

    async def read(self, document: bytes) -> Reading:
        self.read_count += 1
        if self.read_count <= self.refusals:
            raise Unreadable("damaged")
        return Reading(text=document.decode(), pages=1, engine="scripted", media_type="text/plain")

    async def close(self) -> None:
        return


class Service:
    def __init__(self, reader: ScriptedReader | None = None) -> None:
        self.pipeline, self.store = Pipeline(), MemoryStore()
        self.reader = reader or ScriptedReader()
        self.objects = SealedObjects(self.store, self.pipeline.keys)
        self.pipeline.add("resumes", self._processor)

    def _processor(self, parts: Parts) -> FoldProcessor[ResumesState]:
        return resumes_processor(parts, self.reader, SealedObjects(self.store, parts.keys))

    async def upload(self, interview_id: str = "i-1", document: bytes = DOCUMENT, sha256: str = SHA) -> None:
        await self.pipeline.keys.create(interview_id)
        key = resume_key(interview_id, sha256)
        await self.objects.put(interview_id, key, document)
        await self.pipeline.publish(
            ResumeUploaded(
                interview_id=interview_id, object_key=key, sha256=sha256, size_bytes=1, media_type="text/plain"
            )
        )

    async def ended(self) -> list[Event]:
        await self.pipeline.settle()
        return [event for event in await self.pipeline.events("resumes") if not isinstance(event, ResumeReadingBegun)]


async def test_an_upload_becomes_facts_with_places() -> None:
    service = Service()
    await service.upload()
    [parsed] = await service.ended()
    assert isinstance(parsed, ResumeParsed)
    assert parsed.facts == structure(ENGLISH).facts
    assert all(parsed.text[fact.start : fact.end] == fact.value for fact in parsed.facts)


async def test_reading_is_said_before_it_is_done() -> None:
    service = Service()
    await service.upload()
    await service.pipeline.settle()
    kinds = [type(event) for event in await service.pipeline.events("resumes")]
    assert kinds == [ResumeReadingBegun, ResumeParsed]


async def test_a_refusal_is_final_until_somebody_asks_again() -> None:
    service = Service(ScriptedReader(refusals=1))
    await service.upload()
    [rejected] = await service.ended()
    assert rejected == ResumeRejected(interview_id="i-1", sha256=SHA, reason="damaged")
    await service.pipeline.publish(ResumeRetryRequested(interview_id="i-1", sha256=SHA, attempt=1))
    assert isinstance((await service.ended())[-1], ResumeParsed)
    assert service.reader.read_count == 2


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("send", [1, 2])
async def test_a_service_that_dies_on_any_send_loses_and_repeats_nothing(send: int, stored: bool) -> None:
    service = Service()
    service.pipeline.die_at("resumes", send, stored=stored)
    await service.upload()
    ended = await service.ended()
    assert {event_id(event) for event in ended} == {event_id(ended[0])}
    assert isinstance(ended[0], ResumeParsed)


async def test_an_object_that_is_another_is_a_reason_and_not_a_loop() -> None:
    service = Service()
    await service.upload(sha256="b" * 64)
    assert [event.reason for event in await service.ended() if isinstance(event, ResumeRejected)] == ["damaged"]


async def test_an_object_that_is_gone_is_a_reason_and_not_a_loop() -> None:
    service = Service()
    await service.upload()
    await service.store.delete_async(resume_key("i-1", SHA))
    assert [event.reason for event in await service.ended() if isinstance(event, ResumeRejected)] == ["damaged"]


async def test_a_hundred_uploads_all_end() -> None:
    service = Service()
    for number in range(100):
        await service.upload(f"i-{number}")
    assert {event.interview_id for event in await service.ended()} == {f"i-{number}" for number in range(100)}


async def test_uploads_read_again_from_the_start_change_nothing() -> None:
    service = Service()
    await service.upload()
    await service.ended()
    service.pipeline.kill("resumes")
    assert len(await service.ended()) == 1
    assert service.reader.read_count == 1
