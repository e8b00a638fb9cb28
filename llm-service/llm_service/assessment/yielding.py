"""Why: on a server that can't do both at once, a candidate who waits for a question comes before a report."""

import asyncio
from collections.abc import Mapping, Sequence

from interview_runtime import metrics
from interview_runtime.bus import Record, Unavailable
from interview_runtime.clock import Clock
from interview_runtime.event_codec import EventCodec, Redacted
from interview_runtime.kafka_tail import Place
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import Event, QuestionAsked, QuestionRequested
from llm_service.assessment.ports import Engine
from llm_service.engines.contract import ChatRequest, EngineTimeout, Receive

TOPICS = ("question-requests", "questions")


class OpenQuestions:
    """Questions that were requested and not asked yet, each until its deadline."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due_at_ms: dict[str, int] = {}
        self._changed = asyncio.Event()

    @property
    def any(self) -> bool:
        """Whether somebody waits for a question now."""
        now_ms = self._clock.now_ms()
        self._due_at_ms = {name: due_at_ms for name, due_at_ms in self._due_at_ms.items() if due_at_ms > now_ms}
        return bool(self._due_at_ms)

    def follow(self, event: Event) -> None:
        """Take an event of either topic; a request that is read after its question passes with its deadline."""
        if isinstance(event, QuestionRequested):
            self._due_at_ms[event.question_id] = event.due_at_ms
        if isinstance(event, QuestionAsked):
            self._due_at_ms.pop(event.question_id, None)
        self._changed.set()

    async def change(self, within_seconds: float) -> None:
        """Return when something was followed, or the time is over: deadlines pass without an event."""
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), within_seconds)
        except TimeoutError:
            return


class QuestionsTail:
    """The sink of a tail: opens records and lets OpenQuestions follow. What can't be opened concerns nobody here."""

    def __init__(self, questions: OpenQuestions, codec: EventCodec) -> None:
        self._questions = questions
        self._codec = codec
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, starts: Mapping[Place, int]) -> None:
        """What was requested before is old by now."""
        del starts

    def take(self, records: Sequence[Record]) -> None:
        """Open them beside the loop's other work."""
        task = asyncio.get_running_loop().create_task(self._follow(records))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self, records: Sequence[Record]) -> None:
        for record in records:
            try:
                self._questions.follow((await self._codec.decode(record)).event)
            except (InvalidEvent, Redacted, Unavailable):
                continue


class YieldingEngine:
    """Aborts a running call when a question is requested, and makes it again when none is waited for."""

    _LOOK_SECONDS = 0.25

    def __init__(self, engine: Engine, questions: OpenQuestions) -> None:
        self._engine = engine
        self._questions = questions

    @property
    def model(self) -> str:
        """The engine's."""
        return self._engine.model

    async def write(self, request: ChatRequest, receive: Receive, *, within_seconds: float) -> str:
        """Return a completion that nobody interrupted; the time covers all attempts. Raises EngineError."""
        try:
            async with asyncio.timeout(within_seconds):
                return await self._undisturbed(request, receive, within_seconds)
        except TimeoutError:
            raise EngineTimeout("deadline") from None

    async def _undisturbed(self, request: ChatRequest, receive: Receive, within_seconds: float) -> str:
        while True:
            while self._questions.any:
                await self._questions.change(self._LOOK_SECONDS)
            call = asyncio.create_task(self._engine.write(request, receive, within_seconds=within_seconds))
            try:
                if await self._ended_before_a_question(call):
                    return call.result()
            finally:
                call.cancel()
            metrics.LLM_PREEMPTED.inc()
            await asyncio.wait({call})

    async def _ended_before_a_question(self, call: "asyncio.Task[str]") -> bool:
        while not call.done():
            changed = asyncio.create_task(self._questions.change(self._LOOK_SECONDS))
            await asyncio.wait({call, changed}, return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
            if self._questions.any and not call.done():
                return False
        return True
