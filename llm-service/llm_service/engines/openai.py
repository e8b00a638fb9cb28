"""Why: one client for any OpenAI-compatible server, so that the engine is a setting and not code."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx
from opentelemetry import trace
from pydantic import SecretStr

from interview_runtime import metrics
from llm_service.engines.breaker import Breaker
from llm_service.engines.contract import (
    ChatRequest,
    EngineError,
    EngineGarbage,
    EngineRefused,
    EngineTimeout,
    Receive,
    Usage,
)
from llm_service.engines.sse import Piece, piece_of

MAX_CHARACTERS: Final = 100_000
_BACKOFF_SECONDS: Final = (0.1, 0.4)
_NO_TIMEOUT: Final = httpx.Timeout(None)  # each call has its own deadline
_USAGE_SECONDS: Final = 0.25  # what a server may take to count tokens after the last one
_TRACER: Final = trace.get_tracer("parley.llm")  # does nothing where no exporter is set up
_REJECTED: Final = frozenset({400, 413, 422})
_TEMPORARY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class _Temporary(Exception):
    """Nothing was received yet and the same request may succeed."""


class OpenAIEngine:
    """Streams chat completions. At most `slots` requests are open at once; what waits for a slot waits in order.

    `lane` names in metrics and spans whose requests these are; neither carries a word of a person.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        api_key: SecretStr | None = None,
        slots: int = 8,
        lane: str = "questions",
        tracer: trace.Tracer = _TRACER,
    ) -> None:
        self._tracer = tracer
        headers = {"Authorization": f"Bearer {api_key.get_secret_value()}"} if api_key else {}
        self._client = httpx.AsyncClient(base_url=base_url.rstrip("/") + "/", headers=headers, timeout=_NO_TIMEOUT)
        self._slots = asyncio.Semaphore(slots)
        self._model = model
        self._lane = lane
        self._breaker = Breaker()

    @property
    def model(self) -> str:
        """The name that the server knows the model by."""
        return self._model

    async def write(self, request: ChatRequest, receive: Receive, *, within_seconds: float) -> str:
        """Return the whole completion; `receive` gets each piece as it comes. Raises EngineError.

        The deadline covers the wait for a slot, every attempt and `receive`; when it passes, the request is aborted.
        """
        named = {"gen_ai.operation.name": "chat", "gen_ai.request.model": self._model, "parley.lane": self._lane}
        with (
            metrics.LLM_SECONDS.labels(self._lane).time(),
            self._tracer.start_as_current_span("chat", attributes=named, record_exception=False),
        ):
            try:
                async with asyncio.timeout(within_seconds), self._slots:
                    return await self._attempts(request, receive)
            except TimeoutError:
                raise self._counted(EngineTimeout("deadline")) from None
            except EngineError as error:
                raise self._counted(error) from None

    async def close(self) -> None:
        """Drop the connections."""
        await self._client.aclose()

    def _counted(self, error: EngineError) -> EngineError:
        metrics.LLM_FAULTS.labels(self._lane, error.fault).inc()
        trace.get_current_span().set_attribute("error.type", error.fault)
        return error

    async def _attempts(self, request: ChatRequest, receive: Receive) -> str:
        """What a breaker that is open refuses at once is not tried."""
        if not self._breaker.allows(time.monotonic()):
            raise EngineRefused("unreachable", "circuit open")
        try:
            whole = await self._tries(request, receive)
        except EngineRefused as error:
            if error.fault == "unreachable":
                self._breaker.failed(time.monotonic())
            raise
        self._breaker.succeeded()
        return whole

    async def _tries(self, request: ChatRequest, receive: Receive) -> str:
        for pause_seconds in _BACKOFF_SECONDS:
            try:
                return await self._attempt(request, receive)
            except _Temporary:
                await asyncio.sleep(pause_seconds)
        try:
            return await self._attempt(request, receive)
        except _Temporary as error:
            raise EngineRefused("unreachable", str(error)) from None

    async def _attempt(self, request: ChatRequest, receive: Receive) -> str:
        pieces: list[str] = []
        try:
            async with self._response(request) as response:
                await self._read(response, pieces, receive)
        except (httpx.HTTPError, httpx.StreamError) as error:
            if pieces:
                raise EngineGarbage("cut", type(error).__name__) from None
            raise _Temporary(type(error).__name__) from None
        return "".join(pieces)

    async def _read(self, response: httpx.Response, pieces: list[str], receive: Receive) -> None:
        started, lines = time.monotonic(), response.aiter_lines()

        async def timed(piece: str) -> None:
            if len(pieces) == 1:
                metrics.LLM_FIRST_TOKEN_SECONDS.labels(self._lane).observe(time.monotonic() - started)
            await receive(piece)

        last = await _until_the_end(lines, pieces, timed)
        if not pieces:
            raise EngineGarbage("empty")
        usage = last.usage or await _usage(lines)
        if usage is not None:
            self._count(usage)

    def _count(self, usage: Usage) -> None:
        metrics.LLM_TOKENS.labels(self._lane, "prompt").inc(usage.prompt_tokens)
        metrics.LLM_TOKENS.labels(self._lane, "completion").inc(usage.completion_tokens)
        span = trace.get_current_span()
        span.set_attribute("gen_ai.usage.input_tokens", usage.prompt_tokens)
        span.set_attribute("gen_ai.usage.output_tokens", usage.completion_tokens)

    @asynccontextmanager
    async def _response(self, request: ChatRequest) -> AsyncIterator[httpx.Response]:
        async with self._client.stream("POST", "chat/completions", json=self._body(request)) as response:
            if response.status_code in _TEMPORARY:
                raise _Temporary(f"status {response.status_code}")
            if response.status_code in _REJECTED:
                raise EngineRefused("rejected", f"status {response.status_code}")
            if response.status_code != httpx.codes.OK:
                raise EngineRefused("refused", f"status {response.status_code}")
            yield response

    def _body(self, request: ChatRequest) -> dict[str, object]:
        schema = {"name": request.schema_name, "strict": True, "schema": dict(request.schema)}
        body: dict[str, object] = {
            "model": self._model,
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
            "response_format": {"type": "json_schema", "json_schema": schema},
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        # Servers without a priority scheduler refuse the field; 0 is the default of those that have one.
        return body | ({"priority": request.priority} if request.priority else {})


async def _until_the_end(lines: AsyncIterator[str], pieces: list[str], receive: Receive) -> Piece:
    size = 0
    async for line in lines:
        piece = piece_of(line)
        size += len(piece.text)
        if size > MAX_CHARACTERS:
            raise EngineGarbage("too_long")
        if piece.text:
            pieces.append(piece.text)
            await receive(piece.text)
        if piece.is_last:
            return piece
    raise EngineGarbage("cut" if pieces else "empty")


async def _usage(lines: AsyncIterator[str]) -> Usage | None:
    """Servers count in an event of its own after the last; one that doesn't keeps nobody waiting."""
    try:
        async with asyncio.timeout(_USAGE_SECONDS):
            async for line in lines:
                usage = piece_of(line).usage
                if usage is not None:
                    return usage
    except (TimeoutError, EngineGarbage, httpx.HTTPError):
        return None
    return None
