"""Why: which stage comes next, and when a time is up, follow from the events so far and nothing else."""

from collections.abc import Callable
from typing import Any, Final, Literal

import msgspec

from interview_schemas.errors import InvalidEvent
from interview_schemas.events import (
    AnswerTimeUp,
    CandidateConnected,
    CandidateDisconnected,
    EndInterview,
    Event,
    InterviewEnded,
    InterviewPaused,
    InterviewPrepared,
    InterviewResumed,
    InterviewScheduled,
    InterviewStarted,
    PauseInterview,
    QuestionAsked,
    QuestionRequested,
    ResumeInterview,
    ResumeParsed,
    StartInterview,
    TurnCompleted,
)
from interview_schemas.ids import question_id
from interview_schemas.preparation.core import posting_variables, prepare
from interview_schemas.scenario import load_scenario

Stop = Literal["paused", "disconnected"]


class FlowState(msgspec.Struct, frozen=True, kw_only=True):
    """One interview. The answer clock stands still while any of `stops` holds, since `stopped_at_ms`."""

    interview_id: str
    scheduled: InterviewScheduled | None = None
    resume: ResumeParsed | None = None
    prepared: InterviewPrepared | None = None
    start_wanted: bool = False
    started: bool = False
    wanted_pause: PauseInterview | ResumeInterview | None = None
    end_wanted: EndInterview | None = None
    ended: bool = False
    requested: frozenset[int] = frozenset()
    asked: dict[int, QuestionAsked] = {}  # msgspec copies a mutable default
    turns: dict[int, TurnCompleted] = {}
    times_up: frozenset[str] = frozenset()
    epoch: int = -1
    stops: frozenset[Stop] = frozenset()
    stopped_at_ms: int = 0
    stopped_ms: int = 0
    stopped_ms_when_asked: int = 0

    @property
    def ordinal(self) -> int:
        """The place, from 1, of the question that is open or comes next."""
        return len(self.turns) + 1

    @property
    def open_question(self) -> QuestionAsked | None:
        """Asked and not answered."""
        return self.asked.get(self.ordinal)

    @property
    def unprepared(self) -> ResumeParsed | None:
        """The resume that counts and has not prepared the interview; one that comes after the start changes nothing."""
        if self.started or self.resume is None:
            return None
        if self.prepared is not None and self.prepared.resume_sha256 == self.resume.sha256:
            return None
        return self.resume


