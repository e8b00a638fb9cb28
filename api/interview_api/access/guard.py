"""Why: a route's rule is enforced by what it is declared with, not by each endpoint remembering to."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import Depends, Request

from interview_api.access.core import COOKIE, Session, bearer, parse_session, same
from interview_api.access.rules import Rule
from interview_api.problems import Problem, too_many
from interview_api.services import ServicesOf

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def check_origin(request: Request, services: ServicesOf) -> None:
    """A browser says where a request comes from; another page must not change anything here."""
    origin = request.headers.get("origin")
    if request.method in _SAFE or origin is None or origin in services.settings.origins:
        return
    raise Problem(403, "origin-not-allowed", "Requests from this page are not allowed. See ALLOWED_ORIGINS.")


def require_owner(request: Request, services: ServicesOf) -> None:
    """The owner's token, as `Authorization: Bearer`."""
    token = bearer(request.headers.get("authorization"))
    if token is not None and same(token, bytes.fromhex(services.settings.owner_token_sha256)):
        return
    limit(services.attempts.wait_seconds(address(request)))
    detail = "Send the owner's token as `Authorization: Bearer <token>`; the launcher keeps it in its data folder."
    raise Problem(401, "owner-token-needed", detail, {"WWW-Authenticate": "Bearer"})


async def require_candidate(request: Request, services: ServicesOf) -> Session:
    """The cookie that the candidate's token was exchanged for."""
    session = parse_session(request.cookies.get(COOKIE))
    stored = await services.access.session(session.interview_id) if session is not None else None
    if session is None or stored is None or not same(session.secret, stored):
        limit(services.attempts.wait_seconds(address(request)))
        raise Problem(401, "session-needed", "Open the interview's link first: it sets the session cookie.")
    return session


def limit(wait_seconds: float) -> None:
    """Raises 429 where there is something to wait for."""
    if wait_seconds > 0:
        raise too_many(wait_seconds)


def address(request: Request) -> str:
    """The caller's network address."""
    return request.client.host if request.client is not None else "unknown"


CandidateOf = Annotated[Session, Depends(require_candidate)]
# A ticket is checked by the socket's own endpoint, which must accept before it can say why it closes.
GUARDS: Final[dict[Rule, tuple[Callable[..., Any], ...]]] = {
    "owner": (check_origin, require_owner),
    "candidate": (check_origin, require_candidate),
    "public": (check_origin,),
}
