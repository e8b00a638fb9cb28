"""Why: the candidate's way in: token to cookie, cookie to tickets."""

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from interview_api.access.core import (
    COOKIE,
    TICKET_SECONDS,
    Session,
    canonical,
    new_secret,
    public_origin,
    sha256,
    socket_url,
)
from interview_api.access.guard import CandidateOf, address, limit
from interview_api.access.ports import Purpose
from interview_api.problems import Problem
from interview_api.services import Services, ServicesOf


class SessionRequest(BaseModel):
    """What the link's fragment holds."""

    model_config = ConfigDict(extra="forbid", strict=True)

    interview_id: str = Field(max_length=64)
    candidate_token: str = Field(min_length=1, max_length=200)


class SessionAnswer(BaseModel):
    """Where the candidate is now."""

    interview_id: str
    language: str


class TicketRequest(BaseModel):
    """What the socket is for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    purpose: Purpose


class TicketAnswer(BaseModel):
    """Opens one socket once."""

    ticket: str
    url: str
    expires_in_seconds: int = TICKET_SECONDS


async def enter(body: SessionRequest, request: Request, response: Response, services: ServicesOf) -> SessionAnswer:
    """Exchange the single-use candidate token for a session cookie."""
    limit(services.attempts.wait_seconds(address(request)))
    interview_id, secret = canonical(body.interview_id), new_secret()
    language = None
    if interview_id is not None:
        language = await services.access.enter(interview_id, sha256(body.candidate_token), sha256(secret))
    if interview_id is None or language is None:
        detail = "This link was used already or is not valid. Ask the recruiter for a new one."
        raise Problem(401, "link-not-valid", detail)
    secure = origin_of(request, services).startswith("https")
    cookie = Session(interview_id, secret).cookie()
    response.set_cookie(COOKIE, cookie, path="/", httponly=True, samesite="strict", secure=secure)
    return SessionAnswer(interview_id=interview_id, language=language)


async def issue_ticket(
    body: TicketRequest, request: Request, candidate: CandidateOf, services: ServicesOf
) -> TicketAnswer:
    """A ticket for one socket, good for 30 s."""
    limit(services.tickets.wait_seconds(candidate.interview_id))
    ticket = new_secret()
    await services.access.issue(candidate.interview_id, body.purpose, sha256(ticket), TICKET_SECONDS)
    relay = socket_url(origin_of(request, services))
    base = services.settings.gateway_url.rstrip("/") if body.purpose == "audio" else relay
    return TicketAnswer(ticket=ticket, url=f"{base}/v1/{body.purpose}")


def origin_of(request: Request, services: Services) -> str:
    """Where this browser reaches this service."""
    known = public_origin(services.settings.ordered_origins, request.headers.get("origin"))
    return known or str(request.base_url).rstrip("/")
