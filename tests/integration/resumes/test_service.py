"""Why: on the real stack a resume is ready in seconds, whatever is killed, and prepares the interview it belongs to."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from fakes.live_interview import log_of
from fakes.resume_files import Made, labelled_set
from interview_schemas.events import InterviewPrepared, ResumeParsed, ResumeRejected, ResumeUploaded
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration

PATIENCE_S = 120


class Recruiter:
    """Somebody with the owner's token."""

    def __init__(self, stack: Stack) -> None:
        headers = {"authorization": f"Bearer {stack.owner_token}"}
        self.http = httpx.AsyncClient(base_url=stack.api_url, headers=headers, trust_env=False, timeout=60)

    async def interview(self) -> str:
        made = await self.http.post("/v1/interviews", json={"language": "en", "scenario_id": "short"})
        assert made.status_code == 201
        return str(made.json()["interview_id"])

    async def upload(self, interview_id: str, document: bytes) -> httpx.Response:
        return await self.http.post(f"/v1/interviews/{interview_id}/resume", content=document)

    async def ended(self, interview_id: str) -> dict[str, Any]:
        """The status once it is ready or failed."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                answer = await self.http.get(f"/v1/interviews/{interview_id}/resume")
                if answer.status_code == 200 and answer.json()["state"] in {"ready", "failed"}:
                    return dict(answer.json())
                await asyncio.sleep(0.05)


@pytest.fixture
async def recruiter(live: Stack) -> AsyncIterator[Recruiter]:
    made = Recruiter(live)
    yield made
    await made.http.aclose()


def resumes() -> list[Made]:
    return [made for made in labelled_set() if made.language == "en"]


async def test_a_resume_of_each_kind_is_read_and_prepares_its_interview(recruiter: Recruiter, live: Stack) -> None:
    for made in {made.file_type: made for made in resumes()}.values():
        interview_id = await recruiter.interview()
        assert (await recruiter.upload(interview_id, made.content)).status_code == 202
        assert (await recruiter.ended(interview_id))["state"] == "ready", made.name
        async with asyncio.timeout(PATIENCE_S):
            while not (prepared := [e for e in await log_of(live, interview_id) if isinstance(e, InterviewPrepared)]):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        [parsed] = [e for e in await log_of(live, interview_id) if isinstance(e, ResumeParsed)]
        assert prepared[0].resume_sha256 == parsed.sha256
        assert all(parsed.text[fact.start : fact.end] == fact.value for fact in parsed.facts)


async def test_what_can_not_be_read_says_why_and_can_be_tried_again(recruiter: Recruiter, live: Stack) -> None:
    interview_id = await recruiter.interview()
    await recruiter.upload(interview_id, b"%PDF-1.7\nthis is no such thing")
    failed = await recruiter.ended(interview_id)
    assert (failed["state"], failed["reason"], failed["attempt"]) == ("failed", "damaged", 0)
    assert set(failed["messages"]) == {"en", "ko"}
    retried = await recruiter.http.post(f"/v1/interviews/{interview_id}/resume/retry")
    assert (retried.status_code, retried.json()["attempt"]) == (202, 1)
    async with asyncio.timeout(PATIENCE_S):
        while (await recruiter.ended(interview_id))["attempt"] == 0:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    rejected = [event for event in await log_of(live, interview_id) if isinstance(event, ResumeRejected)]
    assert [event.attempt for event in rejected] == [0, 1]


async def test_the_same_file_twice_is_one_resume(recruiter: Recruiter, live: Stack) -> None:
    interview_id, document = await recruiter.interview(), resumes()[0].content
    for _ in range(2):
        assert (await recruiter.upload(interview_id, document)).status_code == 202
    await recruiter.ended(interview_id)
    log = await log_of(live, interview_id)
    assert len({event.sha256 for event in log if isinstance(event, ResumeUploaded)}) == 1
    assert len({event.sha256 for event in log if isinstance(event, ResumeParsed)}) == 1


async def test_many_at_once_are_all_read_though_the_reader_is_killed(recruiter: Recruiter, live: Stack) -> None:
    interviews = [await recruiter.interview() for _ in range(24)]
    documents = [made.content for made in resumes()][:24]
    uploading = [recruiter.upload(one, document) for one, document in zip(interviews, documents, strict=True)]
    uploaded = asyncio.gather(*uploading)
    while not any(  # noqa: ASYNC110
        [
            (await recruiter.http.get(f"/v1/interviews/{one}/resume")).json()["state"] == "ready"
            for one in interviews[:4]
        ]
    ):
        await asyncio.sleep(0.02)
    live.kill("resumes")
    assert {answer.status_code for answer in await uploaded} == {202}
    assert [(await recruiter.ended(one))["state"] for one in interviews] == ["ready"] * 24
    live.wait_ready("resumes")