class FlowFold:
    """Decides what comes next. `question_due_ms` is how long the words of a question may take."""

    inputs = ("interview-events", "interview-commands", "interview-turns", "questions", "resumes")
    own = ("question-requests", "interview-events")

    def __init__(self, question_due_ms: int = 3_000) -> None:
        self._question_due_ms = question_due_ms

    def initial(self, interview_id: str) -> FlowState:
        """Not even scheduled."""
        return FlowState(interview_id=interview_id)

    def apply(self, state: FlowState, event: Event, time_ms: int) -> FlowState:
        """Follow one event; what does not concern the flow changes nothing."""
        return _APPLY.get(type(event), _ignore)(state, event, time_ms)

    def due(self, state: FlowState, now_ms: int) -> tuple[Event, ...]:
        """The one next thing that the log lacks."""
        if state.scheduled is not None and state.unprepared is not None and not state.ended:
            return (prepare(state.scheduled, state.unprepared, now_ms),)
        if state.scheduled is None or state.ended or not state.start_wanted:
            return self._end_unstarted(state, now_ms)
        if not state.started:
            return (InterviewStarted(interview_id=state.interview_id, started_at_ms=now_ms),)
        return self._pause(state, now_ms) or self._end(state, now_ms) or self._next(state, now_ms)

    def wake_at_ms(self, state: FlowState) -> int | None:
        """When the open answer's time is up."""
        question = state.open_question
        if question is None or state.stops or state.ended or question.question_id in state.times_up:
            return None
        stopped_ms = state.stopped_ms - state.stopped_ms_when_asked
        return question.asked_at_ms + (question.think_seconds + question.answer_seconds) * 1000 + stopped_ms

    def _end_unstarted(self, state: FlowState, now_ms: int) -> tuple[Event, ...]:
        if state.scheduled is None or state.ended or state.end_wanted is None:
            return ()
        return (_ended(state, "candidate", now_ms),)

    def _pause(self, state: FlowState, now_ms: int) -> tuple[Event, ...]:
        wanted = state.wanted_pause
        if isinstance(wanted, PauseInterview) and "paused" not in state.stops:
            paused = InterviewPaused(interview_id=state.interview_id, command_id=wanted.command_id, paused_at_ms=now_ms)
            return (paused,)
        if isinstance(wanted, ResumeInterview) and "paused" in state.stops:
            resumed = InterviewResumed(
                interview_id=state.interview_id, command_id=wanted.command_id, resumed_at_ms=now_ms
            )
            return (resumed,)
        return ()

    def _end(self, state: FlowState, now_ms: int) -> tuple[Event, ...]:
        if state.ordinal > len(_stages(state)):
            return (_ended(state, "completed", now_ms),)
        if state.end_wanted is None or _answer_is_coming(state, state.end_wanted):
            return ()
        return (_ended(state, "candidate", now_ms),)

    def _next(self, state: FlowState, now_ms: int) -> tuple[Event, ...]:
        question = state.open_question
        wake_at_ms = self.wake_at_ms(state)
        if question is not None:
            up = wake_at_ms is not None and wake_at_ms <= now_ms
            time_up = AnswerTimeUp(interview_id=state.interview_id, question_id=question.question_id, at_ms=now_ms)
            return (time_up,) if up else ()
        if state.ordinal in state.requested or "paused" in state.stops or state.end_wanted is not None:
            return ()
        return (self._request(state, now_ms),)

    def _request(self, state: FlowState, now_ms: int) -> QuestionRequested:
        scheduled, prepared = _scheduled(state), state.prepared
        chosen = prepared if prepared is not None else scheduled
        previous = state.turns.get(state.ordinal - 1)
        return QuestionRequested(
            interview_id=state.interview_id,
            question_id=question_id(state.interview_id, state.ordinal),
            stage_id=_stages(state)[state.ordinal - 1],
            ordinal=state.ordinal,
            scenario_id=chosen.scenario_id,
            scenario_hash=chosen.scenario_hash,
            language=scheduled.language,
            due_at_ms=now_ms + self._question_due_ms,
            previous_turn_id=previous.turn_id if previous is not None else None,
            variables=prepared.variables if prepared is not None else posting_variables(scheduled),
            blind=scheduled.blind,
            withheld=prepared.withheld if prepared is not None else {},
        )


def _ignore(state: FlowState, _event: Any, _time_ms: int) -> FlowState:  # noqa: ANN401  # any event
    return state


def _schedule(state: FlowState, event: InterviewScheduled, _time_ms: int) -> FlowState:
    try:
        load_scenario(event.scenario_id)
    except KeyError:
        raise InvalidEvent("contract", "unknown scenario") from None
    return state if state.scheduled is not None else msgspec.structs.replace(state, scheduled=event)


def _read(state: FlowState, event: ResumeParsed, _time_ms: int) -> FlowState:
    return msgspec.structs.replace(state, resume=event)


def _prepared(state: FlowState, event: InterviewPrepared, _time_ms: int) -> FlowState:
    return msgspec.structs.replace(state, prepared=event)


def _start(state: FlowState, _event: StartInterview, _time_ms: int) -> FlowState:
    return msgspec.structs.replace(state, start_wanted=True)


def _started(state: FlowState, _event: InterviewStarted, _time_ms: int) -> FlowState:
    return msgspec.structs.replace(state, started=True, start_wanted=True)


def _want_pause(state: FlowState, event: PauseInterview | ResumeInterview, _time_ms: int) -> FlowState:
    return msgspec.structs.replace(state, wanted_pause=event)


def _want_end(state: FlowState, event: EndInterview, _time_ms: int) -> FlowState:
    return state if state.end_wanted is not None else msgspec.structs.replace(state, end_wanted=event)


