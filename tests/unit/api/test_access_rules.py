import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Host, Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from fakes.api_world import World
from interview_api import app as app_module
from interview_api.access.guard import GUARDS
from interview_api.access.rules import RULES, RouteWithoutRule, names, unruled

pytestmark = pytest.mark.unit


async def page() -> PlainTextResponse:
    return PlainTextResponse("")


async def socket(websocket: WebSocket) -> None:
    await websocket.close()


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    routes = World().app().routes
    assert unruled(routes) == []
    assert {name for route in routes for name in names(route)} == set(RULES)


@pytest.mark.parametrize(
    ("forgotten", "name"),
    [
        (Route("/v1/scores", page), "GET /v1/scores"),
        (Route("/v1/interviews", page, methods=["DELETE"]), "DELETE /v1/interviews"),
        (WebSocketRoute("/v1/listen", socket), "WS /v1/listen"),
        (Mount("/admin", Starlette()), "GET /admin"),
        (Host("admin.test", Starlette()), "UNKNOWN Host"),
    ],
)
def test_a_route_without_a_rule_is_named(forgotten: BaseRoute, name: str) -> None:
    assert unruled([*World().app().routes, forgotten]) == [name]


def test_an_app_with_a_route_that_nobody_decided_about_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {name: rule for name, rule in RULES.items() if name != ("WS", "/v1/relay")}
    monkeypatch.setattr(app_module, "unruled", lambda routes: unruled(routes, without))
    with pytest.raises(RouteWithoutRule, match="WS /v1/relay"):
        World().app()


def test_only_what_must_be_is_public() -> None:
    public = {path for (_, path), rule in RULES.items() if rule == "public"}
    assert public == {"/v1/candidate/session", "/v1/status", "/interview", "/static"}


def test_every_rule_but_the_ticket_has_its_guards() -> None:
    assert {*GUARDS, "ticket"} == set(RULES.values())
