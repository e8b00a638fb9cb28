"""Why: the one engine client keeps its promises against a real server over real HTTP, however that server fails."""

import asyncio
import json
import logging
import time
import traceback
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import pytest
from opentelemetry import trace
from prometheus_client import REGISTRY
from pydantic import SecretStr

from fakes import openai_server as fake
from fakes.openai_server import MODEL, Reply, ScriptedOpenAIServer
from llm_service.engines.breaker import TOLERATED
from llm_service.engines.contract import (
    ChatRequest,
    EngineError,
    EngineGarbage,
    EngineRefused,
    EngineTimeout,
    Message,
    request_hash,
)
from llm_service.engines.openai import MAX_CHARACTERS, OpenAIEngine
from llm_service.questions.ports import Engine

pytestmark = pytest.mark.contract

SECRET_WORDS = "the candidate's own words"
REQUEST = ChatRequest(
    messages=(Message(role="system", content="rules"), Message(role="user", content=SECRET_WORDS)),
    schema_name="question",
    schema={"type": "object"},
    max_tokens=50,
)


@pytest.fixture
def server() -> Iterator[ScriptedOpenAIServer]:
    with ScriptedOpenAIServer() as running:
        yield running


@pytest.fixture
async def engine(server: ScriptedOpenAIServer) -> AsyncIterator[OpenAIEngine]:
    engine = OpenAIEngine(server.base_url, MODEL, api_key=SecretStr("k-1"), slots=2)
    yield engine
    await engine.close()


async def ignore(_piece: str) -> None:
    return None


async def write(engine: OpenAIEngine, within_seconds: float = 5.0) -> str:
    return await engine.write(REQUEST, ignore, within_seconds=within_seconds)


async def fault(engine: OpenAIEngine, kind: type[EngineError], within_seconds: float = 5.0) -> EngineError:
    with pytest.raises(kind) as raised:
        await write(engine, within_seconds)
    return raised.value


async def test_it_is_an_engine_that_streams_what_it_returns(server: ScriptedOpenAIServer, engine: OpenAIEngine) -> None:
    server.script(fake.normal("무엇을 배우셨나요?"))
    pieces: list[str] = []

    async def receive(piece: str) -> None:
        pieces.append(piece)

    port: Engine = engine
    whole = await port.write(REQUEST, receive, within_seconds=5)
    assert json.loads(whole) == {"question": "무엇을 배우셨나요?"}
    assert "".join(pieces) == whole
    assert len(pieces) > 1


async def test_what_is_sent(server: ScriptedOpenAIServer, engine: OpenAIEngine) -> None:
    await write(engine)
    body = server.requests[0]
    assert body["model"] == MODEL
    assert body["stream"] is True
    assert body["messages"][1] == {"role": "user", "content": SECRET_WORDS}
    assert body["response_format"]["type"] == "json_schema"
    assert body["response_format"]["json_schema"]["schema"] == {"type": "object"}
    assert body["max_tokens"] == 50
    assert server.authorizations == ["Bearer k-1"]


async def test_a_question_goes_first_and_less_urgent_work_says_so(
    server: ScriptedOpenAIServer, engine: OpenAIEngine
) -> None:
    urgent, later = REQUEST, ChatRequest(messages=(), schema_name="x", schema={}, max_tokens=1, priority=10)
    await engine.write(urgent, ignore, within_seconds=5)
    await engine.write(later, ignore, within_seconds=5)
    assert [body.get("priority", 0) for body in server.requests] == [0, 10]


async def test_without_a_key_no_authorization_is_sent(server: ScriptedOpenAIServer) -> None:
    engine = OpenAIEngine(server.base_url, MODEL)
    await write(engine)
    await engine.close()
    assert server.authorizations == [""]


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_what_is_temporary_is_tried_again(
    server: ScriptedOpenAIServer, engine: OpenAIEngine, status: int
) -> None:
    server.script(fake.refused(status), fake.normal("Why?"))
    assert json.loads(await write(engine)) == {"question": "Why?"}
    assert len(server.requests) == 2


