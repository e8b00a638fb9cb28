"""Why: the model path is proved over real HTTP, with a server that fails in every way that real ones do."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

MODEL = "scripted-1"
NOTHING = "{}"  # a prompt is warmed up: answered beside the script and not counted
USAGE = {"prompt_tokens": 21, "completion_tokens": 7}


@dataclass(frozen=True, slots=True)
class Reply:
    """How one request is answered. `cut` breaks the connection off after the pieces, without an end."""

    pieces: tuple[str, ...] = ()
    status: int = 200
    first_delay_seconds: float = 0.0
    cut: bool = False
    lines: tuple[str, ...] = ()
    finish_reason: str = "stop"
    hangs_at_the_end: bool = False


def normal(question: str, *, first_delay_seconds: float = 0.0) -> Reply:
    """The question as JSON, a few characters at a time."""
    output = json.dumps({"question": question}, ensure_ascii=False)
    pieces = tuple(output[at : at + 7] for at in range(0, len(output), 7))
    return Reply(pieces=pieces, first_delay_seconds=first_delay_seconds)


def slow(question: str, seconds: float = 30.0) -> Reply:
    """Nothing for a long time."""
    return normal(question, first_delay_seconds=seconds)


def garbage() -> Reply:
    """A stream whose events are not JSON."""
    return Reply(lines=("data: <html>busy</html>",))


def prose() -> Reply:
    """A completion that is text where JSON was asked for."""
    return Reply(pieces=("Sure! ", "Here is a question ", "for you."))


def cut() -> Reply:
    """The connection breaks in the middle of the question."""
    return Reply(pieces=('{"question": "How did ', "you "), cut=True)


def refused(status: int) -> Reply:
    """An error instead of a stream."""
    return Reply(status=status)


def empty() -> Reply:
    """A completion without a word."""
    return Reply()


def overlong() -> Reply:
    """Cut by the server at its token limit."""
    return Reply(pieces=('{"question": "How ',), finish_reason="length")


@dataclass(slots=True)
class ScriptedOpenAIServer:
    """Answers /v1/chat/completions with the scripted replies in order, the last one for ever. A context manager."""

    replies: list[Reply] = field(default_factory=lambda: [normal("What did you learn from it?")])
    requests: list[dict[str, Any]] = field(default_factory=list)  # bodies as sent, JSON of any shape
    authorizations: list[str] = field(default_factory=list)
    aborted: int = 0
    base_url: str = ""
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None

    def script(self, *replies: Reply) -> None:
        """What comes next."""
        self.replies = list(replies)

    def __enter__(self) -> "ScriptedOpenAIServer":
        listening = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        config = uvicorn.Config(self._app(), log_config=None, log_level="critical", lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join(timeout=5)

    def _app(self) -> FastAPI:
        app = FastAPI()
        app.post("/v1/chat/completions", response_model=None)(self._complete)
        return app

    async def _complete(self, request: Request) -> Response:
        body = await request.json()
        if [message["content"] for message in body["messages"]][-1:] == [NOTHING]:
            return StreamingResponse(self._stream(normal("Why?")), media_type="text/event-stream")
        self.requests.append(body)
        self.authorizations.append(request.headers.get("authorization", ""))
        reply = self.next_reply(len(self.requests))
        if reply.status != 200:
            return Response('{"error": {"message": "no"}}', status_code=reply.status)
        return StreamingResponse(self._stream(reply), media_type="text/event-stream")

    def next_reply(self, number: int) -> Reply:
        """What answers the request of this number, from 1."""
        del number
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    async def _stream(self, reply: Reply) -> AsyncIterator[str]:
        try:
            await asyncio.sleep(reply.first_delay_seconds)
        except asyncio.CancelledError:
            self.aborted += 1
            raise
        for line in reply.lines:
            yield f"{line}\n\n"
        for piece in reply.pieces:
            yield _event({"delta": {"content": piece}, "finish_reason": None})
            await asyncio.sleep(0)
        if reply.cut:
            await asyncio.sleep(0.05)
            raise ConnectionAbortedError
        yield _event({"delta": {}, "finish_reason": reply.finish_reason})
        if reply.hangs_at_the_end:
            await asyncio.sleep(30)
        yield f"data: {json.dumps({'choices': [], 'usage': USAGE})}\n\n"
        yield "data: [DONE]\n\n"


def _event(choice: dict[str, object]) -> str:
    chunk = {"id": "c", "object": "chat.completion.chunk", "model": MODEL, "choices": [{"index": 0, **choice}]}
    return f"data: {json.dumps(chunk)}\n\n"
