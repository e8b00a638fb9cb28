"""Why: a recruiter has an answer assessed again, after another model has qualified for example, and compares."""

from typing import Annotated, Any

import msgspec
from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from interview_api.access.core import canonical
from interview_api.interviews.archive import Opened
from interview_api.interviews.core import LIVE
from interview_api.problems import Problem, unknown_interview
from interview_api.services import Services, ServicesOf
from interview_schemas.events import AnswerAssessed, AssessmentRequested, TurnCompleted

Run = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]


class NewAssessment(BaseModel):
    """`run` names it; without `question_ids` every answer is assessed. The same run again changes nothing."""

    model_config = ConfigDict(extra="forbid", strict=True)

    run: Run
    question_ids: list[str] = []


class RunOf(msgspec.Struct, frozen=True, kw_only=True):
    """What stands of a run; `complete` once every answer that was wanted does."""

    interview_id: str
    run: str
    complete: bool
    answers: tuple[AnswerAssessed, ...]


async def request(interview_id: str, body: NewAssessment, services: ServicesOf) -> dict[str, Any]:
    """Accepted: the assessment service makes it when it can."""
    if body.run == LIVE:
        raise Problem(422, "reserved-run", f"“{LIVE}” is the interview's own assessment. Choose another name.")
    opened = await _opened(services, interview_id)
    known = {turn.question_id for turn in _turns(opened)}
    unknown = sorted(set(body.question_ids) - known)
    if unknown or not known:
        raise Problem(422, "no-such-answer", "Name questions of this interview that were answered, or none for all.")
    event = AssessmentRequested(
        interview_id=opened.interview_id,
        run=body.run,
        question_ids=tuple(body.question_ids),
        requested_at_ms=services.clock.now_ms(),
    )
    await services.publish(event)
    return {"interview_id": opened.interview_id, "run": body.run, "answers": len(body.question_ids or known)}


async def read(interview_id: str, run: str, services: ServicesOf) -> Response:
    """What is known of a run by now."""
    opened = await _opened(services, interview_id)
    asked = next((e for e in _events(opened) if isinstance(e, AssessmentRequested) and e.run == run), None)
    if asked is None:
        raise Problem(404, "unknown-run", "No assessment of this name was requested.")
    found = {e.question_id: e for e in reversed(_events(opened)) if isinstance(e, AnswerAssessed) and e.run == run}
    wanted = set(asked.question_ids) or {turn.question_id for turn in _turns(opened)}
    answers = tuple(sorted(found.values(), key=lambda answer: answer.ordinal))
    known = RunOf(interview_id=opened.interview_id, run=run, complete=wanted <= found.keys(), answers=answers)
    return Response(msgspec.json.encode(known), media_type="application/json")


async def _opened(services: Services, interview_id: str) -> Opened:
    known = canonical(interview_id)
    access = await services.access.find(known) if known is not None else None
    if access is None:
        raise unknown_interview()
    opened = await services.archive.open(access.interview_id)
    if opened.redacted:
        raise Problem(410, "erased", "This interview's content was erased, as its person may ask. Nothing is left.")
    return opened


def _events(opened: Opened) -> list[Any]:
    return [logged.event for logged in opened.log]


def _turns(opened: Opened) -> list[TurnCompleted]:
    return [event for event in _events(opened) if isinstance(event, TurnCompleted)]
