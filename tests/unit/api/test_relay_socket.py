import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from fakes.api_story import INTERVIEW, SPOKEN, final, scheduled
from fakes.api_world import ORIGIN, World
from interview_api.access.core import sha256
from interview_api.relay.endpoints import _sender
from interview_schemas.events import Event

pytestmark = pytest.mark.unit

HELLO = {"type": "hello", "version": 1}


class Visit:
    def __init__(self, world: World, client: TestClient) -> None:
        self.world = world
        self.client = client

    def call(self, work: Callable[..., Any], *arguments: object) -> None:
        assert self.client.portal is not None
        self.client.portal.call(work, *arguments)

    def ticket(self, name: str = "good", interview: str = INTERVIEW, seconds: int = 30) -> str:
        self.call(self.world.access.issue, interview, "relay", sha256(name), seconds)
        return name

    def open(self, ticket: str | None, origin: str | None = ORIGIN) -> WebSocketTestSession:
        protocols = ["parley.v1"] + ([f"ticket.{ticket}"] if ticket is not None else [])
        headers = {"origin": origin} if origin is not None else {}
        return self.client.websocket_connect("/v1/relay", subprotocols=protocols, headers=headers)

    async def take(self, *events: Event) -> None:
        self.world.hub.take(await self.world.write(events))


@pytest.fixture
def visit() -> Iterator[Visit]:
    world = World()
    world.begin()
    with TestClient(world.app(), base_url=ORIGIN) as client:
        found = Visit(world, client)
        found.call(world.access.invite, INTERVIEW, "en", b"")
        found.call(found.take, scheduled())
        yield found


def told(socket: WebSocketTestSession) -> Message:
    """The next message that is not the plan."""
    message: Message = json.loads(socket.receive_text())
    return told(socket) if message["type"] == "plan" else message


def closed(socket: WebSocketTestSession) -> tuple[str, int]:
    """The problem's code and the close code."""
    problem = told(socket)
    assert problem["type"] == "problem"
    assert problem["detail"]
    with pytest.raises(WebSocketDisconnect) as end:
        socket.receive_text()
    return problem["code"], end.value.code


def test_captions_come_live_after_the_snapshot(visit: Visit) -> None:
    with visit.open(visit.ticket()) as socket:
        assert vars(socket)["accepted_subprotocol"] == "parley.v1"
        socket.send_json(HELLO)
        snapshot = socket.receive_json()
        visit.call(visit.take, final(0, 16_000))
        message = told(socket)
    assert (snapshot["type"], snapshot["status"], snapshot["interview_id"]) == ("snapshot", "scheduled", INTERVIEW)
    assert (message["type"], message["text"]) == ("final", SPOKEN)


@pytest.mark.parametrize("ticket", [None, "", "unknown", "x" * 300])
def test_nobody_listens_without_a_ticket(visit: Visit, ticket: str | None) -> None:
    with visit.open(ticket) as socket:
        assert closed(socket) == ("ticket-not-valid", 4401)


def test_a_ticket_opens_one_socket(visit: Visit) -> None:
    ticket = visit.ticket()
    with visit.open(ticket) as first:
        first.send_json(HELLO)
        assert first.receive_json()["type"] == "snapshot"
        with visit.open(ticket) as second:
            assert closed(second) == ("ticket-not-valid", 4401)


def test_a_ticket_is_over_after_30_seconds(visit: Visit) -> None:
    ticket = visit.ticket()
    visit.world.clock.advance(30_000)
    with visit.open(ticket) as socket:
        assert closed(socket) == ("ticket-not-valid", 4401)


def test_a_ticket_for_audio_opens_no_captions(visit: Visit) -> None:
    visit.call(visit.world.access.issue, INTERVIEW, "audio", sha256("audio"), 30)
    with visit.open("audio") as socket:
        assert closed(socket) == ("ticket-not-valid", 4401)


@pytest.mark.parametrize("origin", ["http://evil.test", None, "null", ""])
def test_another_page_is_refused(visit: Visit, origin: str | None) -> None:
    ticket = visit.ticket()
    with visit.open(ticket, origin) as socket:
        assert closed(socket) == ("origin-not-allowed", 4403)
    assert sha256(ticket) in visit.world.access.tickets


def test_an_interview_that_does_not_exist(visit: Visit) -> None:
    with visit.open(visit.ticket(interview="9f0c2f5e-3c41-4f0a-8a5e-2b7a6d1c9e10")) as socket:
        assert closed(socket) == ("unknown-interview", 4404)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("bad-message", 4400)),
        ("{", ("bad-message", 4400)),
        ("[" * 30_000, ("bad-message", 4400)),
        ('{"type":"hello"}', ("bad-message", 4400)),
        ('{"type":"hello","version":"1"}', ("bad-message", 4400)),
        ('{"type":"hello","version":1,"more":1}', ("bad-message", 4400)),
        ('{"type":"hello","version":2}', ("unsupported-version", 4426)),
    ],
)
def test_a_bad_hello_is_told_why(visit: Visit, text: str, expected: tuple[str, int]) -> None:
    with visit.open(visit.ticket()) as socket:
        socket.send_text(text)
        assert closed(socket) == expected


def test_bytes_where_text_is_due(visit: Visit) -> None:
    with visit.open(visit.ticket()) as socket:
        socket.send_bytes(b"\x00\xff")
        assert closed(socket) == ("bad-message", 4400)


def test_after_hello_the_client_only_listens(visit: Visit) -> None:
    with visit.open(visit.ticket()) as socket:
        socket.send_json(HELLO)
        assert socket.receive_json()["type"] == "snapshot"
        socket.send_json(HELLO)
        assert closed(socket) == ("bad-message", 4400)


def test_a_relay_that_does_not_follow_the_log_yet_says_so(visit: Visit) -> None:
    visit.world.following = False
    with visit.open(visit.ticket()) as socket:
        socket.send_json(HELLO)
        assert closed(socket) == ("try-again-later", 1013)


def test_a_database_that_is_away(visit: Visit) -> None:
    ticket = visit.ticket()
    visit.world.access.away = True
    with visit.open(ticket) as socket:
        assert closed(socket) == ("try-again-later", 1013)


def test_a_browser_that_went_away_leaves_nothing(visit: Visit) -> None:
    with visit.open(visit.ticket()) as socket:
        socket.send_json(HELLO)
        socket.receive_json()
    for _ in range(20):
        visit.call(visit.take)
    assert visit.world.hub._channels == {}


def test_who_fell_behind_is_sent_away_with_a_word(visit: Visit) -> None:
    with visit.open(visit.ticket()) as socket:
        socket.send_json(HELLO)
        socket.receive_json()
        visit.call(visit.world.begin)
        assert closed(socket) == ("try-again-later", 1013)


async def test_sending_to_a_browser_that_is_gone_is_no_error() -> None:
    sent: list[str] = []

    async def gone(message: Message) -> None:
        sent.append(message["type"])
        raise OSError

    scope = {"type": "websocket", "headers": [], "path": "/v1/relay"}
    websocket = WebSocket(scope, receive=_connect, send=gone)
    await websocket.receive()
    send = _sender(websocket)
    websocket.application_state = WebSocketState.CONNECTED
    await send("caption")
    await send("caption")
    assert sent == ["websocket.send"]


async def _connect() -> Message:
    return {"type": "websocket.connect"}
