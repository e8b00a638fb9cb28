"""Why: what the gateway and the relay say, as types, so that nothing below looks into dictionaries."""

from typing import Final

import msgspec

VERSION: Final = 1


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """`event_id` and `time_ms`, when the event was made, stand in the relay's news only."""

    event_id: str = ""
    time_ms: int = 0


class Partial(Message, frozen=True, kw_only=True, tag="partial"):
    """Words so far of a segment that is still open."""

    segment_id: str
    rev: int
    from_sample: int
    start_sample: int
    end_sample: int
    stable_text: str
    tentative_text: str

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(part for part in (self.stable_text.strip(), self.tentative_text.strip()) if part)


class SegmentText(Message, frozen=True, kw_only=True, tag="final"):
    """The words of a segment."""

    segment_id: str
    from_sample: int
    to_sample: int
    start_sample: int
    end_sample: int
    text: str


class Watermark(Message, frozen=True, kw_only=True, tag="watermark"):
    """Silence up to here."""

    to_sample: int


class QuestionDelta(Message, frozen=True, kw_only=True, tag="question-delta"):
    """Words of a question as they are written."""

    question_id: str
    attempt: int
    index: int
    text: str


class Question(Message, frozen=True, kw_only=True, tag="question"):
    """The question."""

    question_id: str
    stage_id: str
    ordinal: int
    text: str
    think_seconds: int
    answer_seconds: int
    source: str


class Turn(Message, frozen=True, kw_only=True, tag="turn"):
    """The answer is closed."""

    turn_id: str
    question_id: str
    ordinal: int
    end_sample: int
    cause: str


class State(Message, frozen=True, kw_only=True, tag="state"):
    """The interview's state, or, from the gateway, that its log does not answer."""

    status: str = ""
    log: str = ""


class Plan(Message, frozen=True, kw_only=True, tag="plan"):
    """How many questions there will be, where the snapshot did not know it yet."""

    stage_count: int


class Repeat(Message, frozen=True, kw_only=True, tag="repeat"):
    """Read the question again."""

    question_id: str
    command_id: str


class Snapshot(Message, frozen=True, kw_only=True, tag="snapshot"):
    """Everything so far."""

    interview_id: str
    language: str
    status: str
    stage_count: int
    cursor_sample: int
    finals: tuple[SegmentText, ...]
    questions: tuple[Question, ...]
    turns: tuple[Turn, ...]


class Problem(Message, frozen=True, kw_only=True, tag="problem"):
    """What was wrong and what to do."""

    code: str | int
    title: str
    detail: str = ""


class Welcome(Message, frozen=True, kw_only=True, tag="hello"):
    """Send audio from `next_sample` on."""

    next_sample: int
    epoch: int
    max_unacknowledged_samples: int = 9_600_000


class Ack(Message, frozen=True, kw_only=True, tag="ack"):
    """Every sample below is in Kafka."""

    next_sample: int


class CommandAck(Message, frozen=True, kw_only=True, tag="command-ack"):
    """The command is in Kafka."""

    command_id: str


News = Partial | SegmentText | Watermark | QuestionDelta | Question | Turn | State | Plan | Repeat
FromRelay = News | Snapshot | Problem
FromGateway = Welcome | Ack | CommandAck | State | Problem
_RELAY: Final[msgspec.json.Decoder[FromRelay]] = msgspec.json.Decoder(FromRelay)
_GATEWAY: Final[msgspec.json.Decoder[FromGateway]] = msgspec.json.Decoder(FromGateway)


def from_relay(text: str) -> FromRelay | None:
    """None for a message of a kind that this client does not know."""
    try:
        return _RELAY.decode(text)
    except msgspec.DecodeError:
        return None


def from_gateway(text: str) -> FromGateway | None:
    """None for a message of a kind that this client does not know."""
    try:
        return _GATEWAY.decode(text)
    except msgspec.DecodeError:
        return None


def encode(message: dict[str, object]) -> str:
    """JSON text; what is None is left out."""
    return msgspec.json.encode({name: value for name, value in message.items() if value is not None}).decode()
