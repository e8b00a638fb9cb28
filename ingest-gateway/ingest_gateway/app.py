"""Why: the one route of the gateway: who comes in by it, and how FastAPI's socket looks to a session."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Set
from contextlib import asynccontextmanager, suppress
from typing import Final

from fastapi import FastAPI, WebSocket
from starlette.websockets import WebSocketDisconnect

from ingest_gateway.access.core import SUBPROTOCOL, Entry, admit
from ingest_gateway.problems import TICKET, TRY_LATER, Problem
from ingest_gateway.session import messages
from ingest_gateway.session.rounds import Rounds
from ingest_gateway.session.shell import Parts, Session
from interview_runtime import metrics
from interview_runtime.bus import Unavailable
from interview_runtime.logs import get_logger

AUDIO_PATH: Final = "/v1/audio"


class StarletteSocket:
    """A session's socket."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._closed = False

    async def receive(self) -> bytes | str | None:
        """The next message."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            self._closed = True
            return None
        content: bytes | str | None = message.get("bytes")
        return message.get("text") if content is None else content

    async def send(self, text: str) -> None:
        """Nothing where the browser is gone."""
        if not self._closed:
            # RuntimeError is what uvicorn raises where its keepalive has just given the browser up
            with suppress(WebSocketDisconnect, RuntimeError):
                await self._websocket.send_text(text)

    async def close(self, code: int, reason: str) -> None:
        """Nothing where it is closed."""
        if not self._closed:
            self._closed = True
            with suppress(WebSocketDisconnect, RuntimeError):
                await self._websocket.close(code, reason)


async def _nothing() -> None:
    """Nothing to close."""


def make_app(parts: Parts, origins: Set[str], stopped: Callable[[], Awaitable[None]] = _nothing) -> FastAPI:
    """The application; its lifespan runs the rounds, and calls `stopped` when the last session is written out."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        rounds = asyncio.create_task(Rounds(parts.registry, parts.access, parts.clock).run())
        rounds.add_done_callback(_stop_if_failed)
        yield
        rounds.cancel()
        await stopped()

    app = FastAPI(lifespan=lifespan, openapi_url=None)

    @app.websocket(AUDIO_PATH)
    async def audio(websocket: WebSocket) -> None:
        offered = websocket.scope["subprotocols"]
        verdict = admit(websocket.headers.get("origin"), offered, origins)
        await websocket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
        socket = StarletteSocket(websocket)
        interview_id = await _redeem(verdict, parts) if isinstance(verdict, Entry) else verdict
        if isinstance(interview_id, Problem):
            await _refuse(socket, interview_id)
        else:
            session = Session(socket, interview_id, parts)
            await session.run()
            if session.log_refuses:
                _restart("log_refuses")

    return app


def _stop_if_failed(rounds: asyncio.Task[None]) -> None:
    if not rounds.cancelled() and rounds.exception() is not None:
        _restart(type(rounds.exception()).__name__)


def _restart(reason: str) -> None:
    """A gateway that can't beat or can't write is worse than none: its supervisor starts another."""
    get_logger().error("stopping_for_a_restart", reason=reason)
    signal.raise_signal(signal.SIGTERM)


async def _redeem(entry: Entry, parts: Parts) -> str | Problem:
    try:
        return await parts.access.redeem(entry.ticket_sha256) or TICKET
    except Unavailable:
        return TRY_LATER


async def _refuse(socket: StarletteSocket, problem: Problem) -> None:
    metrics.SOCKETS_REFUSED.labels(str(problem.code)).inc()
    await socket.send(messages.encode(problem))
    await socket.close(problem.code, problem.title)
