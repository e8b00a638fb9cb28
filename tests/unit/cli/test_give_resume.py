"""Why: an interview that is to use a resume starts when the resume has prepared it, and never waits in silence."""

from collections.abc import Iterable
from typing import Any

import httpx
import pytest

from parley.client.rest import Rest
from parley.client.retry import Refused

pytestmark = pytest.mark.unit

Json = dict[str, Any]
READY: Json = {"state": "ready", "reason": None, "messages": {}}
RECEIVED: Json = {**READY, "state": "received"}
LOCKED: Json = {"state": "failed", "reason": "encrypted", "messages": {"en": "Save it without a password."}}
PREPARED = {"scenario_id": "career_change", "scenario_reason": "elsewhere"}
UNPREPARED = {"scenario_id": "standard", "scenario_reason": None}


class Api:
    """Answers in order, the last one for ever."""

    def __init__(self, resumes: Iterable[Json], statuses: Iterable[Json] = (PREPARED,)) -> None:
        self._resumes, self._statuses = list(resumes), list(statuses)
        self.uploads: list[bytes] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"] == "Bearer owner"
        if request.method == "POST":
            self.uploads.append(request.content)
            return httpx.Response(202, json=RECEIVED)
        answers = self._resumes if request.url.path.endswith("/resume") else self._statuses
        return httpx.Response(200, json=answers.pop(0) if len(answers) > 1 else answers[0])


@pytest.fixture
def rest() -> Rest:
    return Rest("http://parley.test", "owner")


async def given(rest: Rest, api: Api, within_s: float = 60.0) -> str:
    await rest._client.aclose()
    rest._client = httpx.AsyncClient(transport=httpx.MockTransport(api), base_url=rest.origin)
    try:
        return await rest.give_resume("i-1", b"the file", within_s)
    finally:
        await rest.close()


async def test_the_file_itself_is_sent_once_and_the_prepared_scenario_comes_back(rest: Rest) -> None:
    api = Api([RECEIVED, RECEIVED, READY])
    assert await given(rest, api) == "career_change"
    assert api.uploads == [b"the file"]


async def test_ready_is_not_enough_before_flow_has_prepared_the_interview(rest: Rest) -> None:
    assert await given(rest, Api([READY], [UNPREPARED, UNPREPARED, PREPARED])) == "career_change"


async def test_a_resume_that_cannot_be_read_says_what_to_do(rest: Rest) -> None:
    with pytest.raises(Refused, match="Save it without a password"):
        await given(rest, Api([RECEIVED, LOCKED]))


async def test_a_resume_that_nobody_reads_ends_the_waiting(rest: Rest) -> None:
    with pytest.raises(TimeoutError, match="was not read"):
        await given(rest, Api([RECEIVED]), within_s=0.0)
