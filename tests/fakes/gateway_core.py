"""Why: the state machine against a log that confirms when the test says so."""

from collections import deque

from ingest_gateway.session.core import begin, step
from ingest_gateway.session.messages import Ack, CommandAck, DownMessage
from ingest_gateway.session.state import (
    AskConsent,
    Close,
    Delivered,
    Message,
    Open,
    Opened,
    Output,
    Publish,
    Send,
    ShowFrame,
)
from interview_schemas.events import AudioChunk, Event, SamplesMissing

INTERVIEW = "11111111-2222-4333-8444-555555555555"


class Driver:
    """One socket; `log` is what the log holds, `unsent` what it has not confirmed yet."""

    def __init__(self, epoch: int = 1, next_sample: int = 0, *, opened: bool = True) -> None:
        self.now_ms = 1_700_000_000_000
        self.state = begin(INTERVIEW, self.now_ms)
        self.unsent: deque[Event] = deque()
        self.log: list[Event] = []
        self.sent: list[DownMessage] = []
        self.frames: list[int] = []
        self.outputs: list[Output] = []
        self.closed: int | None = None
        if opened:
            self.feed('{"type":"hello","version":1,"client_id":"tab-1"}')
            self.feed(Opened(epoch, next_sample))
            self.deliver()

    def feed(self, message: Message, *, after_ms: int = 0) -> tuple[Output, ...]:
        """One step."""
        self.now_ms += after_ms
        self.state, outputs = step(self.state, message, self.now_ms)
        for output in outputs:
            self._take(output)
        return outputs

    def deliver(self, most: int = 1_000) -> None:
        """The log confirms, oldest first."""
        while self.unsent and most > 0:
            most -= 1
            self.log.append(self.unsent.popleft())
            self.feed(Delivered())

    @property
    def acked(self) -> int:
        """The last cumulative acknowledgement."""
        return max((message.next_sample for message in self.sent if isinstance(message, Ack)), default=0)

    @property
    def commands_acked(self) -> list[str]:
        """In order."""
        return [message.command_id for message in self.sent if isinstance(message, CommandAck)]

    @property
    def records(self) -> list[AudioChunk]:
        """The audio in the log."""
        return [event for event in self.log if isinstance(event, AudioChunk)]

    def _take(self, output: Output) -> None:
        self.outputs.append(output)
        match output:
            case Publish(event):
                self.unsent.append(event)
            case Send(message):
                self.sent.append(message)
            case ShowFrame(frame):
                self.frames.append(frame.seq)
            case Close(code):
                self.closed = code
            case Open() | AskConsent():
                pass


def covered(log: list[Event]) -> list[tuple[int, int]]:
    """The stretches of samples in the log's order."""
    found = []
    for event in log:
        if isinstance(event, AudioChunk):
            found.append((event.start_sample, event.end_sample))
        elif isinstance(event, SamplesMissing):
            found.append((event.from_sample, event.to_sample))
    return found
