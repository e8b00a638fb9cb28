"""Why: a question must not wait for reports, however many of them wait.

The real engine client against a scripted server of fixed capacity: so many requests at once, first come first served
among equals, lower priority numbers first, as vLLM does. The baseline in the same run gives assessment as many slots as
it wants and no lower priority, as the system before us did.
"""

import asyncio
import heapq
import itertools
import json
import socket
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from llm_service.engines.contract import ChatRequest, Message
from llm_service.engines.openai import OpenAIEngine

CAPACITY = 4
RESERVED = 2
FIRST_TOKEN_S, TOKEN_S = 0.1, 0.01
QUESTION_TOKENS, REPORT_TOKENS = 25, 150
QUESTIONS = 60
QUESTIONS_WITHOUT_LANES = 8  # each waits 10 s
REPORTS_WAITING = 24
TARGETS = {"target_lanes_ratio": 1.1}


class FixedCapacity:
    """An OpenAI-compatible server that serves CAPACITY requests at a time."""

    def __init__(self) -> None:
        self.base_url = ""
        self._free = CAPACITY
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._number = itertools.count()
        listening = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        app = FastAPI()
        app.post("/v1/chat/completions", response_model=None)(self._complete)
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, daemon=True)

    def __enter__(self) -> "FixedCapacity":
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(timeout=5)

    async def _complete(self, request: Request) -> StreamingResponse:
        body = await request.json()
        return StreamingResponse(self._stream(body), media_type="text/event-stream")

    async def _stream(self, body: dict[str, Any]) -> AsyncIterator[str]:
        await self._slot(body.get("priority", 0))
        try:
            await asyncio.sleep(FIRST_TOKEN_S)
            for _ in range(body["max_tokens"]):
                yield f"data: {json.dumps({'choices': [{'delta': {'content': 'a'}}]})}\n\n"
                await asyncio.sleep(TOKEN_S)
            yield f"data: {json.dumps({'choices': [{'delta': {}, 'finish_reason': 'stop'}]})}\n\ndata: [DONE]\n\n"
        finally:
            self._let_go()

    async def _slot(self, priority: int) -> None:
        if self._free > 0:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, next(self._number), turn))
        await turn

    def _let_go(self) -> None:
        while self._waiting:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


def request(tokens: int, priority: int) -> ChatRequest:
    message = Message(role="user", content="x")
    return ChatRequest(messages=(message,), schema_name="x", schema={}, max_tokens=tokens, priority=priority)


async def first_token_s(engine: OpenAIEngine, tokens: int, priority: int) -> float:
    began, first = time.monotonic(), list[float]()

    async def receive(_piece: str) -> None:
        if not first:
            first.append(time.monotonic() - began)

    await engine.write(request(tokens, priority), receive, within_seconds=120)
    return first[0]


async def questions(engine: OpenAIEngine, count: int) -> list[float]:
    """One after the other, with a pause of a sentence between them."""
    waits = []
    for _ in range(count):
        waits.append(await first_token_s(engine, QUESTION_TOKENS, 0))
        await asyncio.sleep(0.05)
    return sorted(waits)


async def beside_reports(base_url: str, slots: int, priority: int, count: int) -> tuple[list[float], int]:
    """Question waits while reports never run out, and how many of those were served."""
    asking, grading = OpenAIEngine(base_url, "m", slots=8), OpenAIEngine(base_url, "m", slots=slots, lane="assessment")
    done = 0

    async def report() -> None:
        nonlocal done
        while True:
            await first_token_s(grading, REPORT_TOKENS, priority)
            done += 1

    reports = [asyncio.create_task(report()) for _ in range(REPORTS_WAITING)]
    await asyncio.sleep(1)
    waits = await questions(asking, count)
    for task in reports:
        task.cancel()
    await asyncio.gather(*reports, return_exceptions=True)
    await asking.close()
    await grading.close()
    return waits, done


async def measure(base_url: str) -> dict[str, Any]:
    engine = OpenAIEngine(base_url, "m", slots=8)
    idle = await questions(engine, QUESTIONS)
    await engine.close()
    lanes, lanes_done = await beside_reports(base_url, CAPACITY - RESERVED, 10, QUESTIONS)
    naive, naive_done = await beside_reports(base_url, REPORTS_WAITING, 0, QUESTIONS_WITHOUT_LANES)
    return {
        **TARGETS,
        "idle_p95_s": p95(idle),
        "lanes_p95_s": p95(lanes),
        "lanes_ratio": round(p95(lanes) / p95(idle), 3),
        "no_lanes_p95_s": p95(naive),
        "no_lanes_ratio": round(p95(naive) / p95(idle), 3),
        "reports_served_with_lanes": lanes_done,
        "reports_served_without": naive_done,
        "capacity": CAPACITY,
        "reserved_for_questions": RESERVED,
    }


def p95(waits: list[float]) -> float:
    return round(waits[int(0.95 * len(waits))], 3)


def main() -> dict[str, Any]:
    """Idle, with lanes, and without, in one run."""
    with FixedCapacity() as server:
        return asyncio.run(measure(server.base_url))
