"""Why: every route is mounted here beside the rule that guards it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, Literal

from fastapi import Depends, FastAPI
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

from interview_api import problems
from interview_api.access import endpoints as access
from interview_api.access.guard import GUARDS
from interview_api.access.rules import RULES, RouteWithoutRule, unruled
from interview_api.assessments import endpoints as assessments
from interview_api.interviews import endpoints as interviews
from interview_api.middleware import BodyLimits, Surroundings, content_security_policy
from interview_api.pages import endpoints as pages
from interview_api.relay.endpoints import relay
from interview_api.resumes import endpoints as resumes
from interview_api.resumes.core import MAX_BYTES
from interview_api.services import Services

MAX_BODY_BYTES: Final = 16_384
Method = Literal["GET", "POST"]
ROUTES: Final[tuple[tuple[Method, str, Callable[..., Any], int], ...]] = (
    ("POST", "/v1/interviews", interviews.create, 201),
    ("GET", "/v1/interviews", interviews.listed, 200),
    ("GET", "/v1/interviews/{interview_id}", interviews.status, 200),
    ("GET", "/v1/interviews/{interview_id}/transcript", interviews.read_transcript, 200),
    ("GET", "/v1/interviews/{interview_id}/report", interviews.read_report, 200),
    ("GET", "/v1/interviews/{interview_id}/events", interviews.read_events, 200),
    ("POST", "/v1/interviews/{interview_id}/assessments", assessments.request, 202),
    ("GET", "/v1/interviews/{interview_id}/assessments/{run}", assessments.read, 200),
    ("POST", "/v1/interviews/{interview_id}/resume", resumes.upload, 202),
    ("GET", "/v1/interviews/{interview_id}/resume", resumes.status, 200),
    ("POST", "/v1/interviews/{interview_id}/resume/retry", resumes.retry, 202),
    ("POST", "/v1/candidate/resume", resumes.upload_own, 202),
    ("GET", "/v1/candidate/resume", resumes.own_status, 200),
    ("POST", "/v1/candidate/resume/retry", resumes.retry_own, 202),
    ("POST", "/v1/candidate/session", access.enter, 200),
    ("POST", "/v1/tickets", access.issue_ticket, 200),
    ("GET", "/v1/status", pages.status, 200),
    ("GET", "/interview", pages.interview_page, 200),
)
Hook = Callable[[], Awaitable[None]]


async def _nothing() -> None:
    return


def create_app(services: Services, *, started: Hook = _nothing, stopped: Hook = _nothing) -> FastAPI:
    """Raises RouteWithoutRule where somebody mounted a route and forgot who may use it."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await started()
        yield
        await stopped()

    app = FastAPI(title="Parley", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.services = services
    for method, path, endpoint, status_code in ROUTES:
        guards = [Depends(guard) for guard in GUARDS[RULES[method, path]]]
        app.add_api_route(path, endpoint, methods=[method], status_code=status_code, dependencies=guards)
    app.router.routes.append(WebSocketRoute("/v1/relay", relay))
    app.router.routes.append(Mount("/static", StaticFiles(directory=pages.STATIC, check_dir=False), name="static"))
    problems.install(app)
    policy = content_security_policy(services.settings.gateway_url, services.settings.ordered_origins)
    app.add_middleware(BodyLimits, usual=MAX_BODY_BYTES, upload=MAX_BYTES + 1)
    app.add_middleware(Surroundings, policy=policy)
    if forgotten := unruled(app.routes):
        raise RouteWithoutRule(", ".join(forgotten))
    return app