async def test_tries_are_bounded(server: ScriptedOpenAIServer, engine: OpenAIEngine) -> None:
    server.script(fake.refused(429))
    assert (await fault(engine, EngineRefused)).fault == "unreachable"
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("status", "expected"),
    [(400, "rejected"), (413, "rejected"), (422, "rejected"), (401, "refused"), (404, "refused")],
)
async def test_a_refusal_is_final(
    server: ScriptedOpenAIServer, engine: OpenAIEngine, status: int, expected: str
) -> None:
    """A request that can't be served is another thing than a key or a model that is wrong for all of them."""
    server.script(fake.refused(status))
    assert (await fault(engine, EngineRefused)).fault == expected
    assert len(server.requests) == 1


async def test_a_server_that_is_away_is_left_alone_for_a_while(
    server: ScriptedOpenAIServer, engine: OpenAIEngine
) -> None:
    server.script(fake.refused(503))
    for _ in range(TOLERATED):
        await fault(engine, EngineRefused)
    asked = len(server.requests)
    assert (await fault(engine, EngineRefused)).fault == "unreachable"
    assert len(server.requests) == asked


async def test_tokens_and_times_are_counted_by_lane(server: ScriptedOpenAIServer) -> None:
    engine = OpenAIEngine(server.base_url, MODEL, lane="test-lane")
    server.script(fake.normal("Why?"))
    await write(engine)
    server.script(fake.garbage())
    await fault(engine, EngineGarbage)
    await engine.close()
    counted = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in REGISTRY.collect()
        for sample in family.samples
        if sample.labels.get("lane") == "test-lane" and not sample.name.endswith(("_created", "_bucket", "_sum"))
    }
    assert counted == {
        ("parley_llm_seconds_count", "test-lane"): 2,
        ("parley_llm_first_token_seconds_count", "test-lane"): 1,
        ("parley_llm_tokens_total", "prompt", "test-lane"): fake.USAGE["prompt_tokens"],
        ("parley_llm_tokens_total", "completion", "test-lane"): fake.USAGE["completion_tokens"],
        ("parley_llm_faults_total", "malformed", "test-lane"): 1,
    }


class SeenSpan(trace.NonRecordingSpan):
    """A span that remembers its attributes."""

    def __init__(self, attributes: Mapping[str, object]) -> None:
        super().__init__(trace.INVALID_SPAN_CONTEXT)
        self.attributes = dict(attributes)

    def set_attribute(self, key: str, value: object) -> None:
        self.attributes[key] = value


class SeenTracer(trace.NoOpTracer):
    """A tracer that remembers its spans."""

    def __init__(self) -> None:
        self.spans: list[SeenSpan] = []

    @contextmanager
    def start_as_current_span(  # type: ignore[override]  # the library's own is a decorator too
        self, name: str, *, attributes: Mapping[str, object], record_exception: bool
    ) -> Iterator[trace.Span]:
        assert name == "chat"
        assert not record_exception
        self.spans.append(SeenSpan(attributes))
        with trace.use_span(self.spans[-1], record_exception=False):
            yield self.spans[-1]


async def test_a_span_tells_tokens_and_faults_and_no_words(server: ScriptedOpenAIServer) -> None:
    tracer = SeenTracer()
    engine = OpenAIEngine(server.base_url, MODEL, lane="test-lane", tracer=tracer)
    server.script(fake.normal("Why?"))
    await write(engine)
    server.script(fake.garbage())
    await fault(engine, EngineGarbage)
    await engine.close()
    good, bad = (span.attributes for span in tracer.spans)
    assert good["gen_ai.request.model"] == MODEL
    assert good["parley.lane"] == "test-lane"
    assert good["gen_ai.usage.input_tokens"] == fake.USAGE["prompt_tokens"]
    assert bad["error.type"] == "malformed"
    assert SECRET_WORDS not in str([good, bad])


