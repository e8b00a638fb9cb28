"""Why: all that is known of one socket, what can happen to it and what it can ask for, as immutable values."""

from typing import Final, Literal

import msgspec

from ingest_gateway.problems import Problem
from ingest_gateway.session.messages import DownMessage
from ingest_gateway.session.rate import Allowance, forgive
from interview_schemas.events import Command, Event, VideoFrame
from interview_schemas.events.lifecycle import ConsentGiven, ConsentWithdrawn

MAX_UNCONFIRMED: Final = 64
"""Records sent and not confirmed above which nothing more is read: about 13 s of audio."""

Phase = Literal["greeting", "opening", "open", "closing", "leaving", "gone"]
Written = Literal["connected", "audio", "missing", "boundary", "command", "disconnected"]
CommandEvent = Command | ConsentGiven | ConsentWithdrawn


class Group(msgspec.Struct, frozen=True, gc=False):
    """Audio that waits to become a record; `since_ms` is when its first part came."""

    start_sample: int = 0
    captured_at_ms: int = 0
    since_ms: int = 0
    samples: int = 0
    parts: tuple[bytes, ...] = ()


class Sent(msgspec.Struct, frozen=True, gc=False):
    """An event on its way into the log; `end_sample` for audio and missing samples."""

    what: Written
    at_ms: int
    end_sample: int = 0
    command_id: str = ""


class Asking(msgspec.Struct, frozen=True):
    """A command that is not yet in the log.

    It waits for all samples below `end_sample`, then for its boundary, then for itself.
    """

    event: CommandEvent
    end_sample: int = 0
    cause: Literal["finish", "skip", "end"] | None = None
    stage: Literal["audio", "boundary", "command"] = "audio"


class State(msgspec.Struct, frozen=True, kw_only=True):
    """`next_sample` is the contiguous end of what was received, `stored_sample` of what is in the log."""

    interview_id: str
    opened_at_ms: int
    allowance: Allowance
    phase: Phase = "greeting"
    epoch: int = 0
    next_sample: int = 0
    stored_sample: int = 0
    group: Group = Group()
    unconfirmed: tuple[Sent, ...] = ()
    asking: tuple[Asking, ...] = ()
    full_since_ms: int | None = None
    waiting_told: bool = False
    camera: bool | None = None
    camera_refused: bool = False

    @property
    def may_read(self) -> bool:
        """The log keeps up."""
        return len(self.unconfirmed) < MAX_UNCONFIRMED


class Opened(msgspec.Struct, frozen=True):
    """The interview is this socket's, and the log ends at `next_sample`."""

    epoch: int
    next_sample: int


class Delivered(msgspec.Struct, frozen=True):
    """The oldest unconfirmed event is in the log."""


class CameraConsent(msgspec.Struct, frozen=True):
    """What the log says about the camera."""

    given: bool


class Tick(msgspec.Struct, frozen=True):
    """Time has passed."""


class Stop(msgspec.Struct, frozen=True):
    """The socket is to be closed for a reason from outside."""

    problem: Problem


class Gone(msgspec.Struct, frozen=True):
    """The browser is gone."""


class Send(msgspec.Struct, frozen=True):
    """To the browser."""

    message: DownMessage


class Publish(msgspec.Struct, frozen=True):
    """Into the log, after everything published before it."""

    event: Event


class ShowFrame(msgspec.Struct, frozen=True):
    """Into the log where there is room; a newer one takes its place."""

    frame: VideoFrame


class Open(msgspec.Struct, frozen=True):
    """Take the interview for this client; answered by Opened or Stop."""

    client_id: str
    takeover: bool


class AskConsent(msgspec.Struct, frozen=True):
    """Look the camera consent up; answered by CameraConsent."""


class Close(msgspec.Struct, frozen=True):
    """Close the socket; what was published still goes into the log."""

    code: int
    reason: str


Control = Opened | Delivered | CameraConsent | Tick | Stop | Gone
Message = bytes | str | Control
Output = Send | Publish | ShowFrame | Open | AskConsent | Close
Step = tuple[State, tuple[Output, ...]]
replace = msgspec.structs.replace


def publish(state: State, event: Event, sent: Sent) -> Step:
    """The event goes out and is unconfirmed until Delivered."""
    unconfirmed = (*state.unconfirmed, sent)
    full_since_ms = state.full_since_ms
    if full_since_ms is None and len(unconfirmed) >= MAX_UNCONFIRMED:
        full_since_ms = sent.at_ms
    return replace(state, unconfirmed=unconfirmed, full_since_ms=full_since_ms), (Publish(event),)


def confirm(state: State, now_ms: int) -> State:
    """The oldest is in the log; time in which nothing was read does not count against the sender."""
    state = replace(state, unconfirmed=state.unconfirmed[1:], waiting_told=False)
    if state.full_since_ms is None or not state.may_read:
        return state
    allowance = forgive(state.allowance, now_ms - state.full_since_ms)
    return replace(state, full_since_ms=None, allowance=allowance)


def say(state: State, *messages: DownMessage) -> tuple[Output, ...]:
    """To the browser, while there is one."""
    return tuple(Send(message) for message in messages) if state.phase == "open" else ()
