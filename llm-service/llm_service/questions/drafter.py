"""Why: the next question is written while the candidate still speaks, so that it is there when they end.

Drafts live in memory: one that is lost with its process costs a call and nothing else.
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final, Literal

import msgspec

from interview_runtime import metrics
from interview_schemas.events import QuestionRequested
from llm_service.engines.contract import ChatRequest, EngineError, Receive
from llm_service.questions.ahead import answered_until, as_if_answered, is_worth_a_draft, next_request
from llm_service.questions.confirming import still_holds
from llm_service.questions.core import QuestionsState
from llm_service.questions.ports import Engine
from llm_service.questions.prompt import Prompt
from llm_service.questions.running_answer import RunningAnswer, Speech, ends_a_clause, hear, since

CALL_SECONDS: Final = 15.0
WARM_SECONDS: Final = 60.0
PRIORITY: Final = 5  # after questions, before assessment
Outcome = Literal["confirmed", "stale", "replaced", "failed"]


@dataclass(slots=True)
class Draft:
    """A call that was begun from `basis`, for the question at `ordinal`. Pieces are kept until somebody reads them."""

    ordinal: int
    basis: str
    chat: ChatRequest
    pieces: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    first_piece: float | None = None
    task: "asyncio.Task[str] | None" = None
    _reader: Receive | None = None

    @property
    def has_failed(self) -> bool:
        """The call is over and gave nothing."""
        return self.task is None or (self.task.done() and (self.task.cancelled() or self.task.exception() is not None))

    async def receive(self, piece: str) -> None:
        """Take a piece of output."""
        if self.first_piece is None:
            self.first_piece = time.monotonic()
        self.pieces.append(piece)
        if self._reader is not None:
            await self._reader(piece)

    def fits(self, request: QuestionRequested, answer: str) -> bool:
        """It is this question's, has not failed, and what was said since changes nothing."""
        return self.ordinal == request.ordinal and not self.has_failed and still_holds(self.basis, answer)

    async def finish(self, reader: Receive, within_seconds: float) -> str:
        """The whole output; of one that is still written `reader` gets what there is and the rest as it comes.

        What is there already can be checked before anybody sees it. Raises EngineError, TimeoutError.
        """
        if self.task is not None and self.task.done():
            return self.task.result()
        shown = 0
        while shown < len(self.pieces):
            shown += 1
            await reader(self.pieces[shown - 1])
        self._reader = reader
        if self.task is None:
            raise EngineError("empty")
        async with asyncio.timeout(within_seconds):
            return await self.task

    def drop(self, outcome: Outcome) -> None:
        """It is not wanted any more: the request is aborted."""
        if self.task is not None:
            self.task.cancel()
        metrics.DRAFTS.labels(outcome).inc()
        metrics.DRAFT_TOKENS_WASTED.inc(len(self.pieces))


@dataclass(slots=True)
class _Ahead:
    """One interview: what is said, and what was drafted from it."""

    answer: RunningAnswer = field(default_factory=RunningAnswer)
    ordinal: int = 0
    calls: int = 0
    draft: Draft | None = None


class Drafter:
    """At most one call is open an interview, and at most `calls` are made for an answer."""

    def __init__(
        self, engine: Engine, prompt: Prompt, *, calls: int = 6, languages: frozenset[str] = frozenset({"ko", "en"})
    ) -> None:
        self._languages = languages
        self._engine = engine
        self._prompt = prompt
        self._calls = calls
        self._interviews: dict[str, _Ahead] = {}
        self._warming: asyncio.Task[str] | None = None

    def warm_up(self) -> None:
        """Let the server read the fixed part of the prompt, which it keeps, before anybody waits for it."""
        chat = msgspec.structs.replace(self._prompt.empty(), priority=PRIORITY)
        self._warming = asyncio.create_task(self._engine.write(chat, _nobody_reads, within_seconds=WARM_SECONDS))
        self._warming.add_done_callback(_seen)

    def hear(self, event: Speech, state: QuestionsState) -> None:
        """Follow the answer, and begin a draft where a clause ends and the one there is does not hold any more."""
        ahead = self._interviews.setdefault(event.interview_id, _Ahead())
        ahead.answer = since(hear(ahead.answer, event), answered_until(state))
        request = next_request(state)
        if request is not None and request.language in self._languages and ends_a_clause(event):
            self._consider(ahead, request, state)

    def take(self, request: QuestionRequested, answer: str) -> Draft | None:
        """The draft for this request, if it holds for the whole answer; another one is dropped."""
        ahead = self._interviews.get(request.interview_id)
        draft = ahead.draft if ahead is not None else None
        if ahead is None or draft is None:
            return None
        ahead.draft = None
        if not draft.fits(request, answer):
            draft.drop("replaced")
            return None
        return draft

    def forget(self, interview_id: str) -> None:
        """The interview is over, or another process goes on with it."""
        ahead = self._interviews.pop(interview_id, None)
        if ahead is not None and ahead.draft is not None:
            ahead.draft.drop("stale")

    def _consider(self, ahead: _Ahead, request: QuestionRequested, state: QuestionsState) -> None:
        if ahead.ordinal != request.ordinal:
            ahead.ordinal, ahead.calls = request.ordinal, 0
        answer, draft = ahead.answer.text, ahead.draft
        if (
            (draft is not None and draft.fits(request, answer))
            or ahead.calls >= self._calls
            or not is_worth_a_draft(answer)
        ):
            return
        if draft is not None:
            draft.drop("stale")
        ahead.calls += 1
        ahead.draft = self._begun(request, answer, state)

    def _begun(self, request: QuestionRequested, answer: str, state: QuestionsState) -> Draft:
        told = self._prompt.request(request, as_if_answered(state, answer))
        chat = msgspec.structs.replace(told, priority=PRIORITY)
        draft = Draft(request.ordinal, answer, chat)
        draft.task = asyncio.create_task(self._engine.write(chat, draft.receive, within_seconds=CALL_SECONDS))
        draft.task.add_done_callback(_seen)
        return draft


async def _nobody_reads(_piece: str) -> None:
    return


def _seen(task: "asyncio.Task[str]") -> None:
    """Whoever wants the draft sees its failure; asyncio complains where nobody does."""
    if not task.cancelled():
        task.exception()
