"""Why: a question is asked by its deadline, whatever a model does."""

import time
from collections.abc import Sequence
from typing import Final

import msgspec

from interview_runtime import metrics
from interview_runtime.bus import Unavailable
from interview_runtime.clock import Clock
from interview_runtime.logs import get_logger
from interview_runtime.publisher import Publish
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import Event, QuestionDelta, QuestionRequested
from interview_schemas.wording import last_sentences
from llm_service.engines.contract import ChatRequest, EngineError, request_hash
from llm_service.questions.asking import Wording, asked_before, fallback_text, question, quotable, written
from llm_service.questions.core import QuestionsState, stage_of
from llm_service.questions.draft import question_of, question_so_far
from llm_service.questions.drafter import Drafter
from llm_service.questions.ports import Engine
from llm_service.questions.prompt import Prompt
from llm_service.questions.validator import faults

LANGUAGES: Final = frozenset({"ko", "en"})


class QuestionWriter:
    """Performs the jobs of the questions fold. Without an engine every question is the scenario's own."""

    def __init__(
        self,
        *,
        engine: Engine | None,
        prompt: Prompt,
        publish: Publish,
        clock: Clock,
        drafter: Drafter | None = None,
        languages: frozenset[str] = LANGUAGES,
    ) -> None:
        self._languages = languages
        self._engine = engine
        self._prompt = prompt
        self._publish = publish
        self._clock = clock
        self._drafter = drafter

    async def __call__(self, job: Event, state: QuestionsState) -> Sequence[Event]:
        """The question that answers a request; at most one model call."""
        if not isinstance(job, QuestionRequested):
            raise InvalidEvent("contract", "not a request")
        wording = await self._wording(job, state)
        metrics.QUESTIONS_ASKED.labels(wording.source).inc()
        return (question(job, state, wording, self._clock.now_ms()),)

    async def _wording(self, request: QuestionRequested, state: QuestionsState) -> Wording:
        if self._engine is None or stage_of(request).kind == "template" or request.language not in self._languages:
            return written(request)
        return await self._written_by(self._engine, request, state)

    async def _written_by(self, engine: Engine, request: QuestionRequested, state: QuestionsState) -> Wording:
        """A draft that holds, else one call; what fails or is unfit takes the fallback."""
        ahead = await self._drafted(engine, request, state)
        if ahead is not None:
            return ahead
        chat = self._prompt.request(request, state)
        fallback = self._fallback(engine, chat, request, state)
        left_seconds = self._left_seconds(request)
        if left_seconds <= 0:
            return _fallen_back(fallback, ("deadline",))
        deltas = self._deltas(request, state)
        try:
            raw = await engine.write(chat, deltas.receive, within_seconds=left_seconds)
        except EngineError as error:
            return _fallen_back(fallback, (error.fault,))
        return self._timed(_checked(raw, fallback, request, state), deltas)

    async def _drafted(self, engine: Engine, request: QuestionRequested, state: QuestionsState) -> Wording | None:
        """The words of a draft that holds for the whole answer; None where there is none, it fails or is unfit."""
        before = state.turns.get(request.ordinal - 1)
        answer = before.answer if before is not None else ""
        draft = self._drafter.take(request, answer) if self._drafter is not None else None
        left_seconds = self._left_seconds(request)
        if draft is None or left_seconds <= 0:
            return None
        deltas, ahead_seconds = self._deltas(request, state), time.monotonic() - draft.started
        try:
            raw = await draft.finish(deltas.receive, left_seconds)
        except (EngineError, TimeoutError):
            draft.drop("failed")
            return None
        fallback = self._fallback(engine, draft.chat, request, state)
        wording = self._timed(_checked(raw, fallback, request, state), deltas)
        if draft.first_piece is not None:
            ahead_ms = round((time.monotonic() - draft.first_piece) * 1000)
            wording = msgspec.structs.replace(wording, first_token_at_ms=self._clock.now_ms() - ahead_ms)
        if wording.source == "fallback":
            metrics.DRAFTS.labels("failed").inc()
            return None
        metrics.DRAFTS.labels("confirmed").inc()
        metrics.DRAFT_SAVED_SECONDS.observe(ahead_seconds)
        return msgspec.structs.replace(wording, drafted=True)

    def _fallback(
        self, engine: Engine, chat: ChatRequest, request: QuestionRequested, state: QuestionsState
    ) -> Wording:
        return Wording(
            text=fallback_text(request, state),
            source="fallback",
            model=engine.model,
            prompt_version=self._prompt.version,
            request_hash=request_hash(chat, engine.model),
        )

    def _left_seconds(self, request: QuestionRequested) -> float:
        return (request.due_at_ms - self._clock.now_ms()) / 1000

    def _deltas(self, request: QuestionRequested, state: QuestionsState) -> "DeltaWriter":
        attempt = _attempt(request, state, self._clock.now_ms())
        return DeltaWriter(request, attempt, self._publish, self._clock)

    def _timed(self, wording: Wording, deltas: "DeltaWriter") -> Wording:
        return msgspec.structs.replace(
            wording, first_token_at_ms=deltas.first_at_ms, written_at_ms=self._clock.now_ms()
        )


class DeltaWriter:
    """Publishes a question as it is written. Deltas are for display: one that can't be sent is skipped."""

    def __init__(self, request: QuestionRequested, attempt: int, publish: Publish, clock: Clock) -> None:
        self.first_at_ms: int | None = None
        self._clock = clock
        self._request = request
        self._attempt = attempt
        self._publish = publish
        self._raw = ""
        self._shown = 0
        self._index = 0

    async def receive(self, piece: str) -> None:
        """Take a piece of raw output."""
        if self.first_at_ms is None:
            self.first_at_ms = self._clock.now_ms()
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
    """A model that asks three things at once is taken at its last two sentences; its whole output is kept."""
    written_text = question_of(raw)
    kept = msgspec.structs.replace(fallback, raw_output=raw)
    if written_text is None:
        return _fallen_back(kept, ("not_json",))
    text = last_sentences(written_text)
    broken = faults(text, request.language, asked_before(request, state), quotable(request, state))
    return _fallen_back(kept, broken) if broken else msgspec.structs.replace(kept, text=text, source="model")


def _fallen_back(fallback: Wording, reasons: Sequence[str]) -> Wording:
    get_logger().warning("question_fallback", reasons=list(reasons), model=fallback.model)
    return fallback
