"""Why: a question is asked by its deadline, whatever a model does."""

from collections.abc import Sequence

import msgspec

from interview_runtime import metrics
from interview_runtime.bus import Unavailable
from interview_runtime.clock import Clock
from interview_runtime.logs import get_logger
from interview_runtime.publisher import Publish
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import Event, QuestionDelta, QuestionRequested
from llm_service.engines.contract import EngineError, request_hash
from llm_service.questions.asking import Wording, asked_before, fallback_text, question, quotable, written
from llm_service.questions.core import QuestionsState, stage_of
from llm_service.questions.draft import question_of, question_so_far
from llm_service.questions.ports import Engine
from llm_service.questions.prompt import Prompt
from llm_service.questions.validator import faults


class QuestionWriter:
    """Performs the jobs of the questions fold. Without an engine every question is the scenario's own."""

    def __init__(self, *, engine: Engine | None, prompt: Prompt, publish: Publish, clock: Clock) -> None:
        self._engine = engine
        self._prompt = prompt
        self._publish = publish
        self._clock = clock

    async def __call__(self, job: Event, state: QuestionsState) -> Sequence[Event]:
        """The question that answers a request; at most one model call."""
        if not isinstance(job, QuestionRequested):
            raise InvalidEvent("contract", "not a request")
        wording = await self._wording(job, state)
        metrics.QUESTIONS_ASKED.labels(wording.source).inc()
        return (question(job, state, wording, self._clock.now_ms()),)

    async def _wording(self, request: QuestionRequested, state: QuestionsState) -> Wording:
        if self._engine is None or stage_of(request).kind == "template":
            return written(request)
        return await self._written_by(self._engine, request, state)

    async def _written_by(self, engine: Engine, request: QuestionRequested, state: QuestionsState) -> Wording:
        chat = self._prompt.request(request, state)
        fallback = Wording(
            text=fallback_text(request, state),
            source="fallback",
            model=engine.model,
            prompt_version=self._prompt.version,
            request_hash=request_hash(chat, engine.model),
        )
        left_ms = request.due_at_ms - self._clock.now_ms()
        if left_ms <= 0:
            return _fallen_back(fallback, ("deadline",))
        deltas = DeltaWriter(request, _attempt(request, state, self._clock.now_ms()), self._publish)
        try:
            raw = await engine.write(chat, deltas.receive, within_seconds=left_ms / 1000)
        except EngineError as error:
            return _fallen_back(fallback, (error.fault,))
        return _checked(raw, fallback, request, state)


class DeltaWriter:
    """Publishes a question as it is written. Deltas are for display: one that can't be sent is skipped."""

    def __init__(self, request: QuestionRequested, attempt: int, publish: Publish) -> None:
        self._request = request
        self._attempt = attempt
        self._publish = publish
        self._raw = ""
        self._shown = 0
        self._index = 0

    async def receive(self, piece: str) -> None:
        """Take a piece of raw output."""
        self._raw += piece
        text = question_so_far(self._raw)
        if len(text) > self._shown:
            await self._send(text[self._shown :])
            self._shown = len(text)

    async def _send(self, text: str) -> None:
        delta = QuestionDelta(
            interview_id=self._request.interview_id,
            question_id=self._request.question_id,
            attempt=self._attempt,
            index=self._index,
            text=text,
        )
        self._index += 1
        try:
            await self._publish(delta)
        except Unavailable:
            return


def _attempt(request: QuestionRequested, state: QuestionsState, now_ms: int) -> int:
    """Milliseconds since the request: higher after a crash than before it, without anything having been stored."""
    return max(0, now_ms - state.requested_at_ms.get(request.ordinal, now_ms)) + 1


def _checked(raw: str, fallback: Wording, request: QuestionRequested, state: QuestionsState) -> Wording:
    text = question_of(raw)
    kept = msgspec.structs.replace(fallback, raw_output=raw)
    if text is None:
        return _fallen_back(kept, ("not_json",))
    broken = faults(text, request.language, asked_before(request, state), quotable(request, state))
    return _fallen_back(kept, broken) if broken else msgspec.structs.replace(kept, text=text, source="model")


def _fallen_back(fallback: Wording, reasons: Sequence[str]) -> Wording:
    get_logger().warning("question_fallback", reasons=list(reasons), model=fallback.model)
    return fallback
