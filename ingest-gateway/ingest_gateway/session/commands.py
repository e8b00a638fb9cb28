"""Why: a command becomes an event once; one that ends an answer first waits for the answer's last sample."""

from collections.abc import Callable
from typing import Final, Literal

from ingest_gateway.problems import Problem, bad_message
from ingest_gateway.session import audio
from ingest_gateway.session.messages import Asked, CommandAck
from ingest_gateway.session.state import (
    Asking,
    CommandEvent,
    Output,
    Sent,
    State,
    Step,
    publish,
    replace,
    say,
)
from interview_schemas.events import (
    AnswerBoundary,
    ConsentGiven,
    ConsentWithdrawn,
    EndInterview,
    FinishAnswer,
    PauseInterview,
    RepeatQuestion,
    ResumeInterview,
    SkipQuestion,
    StartInterview,
)

MOST_ASKING: Final = 16
_NEEDED: Final = {
    "finish-answer": ("question_id", "end_sample"),
    "skip-question": ("question_id", "end_sample"),
    "repeat-question": ("question_id",),
    "give-consent": ("scope", "text_version"),
    "withdraw-consent": ("scope",),
}
_CAUSES: Final[dict[str, Literal["finish", "skip", "end"]]] = {
    "finish-answer": "finish",
    "skip-question": "skip",
    "end-interview": "end",
}
_Make = Callable[[str, Asked, int], CommandEvent]


def fault(asked: Asked) -> Problem | None:
    """What the command lacks."""
    missing = [name for name in _NEEDED.get(asked.command, ()) if getattr(asked, name) is None]
    if asked.command == "end-interview" and (asked.question_id is None) != (asked.end_sample is None):
        missing = ["question_id", "end_sample"]
    return bad_message(f"{asked.command} needs {' and '.join(missing)}.") if missing else None


def take(state: State, asked: Asked, now_ms: int) -> Step:
    """The caller has checked `fault`; a command that is on its way already is not begun again."""
    if any(asking.event.command_id == asked.command_id for asking in state.asking):
        return state, ()
    state, before = audio.flush(state, now_ms)
    event = _MAKERS[asked.command](state.interview_id, asked, now_ms)
    cause = _CAUSES.get(asked.command) if asked.end_sample is not None else None
    asking = Asking(event, end_sample=asked.end_sample or 0 if cause else 0, cause=cause)
    state = replace(state, asking=(*state.asking, asking))
    state, after = advance(_withdrawn(state, event), now_ms)
    return state, before + after


def advance(state: State, now_ms: int) -> Step:
    """Commands whose samples are all in the log go on."""
    outputs: tuple[Output, ...] = ()
    for asking in state.asking:
        if asking.stage == "audio" and asking.end_sample <= state.stored_sample:
            state, published = _next_stage(state, asking, now_ms)
            outputs += published
    return state, outputs


def is_due(state: State) -> bool:
    """A command waits for audio that has come but was not sent on."""
    waiting = (asking.end_sample for asking in state.asking if asking.stage == "audio")
    return state.group.samples > 0 and any(end_sample <= state.next_sample for end_sample in waiting)


def boundary_stored(state: State, command_id: str, now_ms: int) -> Step:
    """The command itself may follow."""
    return _next_stage(state, _find(state, command_id), now_ms)


def command_stored(state: State, command_id: str) -> Step:
    """It is acknowledged."""
    done = _find(state, command_id)
    state = replace(state, asking=tuple(asking for asking in state.asking if asking is not done))
    if isinstance(done.event, ConsentGiven) and done.event.scope == "camera":
        state = replace(state, camera=True)
    return state, say(state, CommandAck(command_id=command_id))


def _find(state: State, command_id: str) -> Asking:
    return next(asking for asking in state.asking if asking.event.command_id == command_id)


def _next_stage(state: State, asking: Asking, now_ms: int) -> Step:
    bounded = asking.stage == "audio" and asking.cause is not None
    stage: Literal["boundary", "command"] = "boundary" if bounded else "command"
    moved = replace(asking, stage=stage)
    state = replace(state, asking=tuple(moved if one is asking else one for one in state.asking))
    event = _boundary(asking) if bounded else asking.event
    return publish(state, event, Sent(stage, now_ms, command_id=asking.event.command_id))


def _boundary(asking: Asking) -> AnswerBoundary:
    question_id = getattr(asking.event, "question_id", None)
    return AnswerBoundary(
        interview_id=asking.event.interview_id,
        question_id=question_id or "",
        end_sample=asking.end_sample,
        cause=asking.cause or "finish",
    )


def _withdrawn(state: State, event: CommandEvent) -> State:
    camera = isinstance(event, ConsentWithdrawn) and event.scope == "camera"
    return replace(state, camera=False, camera_refused=True) if camera else state


def _start(interview_id: str, asked: Asked, _now_ms: int) -> CommandEvent:
    return StartInterview(interview_id=interview_id, command_id=asked.command_id)


def _pause(interview_id: str, asked: Asked, _now_ms: int) -> CommandEvent:
    return PauseInterview(interview_id=interview_id, command_id=asked.command_id)


def _resume(interview_id: str, asked: Asked, _now_ms: int) -> CommandEvent:
    return ResumeInterview(interview_id=interview_id, command_id=asked.command_id)


def _finish(interview_id: str, asked: Asked, _now_ms: int) -> CommandEvent:
    return FinishAnswer(
        interview_id=interview_id,
        command_id=asked.command_id,
        question_id=asked.question_id or "",
        end_sample=asked.end_sample or 0,
    )


def _skip(interview_id: str, asked: Asked, _now_ms: int) -> CommandEvent:
    return SkipQuestion(
        interview_id=interview_id,
        command_id=asked.command_id,
        question_id=asked.question_id or "",
        end_sample=asked.end_sample or 0,
    )


def _repeat(interview_id: str, asked: Asked, _now_ms: int) -> CommandEvent:
    return RepeatQuestion(interview_id=interview_id, command_id=asked.command_id, question_id=asked.question_id or "")


def _end(interview_id: str, asked: Asked, _now_ms: int) -> CommandEvent:
    return EndInterview(
        interview_id=interview_id,
        command_id=asked.command_id,
        question_id=asked.question_id,
        end_sample=asked.end_sample,
    )


def _give(interview_id: str, asked: Asked, now_ms: int) -> CommandEvent:
    return ConsentGiven(
        interview_id=interview_id,
        command_id=asked.command_id,
        scope=asked.scope or "interview",
        text_version=asked.text_version or "",
        at_ms=now_ms,
    )


def _withdraw(interview_id: str, asked: Asked, now_ms: int) -> CommandEvent:
    return ConsentWithdrawn(
        interview_id=interview_id, command_id=asked.command_id, scope=asked.scope or "interview", at_ms=now_ms
    )


_MAKERS: Final[dict[str, _Make]] = {
    "start-interview": _start,
    "pause-interview": _pause,
    "resume-interview": _resume,
    "finish-answer": _finish,
    "skip-question": _skip,
    "repeat-question": _repeat,
    "end-interview": _end,
    "give-consent": _give,
    "withdraw-consent": _withdraw,
}