def _mark_ended(state: FlowState, _event: InterviewEnded, _time_ms: int) -> FlowState:
    return msgspec.structs.replace(state, ended=True)


def _requested(state: FlowState, event: QuestionRequested, _time_ms: int) -> FlowState:
    return msgspec.structs.replace(state, requested=state.requested | {event.ordinal})


def _asked(state: FlowState, event: QuestionAsked, _time_ms: int) -> FlowState:
    if event.ordinal in state.asked:
        return state
    asked = {**state.asked, event.ordinal: event}
    return msgspec.structs.replace(state, asked=asked, stopped_ms_when_asked=state.stopped_ms)


def _turn(state: FlowState, event: TurnCompleted, _time_ms: int) -> FlowState:
    return msgspec.structs.replace(state, turns={event.ordinal: event, **state.turns})


def _time_up(state: FlowState, event: AnswerTimeUp, _time_ms: int) -> FlowState:
    return msgspec.structs.replace(state, times_up=state.times_up | {event.question_id})


def _connected(state: FlowState, event: CandidateConnected, _time_ms: int) -> FlowState:
    if event.epoch < state.epoch:
        return state
    return msgspec.structs.replace(_run(state, "disconnected", event.at_ms), epoch=event.epoch)


def _disconnected(state: FlowState, event: CandidateDisconnected, _time_ms: int) -> FlowState:
    if event.epoch < state.epoch:
        return state
    return msgspec.structs.replace(_stop(state, "disconnected", event.at_ms), epoch=event.epoch)


def _paused(state: FlowState, event: InterviewPaused, _time_ms: int) -> FlowState:
    return _stop(state, "paused", event.paused_at_ms)


def _resumed(state: FlowState, event: InterviewResumed, _time_ms: int) -> FlowState:
    return _run(state, "paused", event.resumed_at_ms)


def _stop(state: FlowState, stop: Stop, at_ms: int) -> FlowState:
    since = state.stopped_at_ms if state.stops else at_ms
    return msgspec.structs.replace(state, stops=state.stops | {stop}, stopped_at_ms=since)


def _run(state: FlowState, stop: Stop, at_ms: int) -> FlowState:
    if stop not in state.stops:
        return state
    remaining = state.stops - {stop}
    added_ms = 0 if remaining else max(0, at_ms - state.stopped_at_ms)
    return msgspec.structs.replace(state, stops=remaining, stopped_ms=state.stopped_ms + added_ms)


def _answer_is_coming(state: FlowState, end: EndInterview) -> bool:
    """An open question's answer still becomes a turn, also where the question is known to the candidate only."""
    answered = {turn.question_id for turn in state.turns.values()}
    return state.open_question is not None or (end.question_id is not None and end.question_id not in answered)


def _ended(state: FlowState, reason: Literal["completed", "candidate"], now_ms: int) -> InterviewEnded:
    return InterviewEnded(interview_id=state.interview_id, reason=reason, turns=len(state.turns), ended_at_ms=now_ms)


def _scheduled(state: FlowState) -> InterviewScheduled:
    if state.scheduled is None:
        raise InvalidEvent("contract", "not scheduled")
    return state.scheduled


def _stages(state: FlowState) -> tuple[str, ...]:
    chosen = state.prepared if state.prepared is not None else _scheduled(state)
    return tuple(stage.id for stage in load_scenario(chosen.scenario_id).stages)


_APPLY: Final[dict[type[Event], Callable[[FlowState, Any, int], FlowState]]] = {
    InterviewScheduled: _schedule,
    ResumeParsed: _read,
    InterviewPrepared: _prepared,
    StartInterview: _start,
    InterviewStarted: _started,
    PauseInterview: _want_pause,
    ResumeInterview: _want_pause,
    InterviewPaused: _paused,
    InterviewResumed: _resumed,
    EndInterview: _want_end,
    InterviewEnded: _mark_ended,
    QuestionRequested: _requested,
    QuestionAsked: _asked,
    TurnCompleted: _turn,
    AnswerTimeUp: _time_up,
    CandidateConnected: _connected,
    CandidateDisconnected: _disconnected,
}
