"""Why: every route has exactly one access rule, and a route without one does not start."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

Rule = Literal["owner", "candidate", "ticket", "public"]
SOCKET: Final = "WS"

RULES: Final[Mapping[tuple[str, str], Rule]] = {
    ("POST", "/v1/interviews"): "owner",
    ("GET", "/v1/interviews"): "owner",
    ("GET", "/v1/interviews/{interview_id}"): "owner",
    ("GET", "/v1/interviews/{interview_id}/transcript"): "owner",
    ("GET", "/v1/interviews/{interview_id}/report"): "owner",
    ("GET", "/v1/interviews/{interview_id}/events"): "owner",
    ("POST", "/v1/interviews/{interview_id}/resume"): "owner",
    ("GET", "/v1/interviews/{interview_id}/resume"): "owner",
    ("POST", "/v1/interviews/{interview_id}/resume/retry"): "owner",
    ("POST", "/v1/interviews/{interview_id}/assessments"): "owner",
    ("GET", "/v1/interviews/{interview_id}/assessments/{run}"): "owner",
    ("POST", "/v1/candidate/resume"): "candidate",
    ("GET", "/v1/candidate/resume"): "candidate",
    ("POST", "/v1/candidate/resume/retry"): "candidate",
    ("POST", "/v1/candidate/session"): "public",  # the single-use candidate token in the body is the proof
    ("POST", "/v1/tickets"): "candidate",
    (SOCKET, "/v1/relay"): "ticket",
    ("GET", "/v1/status"): "public",
    ("GET", "/interview"): "public",
    ("GET", "/static"): "public",
}


class RouteWithoutRule(Exception):
    """A route that nobody decided about: add it to RULES."""


def unruled(routes: Iterable[BaseRoute], rules: Mapping[tuple[str, str], Rule] = RULES) -> list[str]:
    """Each route that has no rule, as `METHOD path`."""
    return [f"{method} {path}" for route in routes for method, path in names(route) if (method, path) not in rules]


def names(route: BaseRoute) -> Iterator[tuple[str, str]]:
    """Methods and paths of a route; a kind that is not known here has a name that no rule can have."""
    if isinstance(route, WebSocketRoute):
        yield SOCKET, route.path
    elif isinstance(route, Mount):
        yield "GET", route.path
    elif isinstance(route, Route):
        yield from ((method, route.path) for method in sorted((route.methods or {"ANY"}) - {"HEAD"}))
    else:
        yield "UNKNOWN", type(route).__name__
