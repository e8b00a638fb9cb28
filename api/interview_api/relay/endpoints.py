"""Why: the relay's socket: who may open it, what its first message is, and how it ends."""

import asyncio
from collections.abc import Callable
from typing import Final

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from interview_api.access.core import SUBPROTOCOL, sha256, ticket_of
from interview_api.relay.messages import problem
from interview_api.relay.outbox import Outbox, Send
from interview_api.relay.viewer import SnapshotBehind, Viewer
from interview_api.services import Services
from interview_runtime import metrics
from interview_runtime.bus import Unavailable

HELLO_SECONDS: Final = 10.0
_CLOSE_SECONDS: Final = 5.0
VERSION: Final = 1


class Refused(Exception):
    """The socket is closed with a code and a word."""

    def __init__(self, code: int, name: str, detail: str) -> None:
        super().__init__(name)
        self.code = code
        self.text = problem(name, name.replace("-", " ").capitalize(), detail)


TRY_LATER: Final = Refused(1013, "try-again-later", "The captions lag behind now. Connect again in a few seconds.")


class Hello(msgspec.Struct, tag="hello", tag_field="type", forbid_unknown_fields=True):
    """The client's only message."""

    version: int


async def relay(websocket: WebSocket) -> None:
    """Accept first: a browser is told the reason of a close only on an open socket."""
    services: Services = websocket.app.state.services
    offered = websocket.scope.get("subprotocols", [])
    await websocket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
    metrics.SOCKETS.inc()
    try:
        interview_id, language = await _admit(websocket, services)
        await _greet(websocket)
        await _serve(websocket, services, interview_id, language)
    except Refused as refused:
        await _close(websocket, refused)
    except WebSocketDisconnect:
        return
    finally:
        metrics.SOCKETS.dec()


async def _admit(websocket: WebSocket, services: Services) -> tuple[str, str]:
    if websocket.headers.get("origin") not in services.settings.origins:
        raise Refused(4403, "origin-not-allowed", "Open the interview from its own page.")
    ticket = ticket_of(websocket.scope.get("subprotocols", []))
    try:
        interview_id = await services.access.redeem(sha256(ticket), "relay") if ticket is not None else None
        access = await services.access.find(interview_id) if interview_id is not None else None
    except Unavailable:
        raise TRY_LATER from None
    if interview_id is None:
        raise Refused(4401, "ticket-not-valid", "Get a fresh ticket from POST /v1/tickets; each opens one socket once.")
    if access is None:
        raise Refused(4404, "unknown-interview", "This interview does not exist. Open the link again.")
    return interview_id, access.language


async def _greet(websocket: WebSocket) -> None:
    try:
        message = await asyncio.wait_for(websocket.receive(), HELLO_SECONDS)
    except TimeoutError:
        raise Refused(4400, "no-hello", "Send hello as the first message.") from None
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    try:
        hello = msgspec.json.decode(message.get("text") or b"", type=Hello)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise Refused(4400, "bad-message", 'The first message must be {"type":"hello","version":1}.') from None
    if hello.version != VERSION:
        raise Refused(4426, "unsupported-version", f"This server speaks version {VERSION}. Reload the page.")


async def _serve(websocket: WebSocket, services: Services, interview_id: str, language: str) -> None:
    give_up = _giving_up(websocket)
    viewer = Viewer(Outbox(_sender(websocket), give_up), give_up)
    try:
        await _begin(viewer, services, interview_id, language)
        message = await websocket.receive()
        if message["type"] != "websocket.disconnect":
            raise Refused(4400, "bad-message", "After hello this socket only sends. Commands go to the audio socket.")
    finally:
        services.hub.leave(interview_id, viewer)
        viewer.outbox.close()


async def _begin(viewer: Viewer, services: Services, interview_id: str, language: str) -> None:
    if not services.following():
        raise TRY_LATER
    try:
        await viewer.begin(services.hub, services.archive, interview_id, language)
    except (SnapshotBehind, Unavailable):
        raise TRY_LATER from None


def _sender(websocket: WebSocket) -> Send:
    async def send(text: str) -> None:
        try:
            await websocket.send_text(text)
        except (WebSocketDisconnect, RuntimeError):  # it is gone: receive() is about to say so
            return

    return send


def _giving_up(websocket: WebSocket) -> Callable[[], None]:
    """Called from within the hub, which must not wait for a browser that does not read."""
    handler = asyncio.current_task()
    closing: list[asyncio.Task[None]] = []

    async def close() -> None:
        try:
            await asyncio.wait_for(_close(websocket, TRY_LATER), _CLOSE_SECONDS)
        except TimeoutError:
            if handler is not None:
                handler.cancel()

    def give_up() -> None:
        if not closing:
            closing.append(asyncio.get_running_loop().create_task(close()))

    return give_up


async def _close(websocket: WebSocket, refused: Refused) -> None:
    metrics.SOCKETS_REFUSED.labels(str(refused.code)).inc()
    try:
        await websocket.send_text(refused.text)
        await websocket.close(refused.code)
    except (WebSocketDisconnect, RuntimeError):  # it is gone already
        return
