"""Why: a resume comes in by the door that everything else comes in by, and every refusal says what to do."""

import hashlib

import httpx
import pytest

from fakes.api_story import INTERVIEW
from fakes.api_world import OWNER, World
from interview_api.resumes.core import MAX_BYTES
from interview_runtime.bus import OutRecord, Unavailable
from interview_runtime.objects import resume_key
from interview_schemas.events import ResumeParsed, ResumeReadingBegun, ResumeRejected, ResumeUploaded

pytestmark = pytest.mark.unit

DOCUMENT = b"%PDF-1.7 not really"
SHA = hashlib.sha256(DOCUMENT).hexdigest()
PATH = f"/v1/interviews/{INTERVIEW}/resume"


async def created(world: World, client: httpx.AsyncClient) -> str:
    """An interview whose candidate is inside; the client holds the cookie."""
    body = {"language": "en", "interview_id": INTERVIEW}
    made = (await client.post("/v1/interviews", headers=OWNER, json=body)).json()
    what = {"interview_id": INTERVIEW, "candidate_token": made["candidate_token"]}
    assert (await client.post("/v1/candidate/session", json=what)).status_code == 200
    await world.project()
    return INTERVIEW


async def state(client: httpx.AsyncClient) -> tuple[str, int]:
    told = (await client.get(PATH, headers=OWNER)).json()
    return told["state"], told["attempt"]


async def test_the_object_is_durable_before_the_event_says_so() -> None:
    world = World()
    async with world.client() as client:
        await created(world, client)
        stored: list[int] = []

        def look(_record: OutRecord) -> None:
            stored.append(len(world.store.get(resume_key(INTERVIEW, SHA)).bytes()))

        world.bus.before_send = look
        answer = await client.post(PATH, headers=OWNER, content=DOCUMENT)
        assert answer.status_code == 202
        assert answer.json()["state"] == "received"
        assert stored == [len(DOCUMENT) + 28]
        assert await world.objects.get(INTERVIEW, resume_key(INTERVIEW, SHA)) == DOCUMENT
        await world.project()
        assert await state(client) == ("received", 0)


async def test_nothing_is_promised_while_the_log_is_away_and_a_repeat_succeeds() -> None:
    world = World()
    async with world.client() as client:
        await created(world, client)

        def refuse(_record: OutRecord) -> None:
            raise Unavailable("kafka")

        world.bus.before_send = refuse
        assert (await client.post(PATH, headers=OWNER, content=DOCUMENT)).status_code == 503
        world.bus.before_send = lambda _record: None
        for _ in range(2):
            assert (await client.post(PATH, headers=OWNER, content=DOCUMENT)).status_code == 202
        await world.project()
        rows = [row for row in world.events.rows.values() if row.type == "ResumeUploaded.v1"]
        assert len(rows) == 1


async def test_the_state_follows_the_log_and_a_failure_may_be_tried_again() -> None:
    world = World()
    async with world.client() as client:
        await created(world, client)
        assert await state(client) == ("none", 0)
        assert (await client.post(f"{PATH}/retry", headers=OWNER)).status_code == 409
        await client.post(PATH, headers=OWNER, content=DOCUMENT)
        await world.write([ResumeReadingBegun(interview_id=INTERVIEW, sha256=SHA, attempt=0)])
        await world.project()
        assert await state(client) == ("reading", 0)
        await world.write([ResumeRejected(interview_id=INTERVIEW, sha256=SHA, reason="encrypted")])
        await world.project()
        told = (await client.get("/v1/candidate/resume")).json()
        assert (told["state"], told["reason"]) == ("failed", "encrypted")
        assert "password" in told["messages"]["en"]
        assert "비밀번호" in told["messages"]["ko"]
        assert (await client.post("/v1/candidate/resume/retry")).status_code == 202
        await world.project()
        assert await state(client) == ("received", 1)
        await world.write([ResumeParsed(interview_id=INTERVIEW, sha256=SHA, text="x", pages=1, engine="e")])
        await world.project()
        assert await state(client) == ("ready", 1)


@pytest.mark.parametrize(("size", "status"), [(MAX_BYTES, 202), (MAX_BYTES + 1, 413), (MAX_BYTES * 2, 413), (0, 422)])
async def test_sizes(size: int, status: int) -> None:
    world = World()
    async with world.client() as client:
        await created(world, client)
        answer = await client.post(PATH, headers=OWNER, content=b"x" * size)
        assert answer.status_code == status
        if status != 202:
            assert answer.headers["content-type"] == "application/problem+json"
            assert "10 MB" in answer.json()["detail"] or "file itself" in answer.json()["detail"]


async def test_other_routes_take_no_file() -> None:
    world = World()
    async with world.client() as client:
        answer = await client.post("/v1/interviews", headers=OWNER, content=b"x" * 20_000)
    assert answer.status_code == 413


async def test_only_the_owner_and_the_candidate_may_upload() -> None:
    world = World()
    async with world.client() as client:
        assert (await client.post("/v1/candidate/resume", content=DOCUMENT)).status_code == 401
        assert (await client.post(PATH, content=DOCUMENT)).status_code == 401
        unknown = await client.post(PATH, headers=OWNER, content=DOCUMENT)
        assert unknown.status_code == 404
        await created(world, client)
        assert (await client.post("/v1/candidate/resume", content=DOCUMENT)).status_code == 202


async def test_a_candidate_who_uploads_all_the_time_is_slowed_down() -> None:
    world = World()
    async with world.client() as client:
        await created(world, client)
        answers = [await client.post("/v1/candidate/resume", content=DOCUMENT) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]


async def test_the_writer_says_where_the_reader_looks() -> None:
    world = World()
    async with world.client() as client:
        await created(world, client)
        await client.post(PATH, headers=OWNER, content=DOCUMENT)
        await world.project()
    [event] = [
        logged.event for logged in (await world.archive.open(INTERVIEW)).log if isinstance(logged.event, ResumeUploaded)
    ]
    assert event.object_key == resume_key(INTERVIEW, SHA)
    assert (event.size_bytes, event.media_type) == (len(DOCUMENT), "application/pdf")