async def test_a_server_that_never_counts_keeps_nobody_waiting(
    server: ScriptedOpenAIServer, engine: OpenAIEngine
) -> None:
    server.script(replace(fake.normal("Why?"), hangs_at_the_end=True))
    assert json.loads(await write(engine, 60.0)) == {"question": "Why?"}


async def test_a_server_that_is_not_there_is_a_refusal() -> None:
    engine = OpenAIEngine("http://127.0.0.1:9/v1", MODEL)
    assert (await fault(engine, EngineRefused)).fault == "unreachable"
    await engine.close()


async def test_the_deadline_aborts_the_request(server: ScriptedOpenAIServer, engine: OpenAIEngine) -> None:
    server.script(fake.slow("Why?"))
    started = time.monotonic()
    assert (await fault(engine, EngineTimeout, 0.3)).fault == "deadline"
    assert time.monotonic() - started < 2
    await asyncio.sleep(0.2)
    assert server.aborted == 1


async def test_the_deadline_covers_retries(server: ScriptedOpenAIServer, engine: OpenAIEngine) -> None:
    server.script(fake.refused(500))
    await fault(engine, EngineTimeout, 0.15)


async def test_the_deadline_covers_whoever_receives(engine: OpenAIEngine) -> None:
    async def hang(_piece: str) -> None:
        await asyncio.sleep(60)

    with pytest.raises(EngineTimeout):
        await engine.write(REQUEST, hang, within_seconds=0.3)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (fake.garbage(), "malformed"),
        (fake.cut(), "cut"),
        (fake.empty(), "empty"),
        (fake.overlong(), "too_long"),
        (Reply(lines=('data: {"choices": "none"}',)), "malformed"),
        (Reply(pieces=("x" * (MAX_CHARACTERS + 1),)), "too_long"),
    ],
)
async def test_half_an_answer_or_none_is_garbage(
    server: ScriptedOpenAIServer, engine: OpenAIEngine, reply: Reply, expected: str
) -> None:
    server.script(reply)
    assert (await fault(engine, EngineGarbage)).fault == expected
    assert len(server.requests) == 1, "after the first token nothing is tried again"


async def test_slots_bound_what_is_open_at_once(server: ScriptedOpenAIServer, engine: OpenAIEngine) -> None:
    server.script(fake.normal("Why?", first_delay_seconds=0.3))
    calls = [asyncio.create_task(write(engine)) for _ in range(3)]
    await asyncio.sleep(0.15)
    assert len(server.requests) == 2
    await asyncio.gather(*calls)
    assert len(server.requests) == 3


async def test_nothing_of_prompt_or_answer_in_errors_and_logs(
    server: ScriptedOpenAIServer, engine: OpenAIEngine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    for reply in (fake.garbage(), fake.cut(), fake.refused(400)):
        server.script(reply)
        error = await fault(engine, EngineError)
        assert SECRET_WORDS not in "".join(traceback.format_exception(error))
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert SECRET_WORDS not in said
    assert "How did" not in said


def test_the_key_is_not_in_the_engine_s_own_words() -> None:
    assert "k-1" not in repr(vars(OpenAIEngine("http://127.0.0.1:9/v1", MODEL, api_key=SecretStr("k-1"))))


def test_the_hash_names_everything_that_the_output_depends_on() -> None:
    same = ChatRequest(**{name: getattr(REQUEST, name) for name in REQUEST.__struct_fields__})
    other = ChatRequest(messages=(), schema_name="question", schema={"type": "object"}, max_tokens=50)
    assert request_hash(REQUEST, MODEL) == request_hash(same, MODEL)
    assert len({request_hash(REQUEST, MODEL), request_hash(other, MODEL), request_hash(REQUEST, "b")}) == 3
