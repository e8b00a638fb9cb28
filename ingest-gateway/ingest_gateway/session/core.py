"""Why: what a socket may do next is decided here, without a socket, a broker or a clock."""

from collections.abc import Callable
from typing import Any, Final

from ingest_gateway.problems import (
    MAX_MESSAGE_BYTES,
    NO_CAMERA_CONSENT,
    TOO_FAST,
    TOO_LARGE,
    VERSION,
    Problem,
    bad_message,
    gap,
)
from ingest_gateway.session import audio, commands, messages
from ingest_gateway.session.frames import AUDIO, Frame, decode
from ingest_gateway.session.messages import PROTOCOL_VERSION, Ack, Asked, Hello, LogState, Missing, Welcome
from ingest_gateway.session.rate import Allowance, spend
from ingest_gateway.session.state import (
    AskConsent,
    CameraConsent,
    Close,
    Delivered,
    Gone,
    Message,
    Open,
    Opened,
    Output,
    Send,
    Sent,
    ShowFrame,
    State,
    Step,
    Stop,
    Tick,
    confirm,
    publish,
    replace,
    say,
)
from interview_schemas.events import BYTES_PER_SAMPLE, CandidateConnected, CandidateDisconnected, VideoFrame

HELLO_WITHIN_MS: Final = 10_000
WAITING_AFTER_MS: Final = 2_000


def begin(interview_id: str, now_ms: int) -> State:
    """A socket with a valid ticket, before its hello."""
    return State(interview_id=interview_id, opened_at_ms=now_ms, allowance=Allowance(0, now_ms))


def step(state: State, message: Message, now_ms: int) -> Step:
    """What follows from one message; the outputs are to be carried out in their order."""
    return _HANDLERS[type(message)](state, message, now_ms)


def is_due(state: State, now_ms: int) -> bool:
    """A Tick would change something."""
    late = state.phase == "greeting" and now_ms - state.opened_at_ms > HELLO_WITHIN_MS
    return late or audio.is_due(state, now_ms) or _waits(state, now_ms)


def _waits(state: State, now_ms: int) -> bool:
    unconfirmed = state.unconfirmed
    return not state.waiting_told and bool(unconfirmed) and now_ms - unconfirmed[0].at_ms > WAITING_AFTER_MS


def _binary(state: State, data: bytes, now_ms: int) -> Step:
    if state.phase not in {"open", "greeting"}:
        return state, ()
    if state.phase == "greeting":
        return _fail(state, bad_message("The first message is hello, as JSON text."), now_ms)
    frame = decode(data)
    if isinstance(frame, Problem):
        return _fail(state, frame, now_ms)
    samples = len(frame.payload) // BYTES_PER_SAMPLE if frame.kind == AUDIO else 0
    state = replace(state, allowance=spend(state.allowance, samples, now_ms))
    if state.allowance.exceeded:
        return _fail(state, TOO_FAST, now_ms)
    return _audio(state, frame, now_ms) if frame.kind == AUDIO else _camera(state, frame)


def _audio(state: State, frame: Frame, now_ms: int) -> Step:
    if frame.start_sample > state.next_sample:
        return _fail(state, gap(state.next_sample, frame.start_sample), now_ms)
    return _then_due(audio.take(state, frame, now_ms), now_ms)


def _camera(state: State, frame: Frame) -> Step:
    if state.camera is None:
        return state, (AskConsent(),)
    if state.camera:
        event = VideoFrame(
            interview_id=state.interview_id,
            seq=frame.seq,
            epoch=state.epoch,
            captured_at_ms=frame.captured_at_ms,
            media=frame.payload,
        )
        return state, (ShowFrame(event),)
    if state.camera_refused:
        return state, ()
    return replace(state, camera_refused=True), say(state, NO_CAMERA_CONSENT)


def _text(state: State, text: str, now_ms: int) -> Step:
    if state.phase not in {"open", "greeting"}:
        return state, ()
    message = messages.decode(text) if len(text) <= MAX_MESSAGE_BYTES else TOO_LARGE
    if isinstance(message, Problem):
        return _fail(state, message, now_ms)
    if isinstance(message, Hello) or state.phase == "greeting":
        return _hello(state, message, now_ms)
    state = replace(state, allowance=spend(state.allowance, 0, now_ms))
    if state.allowance.exceeded:
        return _fail(state, TOO_FAST, now_ms)
    if isinstance(message, Missing):
        return _missing(state, message, now_ms)
    return _asked(state, message, now_ms)


def _hello(state: State, message: messages.UpMessage, now_ms: int) -> Step:
    if not isinstance(message, Hello) or state.phase != "greeting":
        return _fail(state, bad_message("The first message, and only the first, is hello."), now_ms)
    if message.version != PROTOCOL_VERSION:
        return _fail(state, VERSION, now_ms)
    return replace(state, phase="opening"), (Open(message.client_id, message.takeover),)


def _missing(state: State, missing: Missing, now_ms: int) -> Step:
    if missing.from_sample != state.next_sample:
        return _fail(state, gap(state.next_sample, missing.from_sample), now_ms)
    if not 0 < missing.to_sample - missing.from_sample <= audio.MOST_MISSING_SAMPLES:
        return _fail(state, bad_message("samples-missing has a to_sample above from_sample, at most 4 hours."), now_ms)
    return audio.declare_missing(state, missing, now_ms)


