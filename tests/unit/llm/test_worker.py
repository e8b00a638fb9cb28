"""Why: one job is at most one model call, and whatever the model does there is a question by the deadline."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from fakes.llm_events import INTERVIEW, NOW_MS, asked, requested, turn
from interview_runtime.bus import Position, Unavailable
from interview_runtime.clock import VirtualClock
from interview_runtime.keys import KeyDestroyed
from interview_schemas.envelope import Envelope
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import Event, QuestionAsked, QuestionDelta, QuestionRequested
from interview_schemas.scenario import load_scenario
from llm_service.engines.contract import ChatRequest, EngineError, EngineTimeout, Receive
from llm_service.questions.core import QuestionsFold, QuestionsState
from llm_service.questions.prompt import load_prompt
from llm_service.questions.worker import QuestionWriter

pytestmark = pytest.mark.unit

FOLLOW_UP = requested("problem_solving_follow_up")
FALLBACKS = load_scenario("standard").stage("problem_solving_follow_up").fallbacks.en
GOOD = "How did you notice that the retry made a new number?"


@dataclass
class ScriptedEngine:
    """Gives these pieces, or this error after them."""

    pieces: Sequence[str] = ()
    error: Exception | None = None
    calls: list[tuple[ChatRequest, float]] = field(default_factory=list)
    model: str = "scripted-1"

    async def write(self, request: ChatRequest, receive: Receive, *, within_seconds: float) -> str:
        self.calls.append((request, within_seconds))
        for piece in self.pieces:
            await receive(piece)
        if self.error is not None:
            raise self.error
        return "".join(self.pieces)


@dataclass
class Published:
    """Keeps what is published, or fails."""

    events: list[Event] = field(default_factory=list)
    error: Exception | None = None

    async def __call__(self, event: Event, cause: Envelope | None = None) -> Position:
        del cause
        if self.error is not None:
            raise self.error
        self.events.append(event)
        return Position("", 0, 0)

    @property
    def deltas(self) -> list[QuestionDelta]:
        return [event for event in self.events if isinstance(event, QuestionDelta)]


def output(text: str) -> list[str]:
    raw = json.dumps({"question": text}, ensure_ascii=False)
    return [raw[at : at + 9] for at in range(0, len(raw), 9)]


def state_of(*events: Event) -> QuestionsState:
    fold = QuestionsFold(with_model=True)
    state = fold.initial(INTERVIEW)
    for event in events:
        state = fold.apply(state, event, NOW_MS)
    return state


async def ask(
    engine: ScriptedEngine | None,
    request: QuestionRequested = FOLLOW_UP,
    *before: Event,
    published: Published | None = None,
    now_ms: int = NOW_MS,
) -> QuestionAsked:
    publish = published if published is not None else Published()
    writer = QuestionWriter(engine=engine, prompt=load_prompt(), publish=publish, clock=VirtualClock(now_ms))
    (event,) = await writer(request, state_of(request, *before))
    assert isinstance(event, QuestionAsked)
    return event


async def test_without_an_engine_every_question_is_written() -> None:
    for stage in load_scenario("standard").stages:
        event = await ask(None, requested(stage.id))
        assert event.source == "template"
        assert event.model is event.prompt_version is event.raw_output is None


async def test_a_template_is_never_given_to_a_model_and_has_no_deltas() -> None:
    engine, published = ScriptedEngine(output(GOOD)), Published()
    event = await ask(engine, requested("introduction"), published=published)
    assert event.source == "template"
    assert engine.calls == []
    assert published.events == []


@pytest.mark.parametrize("stage_id", ["problem_solving_follow_up", "communication"])
async def test_a_model_s_question_is_one_call_and_says_where_it_comes_from(stage_id: str) -> None:
    engine = ScriptedEngine(output(GOOD))
    event = await ask(engine, requested(stage_id))
    assert (event.text, event.source, event.model) == (GOOD, "model", "scripted-1")
    assert event.prompt_version == load_prompt().version
    assert event.request_hash is not None
    assert event.raw_output == "".join(output(GOOD))
    assert len(engine.calls) == 1


async def test_a_language_that_the_model_does_not_write_gets_the_written_question() -> None:
    engine = ScriptedEngine(output(GOOD))
    request = requested("problem_solving_follow_up", language="ko")
    writer = QuestionWriter(
        engine=engine,
        prompt=load_prompt(),
        publish=Published(),
        clock=VirtualClock(NOW_MS),
        languages=frozenset({"en"}),
    )
    (event,) = await writer(request, state_of(request))
    assert isinstance(event, QuestionAsked)
    assert event.source == "template"
    assert engine.calls == []


async def test_three_questions_at_once_are_taken_at_their_last_two_sentences() -> None:
    raw = output("I see. What did you try first? Why did you stop?")
    event = await ask(ScriptedEngine(raw))
    assert (event.text, event.source) == ("What did you try first? Why did you stop?", "model")
    assert event.raw_output == "".join(raw)


async def test_deltas_make_up_the_question() -> None:
    published = Published()
    await ask(ScriptedEngine(output(GOOD)), published=published)
    assert "".join(delta.text for delta in published.deltas) == GOOD
    assert [delta.index for delta in published.deltas] == list(range(len(published.deltas)))
    assert {(delta.question_id, delta.attempt) for delta in published.deltas} == {(FOLLOW_UP.question_id, 1)}


async def test_after_a_crash_the_attempt_is_higher() -> None:
    published = Published()
    await ask(ScriptedEngine(output(GOOD)), published=published, now_ms=NOW_MS + 800)
    assert {delta.attempt for delta in published.deltas} == {801}


async def test_deltas_that_cannot_be_sent_cost_no_question() -> None:
    event = await ask(ScriptedEngine(output(GOOD)), published=Published(error=Unavailable()))
    assert event.source == "model"


async def test_an_erased_interview_ends_the_work() -> None:
    with pytest.raises(KeyDestroyed):
        await ask(ScriptedEngine(output(GOOD)), published=Published(error=KeyDestroyed()))


async def test_the_model_has_the_time_that_is_left() -> None:
    engine = ScriptedEngine(output(GOOD))
    await ask(engine, now_ms=NOW_MS + 1_000)
    assert engine.calls[0][1] == pytest.approx(2.0)


async def test_when_no_time_is_left_no_model_is_called() -> None:
    engine = ScriptedEngine(output(GOOD))
    event = await ask(engine, now_ms=FOLLOW_UP.due_at_ms)
    assert (event.source, event.text) == ("fallback", FALLBACKS[0])
    assert engine.calls == []


@pytest.mark.parametrize("error", [EngineTimeout("deadline"), EngineError("cut")])
async def test_a_failure_takes_the_written_fallback(error: EngineError) -> None:
    event = await ask(ScriptedEngine(['{"question": "How'], error))
    assert (event.source, event.text, event.raw_output) == ("fallback", FALLBACKS[0], None)
    assert event.model == "scripted-1"


@pytest.mark.parametrize(
    "bad",
    [
        "심층 질문: 왜 그랬나요?",
        "Follow-up: why did you do that?",
        "왜 그렇게 하셨나요?",
        "Well done.",
        "Are you married?",
    ],
)
async def test_an_unfit_question_takes_the_fallback_and_is_kept_for_analysis(bad: str) -> None:
    event = await ask(ScriptedEngine(output(bad)))
    assert (event.source, event.text) == ("fallback", FALLBACKS[0])
    assert event.raw_output == "".join(output(bad))


@pytest.mark.parametrize("pieces", [["Sure!"], ['{"question": 70}'], ['{"question": "Why?"'], ["{}"]])
async def test_what_does_not_parse_is_never_guessed_at(pieces: list[str]) -> None:
    assert (await ask(ScriptedEngine(pieces))).source == "fallback"


async def test_a_question_that_was_asked_is_not_asked_again() -> None:
    before = requested("introduction")
    event = await ask(ScriptedEngine(output(GOOD)), FOLLOW_UP, before, asked(before, GOOD.upper()))
    assert event.source == "fallback"


async def test_the_answer_goes_to_the_model_whole() -> None:
    engine = ScriptedEngine(output(GOOD))
    long_answer = "word " * 2_000 + "the end"
    await ask(engine, FOLLOW_UP, turn("problem_solving", FOLLOW_UP.ordinal - 1, long_answer))
    assert long_answer in engine.calls[0][0].messages[1].content


async def test_any_other_job_is_a_bad_message() -> None:
    writer = QuestionWriter(engine=None, prompt=load_prompt(), publish=Published(), clock=VirtualClock())
    with pytest.raises(InvalidEvent):
        await writer(turn("introduction", 1), state_of())


async def test_nothing_else_is_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        await ask(ScriptedEngine(output(GOOD), ZeroDivisionError()))


async def test_a_fallback_s_log_line_says_why_and_nothing_that_was_said(capsys: pytest.CaptureFixture[str]) -> None:
    await ask(ScriptedEngine(output("Follow-up: why the blue elephant?")))
    said = capsys.readouterr().out
    assert "elephant" not in said
