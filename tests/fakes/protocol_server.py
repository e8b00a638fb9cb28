"""Why: speaks the browser's protocol from a script, so that the candidate's page is tested without Kafka."""

import asyncio
import json
import secrets
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self

import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from starlette.responses import FileResponse, JSONResponse
from starlette.staticfiles import StaticFiles

import interview_api
from fakes.scripted_interview import GapError, Interview, Message, Script

STATIC: Final = Path(interview_api.__file__).resolve().parent / "static"
CSP: Final = "default-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self' ws: wss:"
HEADER: Final = struct.Struct("<BBHIQQ")
Purpose = Literal["audio", "relay"]


class ProtocolServer:
    """A context manager around uvicorn in a thread. The switches may be turned from any thread.

    `is_away`: REST answers 503 and sockets close with 1013. `holds_acks`: nothing is acknowledged.
    `is_silent`: no captions. `question_seconds`: how long a question takes to be written.
    """

    def __init__(self) -> None:
        self.is_away = False
        self.holds_acks = False
        self.is_silent = False
        self.question_seconds = 0.3
        self._interviews: dict[str, Interview] = {}
        self._tickets: dict[str, tuple[str, Purpose]] = {}
        self._sockets: dict[Purpose, set[WebSocket]] = {"audio": set(), "relay": set()}
        self._tasks: set[asyncio.Task[None]] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        config = uvicorn.Config(self._app(), log_level="warning", ws="websockets-sansio", lifespan="off")
        self._server = uvicorn.Server(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="protocol-server", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(10)

    def schedule(self, script: Script) -> Interview:
        interview = Interview(script)
        self._interviews[interview.interview_id] = interview
        return interview

    def url(self, interview: Interview) -> str:
        """The invitation."""
        return f"{self.origin}/interview#{interview.interview_id}.{interview.token}"

    def drop(self, purpose: Purpose, code: int = 1012, *, losing: Interview | None = None) -> None:
        """Close the sockets of a kind; `losing` also forgets that interview's unacknowledged samples."""

        async def close() -> None:
            if losing:
                losing.audio.forget_unacknowledged()
            for websocket in list(self._sockets[purpose]):
                await _close(websocket, code)

        self._call(close())

    def publish(self, interview: Interview, message: Message) -> None:
        """Send one more message to the connected pages."""

        async def send() -> None:
            interview.publish(message)

        self._call(send())

    def become(self, interview: Interview, status: str) -> None:
        """Change the interview's state from outside."""

        async def change() -> None:
            interview.become(status)

        self._call(change())

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def _run(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            await self._server.serve(sockets=[self._listener])

        asyncio.run(serve())

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # The routes.

    def _app(self) -> FastAPI:
        app = FastAPI(docs_url=None, openapi_url=None)
        app.add_api_route("/interview", self._page, methods=["GET"], response_model=None)
        app.add_api_route("/v1/candidate/session", self._session, methods=["POST"], response_model=None)
        app.add_api_route("/v1/tickets", self._ticket, methods=["POST"], response_model=None)
        app.add_api_websocket_route("/v1/audio", self._audio_socket)
        app.add_api_websocket_route("/v1/relay", self._relay_socket)
        app.mount("/static", StaticFiles(directory=STATIC))
        app.middleware("http")(self._surround)
        return app

    async def _surround(self, request: Request, forward: Callable[[Request], Awaitable[Response]]) -> Response:
        is_refused = self.is_away and request.url.path.startswith("/v1/")
        response = JSONResponse({"title": "Away"}, 503) if is_refused else await forward(request)
        response.headers["content-security-policy"] = CSP
        return response

    async def _page(self) -> FileResponse:
        return FileResponse(STATIC / "interview.html")

    async def _session(self, body: dict[str, str]) -> JSONResponse:
        interview = self._interviews.get(body["interview_id"])
        if interview is None or interview.token != body["candidate_token"]:
            return JSONResponse({"title": "Link used"}, 401)
        interview.token = None
        answer = {"interview_id": interview.interview_id, "language": interview.script.language}
        response = JSONResponse(answer)
        response.set_cookie("parley_session", interview.interview_id, httponly=True, samesite="strict")
        return response

    async def _ticket(self, request: Request, body: dict[str, Purpose]) -> JSONResponse:
        interview_id = request.cookies.get("parley_session", "")
        if interview_id not in self._interviews:
            return JSONResponse({"title": "No session"}, 401)
        ticket = secrets.token_urlsafe(16)
        self._tickets[ticket] = (interview_id, body["purpose"])
        url = f"{self.origin.replace('http', 'ws')}/v1/{body['purpose']}"
        return JSONResponse({"ticket": ticket, "url": url, "expires_in_seconds": 30})

    # The sockets.

    async def _admit(self, websocket: WebSocket, purpose: Purpose) -> Interview | None:
        version, ticket = websocket.scope["subprotocols"]
        await websocket.accept(subprotocol=version)
        interview_id, wanted = self._tickets.pop(ticket.removeprefix("ticket."), ("", purpose))
        if self.is_away or wanted != purpose or interview_id not in self._interviews:
            await _close(websocket, 1013 if self.is_away else 4401)
            return None
        return self._interviews[interview_id]

    async def _relay_socket(self, websocket: WebSocket) -> None:
        if (interview := await self._admit(websocket, "relay")) is None:
            return
        queue: asyncio.Queue[Message] = asyncio.Queue()
        await websocket.receive_json()
        await websocket.send_json(interview.snapshot())
        interview.relays.add(queue)
        self._sockets["relay"].add(websocket)
        forwarding = asyncio.get_running_loop().create_task(_forward(queue, websocket))
        try:
            while True:
                await websocket.receive_text()
        except WebSocketDisconnect:
            pass
        finally:
            forwarding.cancel()
            interview.relays.discard(queue)
            self._sockets["relay"].discard(websocket)

    async def _audio_socket(self, websocket: WebSocket) -> None:
        if (interview := await self._admit(websocket, "audio")) is None:
            return
        if not await self._greet(websocket, interview):
            return
        self._sockets["audio"].add(websocket)
        try:
            while websocket in self._sockets["audio"]:
                await self._receive(websocket, interview, dict(await websocket.receive()))
        except (WebSocketDisconnect, RuntimeError):
            pass
        except GapError:
            await _close(websocket, 4422)
        finally:
            self._sockets["audio"].discard(websocket)

    async def _greet(self, websocket: WebSocket, interview: Interview) -> bool:
        hello = await websocket.receive_json()
        interview.hellos.append(hello)
        is_other = interview.owner not in {None, hello["client_id"]}
        if is_other and not hello["takeover"]:
            await _close(websocket, 4409)
            return False
        interview.owner = hello["client_id"]
        interview.resumed_at.append(interview.audio.next_sample)
        for older in list(self._sockets["audio"]):
            self._sockets["audio"].discard(older)
            await _close(older, 4409)
        limits = {"sample_rate": 16_000, "max_unacknowledged_samples": 9_600_000}
        place = {"epoch": len(interview.hellos), "next_sample": interview.audio.next_sample}
        await websocket.send_json(
            {"type": "hello", "version": 1, "interview_id": interview.interview_id, **place, **limits}
        )
        return True

    async def _receive(self, websocket: WebSocket, interview: Interview, event: Message) -> None:
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        if websocket not in self._sockets["audio"]:
            return
        if data := event.get("bytes"):
            version, kind, _reserved, _seq, start, _captured = HEADER.unpack_from(data)
            assert (version, kind) == (1, 1)
            interview.audio.accept(start, data[HEADER.size :])
        else:
            await self._obey(websocket, interview, _json(event["text"]))
        await self._acknowledge(websocket, interview)
        if not self.is_silent:
            interview.caption()

    async def _acknowledge(self, websocket: WebSocket, interview: Interview) -> None:
        if self.holds_acks:
            return
        interview.audio.acknowledged = interview.audio.next_sample
        await websocket.send_json({"type": "ack", "next_sample": interview.audio.acknowledged})

    async def _obey(self, websocket: WebSocket, interview: Interview, message: Message) -> None:
        if message["type"] == "samples-missing":
            interview.audio.declare_missing(message["from_sample"], message["to_sample"])
            return
        interview.command_receipts += 1
        is_new = interview.commands.setdefault(message["command_id"], message) is message
        self._spawn(self._carry_out(websocket, interview, message, is_new))

    async def _carry_out(self, websocket: WebSocket, interview: Interview, command: Message, is_new: bool) -> None:
        while interview.audio.next_sample < command.get("end_sample", 0) or self.holds_acks:  # noqa: ASYNC110 - another thread turns it
            await asyncio.sleep(0.02)
        if websocket in self._sockets["audio"]:
            await websocket.send_json({"type": "command-ack", "command_id": command["command_id"]})
        if not is_new:
            return
        if command["command"] == "start-interview":
            interview.become("started")
            await self._ask(interview)
        elif command["command"] == "resume-interview":
            interview.become("started")
        elif command["command"] == "finish-answer":
            await self._finish(interview, command)

    async def _finish(self, interview: Interview, command: Message) -> None:
        if not interview.is_open or interview.questions[-1]["question_id"] != command["question_id"]:
            return
        interview.close_span(command["end_sample"])
        ordinal = len(interview.turns)
        ids = {"turn_id": f"turn-{ordinal}", "question_id": command["question_id"], "ordinal": ordinal}
        turn = {"type": "turn", **ids, "end_sample": command["end_sample"], "cause": "finish"}
        interview.turns.append(turn)
        interview.publish(turn)
        if len(interview.turns) < len(interview.script.questions):
            await self._ask(interview)
        else:
            await asyncio.sleep(self.question_seconds)
            interview.become("ended")

    async def _ask(self, interview: Interview) -> None:
        ordinal = len(interview.questions)
        text, question_id = interview.script.questions[ordinal], f"question-{ordinal}"
        pieces = text.split(" ")
        for index, piece in enumerate(pieces):
            await asyncio.sleep(self.question_seconds / len(pieces))
            delta = {"question_id": question_id, "attempt": 0, "index": index, "text": f"{piece} "}
            interview.publish({"type": "question-delta", **delta})
        ids = {"question_id": question_id, "stage_id": f"stage-{ordinal}", "ordinal": ordinal}
        times = {"think_seconds": 20, "answer_seconds": 90}
        question = {"type": "question", **ids, "text": text, **times, "source": "template"}
        interview.close_span(interview.audio.next_sample)
        interview.answer_from = interview.cursor
        interview.questions.append(question)
        interview.publish(question)


async def _forward(queue: asyncio.Queue[Message], websocket: WebSocket) -> None:
    while True:
        await websocket.send_json(await queue.get())


async def _close(websocket: WebSocket, code: int) -> None:
    try:
        await websocket.close(code)
    except RuntimeError:
        return  # it was closed from the other side first


def _json(text: str) -> Message:
    message: Message = json.loads(text)
    return message