def _asked(state: State, asked: Asked, now_ms: int) -> Step:
    problem = commands.fault(asked)
    if problem is None and len(state.asking) >= commands.MOST_ASKING:
        problem = bad_message(f"At most {commands.MOST_ASKING} commands may wait for their acknowledgement.")
    if problem is not None:
        return _fail(state, problem, now_ms)
    return commands.take(state, asked, now_ms)


def _opened(state: State, opened: Opened, now_ms: int) -> Step:
    if state.phase != "opening":
        return _disconnected_early(state, opened, now_ms)
    state = replace(
        state,
        phase="open",
        epoch=opened.epoch,
        next_sample=opened.next_sample,
        stored_sample=opened.next_sample,
        allowance=Allowance(0, now_ms),
    )
    event = CandidateConnected(interview_id=state.interview_id, epoch=state.epoch, at_ms=now_ms)
    state, published = publish(state, event, Sent("connected", now_ms))
    welcome = Welcome(interview_id=state.interview_id, epoch=state.epoch, next_sample=state.next_sample)
    return state, (*published, Send(welcome))


def _disconnected_early(state: State, opened: Opened, now_ms: int) -> Step:
    """The socket went while it was being opened: nobody was connected, so nobody is said to have left."""
    del opened, now_ms
    return replace(state, phase="gone"), ()


def _delivered(state: State, _delivered: Delivered, now_ms: int) -> Step:
    sent = state.unconfirmed[0]
    state = confirm(state, now_ms)
    return _then_leave(_STORED[sent.what](state, sent, now_ms), now_ms)


def _audio_stored(state: State, sent: Sent, now_ms: int) -> Step:
    state = replace(state, stored_sample=sent.end_sample)
    acked = say(state, Ack(next_sample=sent.end_sample))
    state, outputs = commands.advance(state, now_ms)
    return state, acked + outputs


def _boundary_stored(state: State, sent: Sent, now_ms: int) -> Step:
    return commands.boundary_stored(state, sent.command_id, now_ms)


def _command_stored(state: State, sent: Sent, _now_ms: int) -> Step:
    return commands.command_stored(state, sent.command_id)


def _connected_stored(state: State, _sent: Sent, _now_ms: int) -> Step:
    return state, ()


def _disconnected_stored(state: State, _sent: Sent, _now_ms: int) -> Step:
    return replace(state, phase="gone"), ()


def _consent(state: State, consent: CameraConsent, _now_ms: int) -> Step:
    return (replace(state, camera=consent.given), ()) if state.camera is None else (state, ())


def _tick(state: State, _tick: Tick, now_ms: int) -> Step:
    if state.phase == "greeting" and now_ms - state.opened_at_ms > HELLO_WITHIN_MS:
        return _fail(state, bad_message("No hello came within 10 s."), now_ms)
    state, outputs = audio.flush(state, now_ms) if audio.is_due(state, now_ms) else (state, ())
    if _waits(state, now_ms):
        state = replace(state, waiting_told=True)
        outputs += say(state, LogState(log="waiting"))
    return state, outputs


def _stop(state: State, stop: Stop, now_ms: int) -> Step:
    return _fail(state, stop.problem, now_ms)


def _gone(state: State, _gone: Gone, now_ms: int) -> Step:
    return _leave(state, (), now_ms)


def _fail(state: State, problem: Problem, now_ms: int) -> Step:
    return _leave(state, (Send(problem), Close(problem.code, problem.title)), now_ms)


def _leave(state: State, last_words: tuple[Output, ...], now_ms: int) -> Step:
    """What was taken before still goes into the log."""
    if state.phase in {"closing", "leaving", "gone"}:
        return state, ()
    if state.phase != "open":
        return replace(state, phase="gone"), last_words
    state, flushed = audio.flush(replace(state, phase="closing"), now_ms)
    return _then_leave((state, flushed + last_words), now_ms)


def _then_leave(done: Step, now_ms: int) -> Step:
    state, outputs = done
    if state.phase != "closing" or state.unconfirmed:
        return done
    event = CandidateDisconnected(
        interview_id=state.interview_id, epoch=state.epoch, next_sample=state.stored_sample, at_ms=now_ms
    )
    state, published = publish(replace(state, phase="leaving"), event, Sent("disconnected", now_ms))
    return state, outputs + published


def _then_due(done: Step, now_ms: int) -> Step:
    state, outputs = done
    if not state.asking or not commands.is_due(state):
        return done
    state, flushed = audio.flush(state, now_ms)
    return state, outputs + flushed


_Handler = Callable[[State, Any, int], Step]  # each handler takes its own kind of message
_HANDLERS: Final[dict[type, _Handler]] = {
    bytes: _binary,
    str: _text,
    Opened: _opened,
    Delivered: _delivered,
    CameraConsent: _consent,
    Tick: _tick,
    Stop: _stop,
    Gone: _gone,
}
_STORED: Final[dict[str, Callable[[State, Sent, int], Step]]] = {
    "connected": _connected_stored,
    "audio": _audio_stored,
    "missing": _audio_stored,
    "boundary": _boundary_stored,
    "command": _command_stored,
    "disconnected": _disconnected_stored,
}
