"""Why: drafts are bounded, replaced when they go stale, aborted when nobody wants them, and never in the way."""

import asyncio
import json
from dataclasses import dataclass, field

import pytest

from fakes.api_story import final
from fakes.llm_events import INTERVIEW, NOW_MS, asked, requested, turn
from interview_schemas.events import SegmentFinal
from llm_service.engines.contract import ChatRequest, EngineError, EngineRefused, Receive
from llm_service.questions.ahead import next_request
from llm_service.questions.core import QuestionsFold, QuestionsState
from llm_service.questions.drafter import PRIORITY, Draft, Drafter
from llm_service.questions.prompt import load_prompt

pytestmark = pytest.mark.unit

SKILL = requested("skill")
ASKED = asked(SKILL, "Which certificates?")
FOLLOW_UP = requested("skill_follow_up", after_turn=True)
SAID = "We had a service that lost orders at night so I traced the log and found a retry"
MORE = "then my manager asked me to rewrite the whole billing system and it took three months"
RAW = json.dumps({"question": "How did you find the retry?"})


@dataclass
class HeldEngine:
    """Answers when it is let go; says what was aborted."""

    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    calls: list[ChatRequest] = field(default_factory=list)
    aborted: int = 0
    error: EngineError | None = None
    model: str = "scripted-1"

    async def write(self, request: ChatRequest, receive: Receive, *, within_seconds: float) -> str:
        assert within_seconds > 0
        self.calls.append(request)
        try:
            await receive(RAW[:10])
            await self.let_go.wait()
        except asyncio.CancelledError:
            self.aborted += 1
            raise
        if self.error is not None:
            raise self.error
        await receive(RAW[10:])
        return RAW


def state_of() -> QuestionsState:
    fold = QuestionsFold(with_model=True)
    state = fold.initial(INTERVIEW)
    for event in (SKILL, ASKED):
        state = fold.apply(state, event, NOW_MS)
    return state


STATE = state_of()


def said(place: int, text: str) -> SegmentFinal:
    return final(place * 1_000, place * 1_000 + 1_000, text, interview=INTERVIEW)


class Speaker:
    """One candidate and one drafter."""

    def __init__(self, calls: int = 6, languages: frozenset[str] = frozenset({"en"})) -> None:
        self.engine = HeldEngine()
        self.drafter = Drafter(self.engine, load_prompt(), calls=calls, languages=languages)

    async def say(self, *texts: str) -> "Speaker":
        for place, text in enumerate(texts):
            self.drafter.hear(said(place, text), STATE)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        return self

    def take(self, answer: str) -> Draft | None:
        return self.drafter.take(FOLLOW_UP, answer)


async def finished(draft: Draft | None) -> tuple[str, str]:
    assert draft is not None
    read: list[str] = []

    async def reader(piece: str) -> None:
        read.append(piece)

    whole = await draft.finish(reader, 60)
    return whole, "".join(read)


async def test_a_draft_is_begun_at_the_end_of_a_clause_and_holds_for_the_same_answer() -> None:
    speaker = await Speaker().say(SAID)
    assert len(speaker.engine.calls) == 1
    assert speaker.engine.calls[0].priority == PRIORITY
    assert SAID in speaker.engine.calls[0].messages[1].content
    draft = speaker.take(SAID + " Thank you.")
    speaker.engine.let_go.set()
    assert await finished(draft) == (RAW, RAW)
    assert speaker.engine.aborted == 0


async def test_whoever_takes_a_draft_reads_it_from_its_beginning_while_it_is_written() -> None:
    speaker = await Speaker().say(SAID)
    draft = speaker.take(SAID)
    reading = asyncio.create_task(finished(draft))
    await asyncio.sleep(0.01)
    speaker.engine.let_go.set()
    assert await reading == (RAW, RAW)


async def test_a_draft_that_is_there_already_is_shown_to_nobody_before_it_is_checked() -> None:
    speaker = Speaker()
    speaker.engine.let_go.set()
    await speaker.say(SAID)
    assert await finished(speaker.take(SAID)) == (RAW, "")


