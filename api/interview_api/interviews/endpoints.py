"""Why: recruiters create interviews and read what became of them."""

import uuid
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from interview_api.access.core import canonical, new_secret, sha256
from interview_api.access.endpoints import origin_of
from interview_api.access.ports import Access
from interview_api.interviews.archive import Opened
from interview_api.interviews.core import Logged
from interview_api.interviews.report import report, transcript
from interview_api.problems import Problem, unknown_interview
from interview_api.services import Services, ServicesOf
from interview_schemas.events import Event, InterviewScheduled, Language
from interview_schemas.registry import event_type
from interview_schemas.scenario import Scenario, scenarios

TENANT = "local"
Posted = Annotated[str | None, Field(min_length=1, max_length=120, pattern=r"\S")]


class NewInterview(BaseModel):
    """`interview_id`, a UUID chosen by the caller, makes a repeat of the same request harmless.

    `company`, `position` and `company_values` are the posting's. With `scenario_fixed` a resume changes no scenario.
    `blind` keeps who the person is from everything that a model sees.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    language: Language
    scenario_id: str = "short"
    interview_id: str | None = None
    company: Posted = None
    position: Posted = None
    company_values: Posted = None
    scenario_fixed: bool = False
    blind: bool = True


class CreatedInterview(BaseModel):
    """The token is shown once; only its hash is kept."""

    interview_id: str
    candidate_token: str
    candidate_url: str


async def create(body: NewInterview, request: Request, services: ServicesOf) -> CreatedInterview:
    """The data key comes first, then the candidate's access, then the event: nothing sealed is ever without a key."""
    scenario = scenarios().get(body.scenario_id)
    if scenario is None:
        raise Problem(422, "unknown-scenario", f"Choose one of: {', '.join(sorted(scenarios()))}.")
    interview_id = _chosen_id(body.interview_id)
    scheduled = _scheduled(interview_id, body, scenario, services.clock.now_ms())
    await _refuse_other(services, scheduled)
    await services.keys.create(interview_id)
    await services.keys.get(interview_id)  # raises KeyDestroyed for an id whose interview was erased
    token = new_secret()
    if not await services.access.invite(interview_id, body.language, sha256(token)):
        raise _conflict()
    await services.publish(scheduled)
    url = f"{origin_of(request, services)}/interview#{interview_id}.{token}"
    return CreatedInterview(interview_id=interview_id, candidate_token=token, candidate_url=url)


async def listed(
    services: ServicesOf,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    before_ms: Annotated[int | None, Query(ge=0, le=10**15)] = None,
) -> dict[str, Any]:
    """Newest first; `before_ms` goes on from the last one's `created_ms`."""
    return {"interviews": msgspec.to_builtins(await services.events.listed(limit, before_ms))}


async def status(interview_id: str, services: ServicesOf) -> dict[str, Any]:
    """Where it stands."""
    access, opened = await _open(services, interview_id)
    view = opened.view()
    return {
        "interview_id": access.interview_id,
        "language": access.language,
        "status": view.accepted.status,
        "scenario_id": view.scenario_id,
        "scenario_reason": view.prepared.reason if view.prepared is not None else None,
        "scenario_evidence": [passage.value for passage in view.prepared.evidence] if view.prepared is not None else [],
        "created_ms": access.created_ms,
        "candidate_entered": access.used,
        "questions": len(view.questions),
        "turns": len(view.turns),
        "report_complete": view.assessed is not None,
    }


async def read_transcript(interview_id: str, services: ServicesOf) -> Response:
    """Every accepted final with its words and times."""
    access, opened = await _open(services, interview_id)
    return _json(msgspec.structs.replace(transcript(opened.view()), language=access.language))


async def read_report(interview_id: str, services: ServicesOf) -> Response:
    """What is known by now; `complete` once the assessment has closed."""
    access, opened = await _open(services, interview_id)
    return _json(msgspec.structs.replace(report(opened.view()), language=access.language))


async def read_events(interview_id: str, services: ServicesOf) -> Response:
    """The merged log, opened; `offsets` say how far the projection had read."""
    access, opened = await _open(services, interview_id)
    here = {logged.partition for logged in opened.log}
    offsets = {f"{topic}/{number}": next_ for (topic, number), next_ in opened.next_offsets.items() if number in here}
    events = [_event(logged) for logged in opened.log]
    return _json({"interview_id": access.interview_id, "offsets": offsets, "events": events})


async def _open(services: Services, interview_id: str) -> tuple[Access, Opened]:
    known = canonical(interview_id)
    access = await services.access.find(known) if known is not None else None
    if access is None:
        raise unknown_interview()
    opened = await services.archive.open(access.interview_id)
    if opened.redacted:
        raise Problem(410, "erased", "This interview's content was erased, as its person may ask. Nothing is left.")
    return access, opened


def _chosen_id(asked: str | None) -> str:
    if asked is None:
        return str(uuid.uuid4())
    interview_id = canonical(asked)
    if interview_id is None:
        raise Problem(422, "invalid-interview-id", "Send a UUID as `interview_id`, or leave it out.")
    return interview_id


async def _refuse_other(services: Services, wanted: InterviewScheduled) -> None:
    if await services.access.find(wanted.interview_id) is None:
        return
    scheduled = (await services.archive.open(wanted.interview_id)).view().scheduled
    if scheduled is not None and _asked_for(scheduled) != _asked_for(wanted):
        raise _conflict()


def _asked_for(scheduled: InterviewScheduled) -> InterviewScheduled:
    """What the caller chose; a scenario's content may change between two requests."""
    return msgspec.structs.replace(scheduled, scheduled_at_ms=0, scenario_hash="")


def _conflict() -> Problem:
    detail = "An interview with this id exists with other content, or its candidate has entered. Use another id."
    return Problem(409, "interview-exists", detail)


def _scheduled(interview_id: str, body: NewInterview, scenario: Scenario, now_ms: int) -> InterviewScheduled:
    return InterviewScheduled(
        interview_id=interview_id,
        tenant_id=TENANT,
        language=body.language,
        scenario_id=scenario.id,
        scenario_hash=scenario.hash,
        scheduled_at_ms=now_ms,
        company=body.company,
        position=body.position,
        company_values=body.company_values,
        scenario_fixed=body.scenario_fixed,
        blind=body.blind,
    )


def _event(logged: Logged[Event]) -> dict[str, object]:
    return {
        "event_id": logged.event_id,
        "topic": logged.topic,
        "partition": logged.partition,
        "offset": logged.offset,
        "type": event_type(type(logged.event)),
        "time_ms": logged.time_ms,
        "stored_ms": logged.stored_ms,
        "event": logged.event,
    }


def _json(content: Sequence[object] | dict[str, Any] | msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")
