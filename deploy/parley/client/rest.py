"""Why: a candidate enters over REST exactly as a browser does, and a service that restarts meanwhile is waited for."""

import asyncio
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import httpx
import msgspec

from parley.client.retry import Attempts, Refused, Unreachable

Purpose = Literal["audio", "relay"]
Body = Mapping[str, object] | bytes | None
TIMEOUT_S: Final = 15.0
RESUME_WITHIN_S: Final = 60.0
_LOOK_S: Final = 0.2
_LATER: Final = frozenset({429, 500, 502, 503, 504})
_ENTRIES: Final = 3


class Created(msgspec.Struct, frozen=True):
    """A new interview; the token and the URL let one candidate in."""

    interview_id: str
    candidate_token: str
    candidate_url: str


class Ticket(msgspec.Struct, frozen=True):
    """Opens one socket once."""

    ticket: str
    url: str


class Rest:
    """The REST half: as the owner where a token is given, as the candidate after `enter`."""

    def __init__(self, api_url: str, owner_token: str | None = None) -> None:
        self.origin = api_url.rstrip("/")
        self._owner = {"Authorization": f"Bearer {owner_token}"} if owner_token else {}
        self._client = httpx.AsyncClient(
            base_url=self.origin, timeout=TIMEOUT_S, headers={"Origin": self.origin}, trust_env=False
        )

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def create(self, language: str, scenario_id: str, **posting: object) -> Created:
        """The id is chosen here, so that asking again after a lost answer makes no second interview."""
        body = {"language": language, "scenario_id": scenario_id, "interview_id": str(uuid.uuid4()), **posting}
        return msgspec.convert(await self._ask("POST", "/v1/interviews", body, self._owner), Created)

    async def enter(self, created: Created) -> None:
        """Exchange the token for the cookie, which the connection keeps."""
        body = {"interview_id": created.interview_id, "candidate_token": created.candidate_token}
        await self._ask("POST", "/v1/candidate/session", body)

    async def begin(self, language: str, scenario_id: str, **posting: object) -> Created:
        """A new interview with its candidate inside; another one where a crash has used the token up."""
        for _ in range(_ENTRIES - 1):
            created = await self.create(language, scenario_id, **posting)
            try:
                await self.enter(created)
            except Refused:
                continue
            return created
        created = await self.create(language, scenario_id, **posting)
        await self.enter(created)
        return created

    async def give_resume(self, interview_id: str, document: bytes, within_s: float = RESUME_WITHIN_S) -> str:
        """Upload it and wait until the interview is prepared; its scenario. Raises Refused with what to do."""
        path, until_s = f"/v1/interviews/{interview_id}", time.monotonic() + within_s
        await self._ask("POST", f"{path}/resume", document, self._owner)
        while time.monotonic() < until_s:
            resume = await self._ask("GET", f"{path}/resume", None, self._owner)
            if resume["state"] == "failed":
                raise Refused(resume["messages"].get("en", resume["reason"]))
            status = await self._ask("GET", path, None, self._owner)
            if resume["state"] == "ready" and status["scenario_reason"] is not None:
                return str(status["scenario_id"])
            await asyncio.sleep(_LOOK_S)
        raise TimeoutError(f"the resume was not read within {within_s:.0f} s")

    async def ticket(self, purpose: Purpose) -> Ticket:
        """A ticket for one socket."""
        return msgspec.convert(await self._ask("POST", "/v1/tickets", {"purpose": purpose}), Ticket)

    async def report(self, interview_id: str) -> dict[str, Any]:
        """The report as known by now."""
        answer: dict[str, Any] = await self._ask("GET", f"/v1/interviews/{interview_id}/report", None, self._owner)
        return answer

    async def complete_report(self, interview_id: str, within_s: float) -> dict[str, Any]:
        """The report once nothing more comes, or as it is when the time is up."""
        until_s = time.monotonic() + within_s
        while True:
            report = await self.report(interview_id)
            if report.get("complete") or time.monotonic() > until_s:
                return report
            await asyncio.sleep(0.25)

    async def assess_again(
        self, interview_id: str, run: str, question_ids: Sequence[str], within_s: float
    ) -> dict[str, Any]:
        """Have answers assessed as `run` and wait for them; what there is when the time is up."""
        path, until_s = f"/v1/interviews/{interview_id}/assessments", time.monotonic() + within_s
        await self._ask("POST", path, {"run": run, "question_ids": list(question_ids)}, self._owner)
        while True:
            await asyncio.sleep(_LOOK_S)
            try:
                found: dict[str, Any] = await self._ask("GET", f"{path}/{run}", None, self._owner)
            except Refused:  # the request has not been projected yet
                found = {"run": run, "complete": False, "answers": []}
            if found["complete"] or time.monotonic() > until_s:
                return found

    async def _ask(self, method: str, path: str, body: Body, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - JSON
        attempts = Attempts()
        while True:
            answer = await self._once(method, path, body, headers or {})
            if answer is not None and answer.status_code not in _LATER:
                return _content(answer)
            attempts = attempts.failed(time.monotonic())
            if attempts.is_hopeless(time.monotonic()):
                raise Unreachable(f"{self.origin} does not answer")
            await asyncio.sleep(attempts.wait_s)

    async def _once(self, method: str, path: str, body: Body, headers: Mapping[str, str]) -> httpx.Response | None:
        try:
            if isinstance(body, bytes):
                return await self._client.request(method, path, content=body, headers=headers)
            return await self._client.request(method, path, json=body, headers=headers)
        except httpx.TransportError:
            return None


def _content(answer: httpx.Response) -> object:
    if answer.is_success:
        return answer.json()
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    title = problem.get("detail") or problem.get("title") or answer.reason_phrase
    raise Refused(f"{title} ({answer.status_code})")