async def test_more_words_replace_the_draft_and_abort_its_call() -> None:
    speaker = await Speaker().say(SAID, MORE)
    assert len(speaker.engine.calls) == 2
    assert speaker.engine.aborted == 1
    assert MORE in speaker.engine.calls[1].messages[1].content
    assert speaker.take(f"{SAID} {MORE}") is not None


async def test_fillers_do_not_replace_it() -> None:
    speaker = await Speaker().say(SAID, "um", "yeah")
    assert len(speaker.engine.calls) == 1


async def test_a_draft_that_does_not_hold_is_aborted_and_not_asked() -> None:
    speaker = await Speaker().say(SAID)
    assert speaker.take(f"{SAID} {MORE}") is None
    await asyncio.sleep(0.01)
    assert speaker.engine.aborted == 1
    assert speaker.take(SAID) is None


async def test_a_draft_is_taken_once() -> None:
    speaker = await Speaker().say(SAID)
    assert speaker.take(SAID) is not None
    assert speaker.take(SAID) is None


async def test_calls_of_one_answer_are_bounded() -> None:
    speaker = await Speaker(calls=2).say(*(f"{MORE} number{n} again{n} more{n} words{n}" for n in range(9)))
    assert len(speaker.engine.calls) == 2


async def test_a_language_that_the_model_does_not_write_is_not_drafted() -> None:
    assert (await Speaker(languages=frozenset({"ko"})).say(SAID)).engine.calls == []


async def test_a_few_words_are_not_worth_a_call() -> None:
    assert (await Speaker().say("Well, I think")).engine.calls == []


async def test_what_was_said_before_the_open_answer_is_left_out() -> None:
    speaker = Speaker()
    fold = QuestionsFold(with_model=True)
    state = fold.apply(STATE, turn("introduction", 1, "old"), NOW_MS)
    speaker.drafter.hear(said(0, "these old words belong to the turn that came before it"), state)
    await asyncio.sleep(0)
    assert speaker.engine.calls == []


async def test_a_failed_draft_is_not_taken_and_the_next_clause_begins_another() -> None:
    speaker = Speaker()
    speaker.engine.error = EngineRefused("unreachable")
    speaker.engine.let_go.set()
    await speaker.say(SAID)
    assert speaker.take(SAID) is None
    await speaker.say(SAID, "and that was it for me")
    assert len(speaker.engine.calls) >= 2


async def test_a_call_that_fails_after_it_was_taken_says_so() -> None:
    speaker = await Speaker().say(SAID)
    draft = speaker.take(SAID)
    speaker.engine.error = EngineRefused("unreachable")
    speaker.engine.let_go.set()
    with pytest.raises(EngineError):
        await finished(draft)


async def test_time_that_runs_out_aborts_the_call() -> None:
    speaker = await Speaker().say(SAID)
    draft = speaker.take(SAID)
    assert draft is not None

    async def reader(_piece: str) -> None:
        return

    with pytest.raises(TimeoutError):
        await draft.finish(reader, 0.01)
    assert speaker.engine.aborted == 1


async def test_another_stage_s_request_does_not_get_it() -> None:
    speaker = await Speaker().say(SAID)
    assert speaker.drafter.take(requested("growth"), SAID) is None


async def test_forgetting_aborts() -> None:
    speaker = await Speaker().say(SAID)
    speaker.drafter.forget(INTERVIEW)
    speaker.drafter.forget(INTERVIEW)
    await asyncio.sleep(0.01)
    assert speaker.engine.aborted == 1
    assert speaker.take(SAID) is None


async def test_the_fixed_part_of_the_prompt_is_warmed_and_a_server_that_is_away_stops_nothing() -> None:
    speaker = Speaker()
    speaker.engine.error = EngineRefused("unreachable")
    speaker.engine.let_go.set()
    speaker.drafter.warm_up()
    await asyncio.sleep(0.01)
    (call,) = speaker.engine.calls
    assert call.messages[0].content == load_prompt().text
    assert call.messages[1].content == "{}"


def test_the_draft_is_for_the_follow_up() -> None:
    assert next_request(STATE) == FOLLOW_UP
