"""Why: what a candidate said is sent until it is acknowledged, whatever happens to the sockets in between."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from parley.client.frames import BYTES_PER_SAMPLE, audio_message
from parley.client.messages import VERSION, Ack, CommandAck, FromGateway, Welcome, encode

CommandName = Literal["start-interview", "finish-answer", "skip-question", "repeat-question", "end-interview"]
KEPT_SAMPLES: Final = 9_600_000  # ten minutes, as the protocol allows


@dataclass(frozen=True, slots=True)
class Chunk:
    """Samples from `start_sample` on that may have to be sent again."""

    start_sample: int
    captured_at_ms: int
    pcm: bytes

    @property
    def end_sample(self) -> int:
        """The sample after the last one."""
        return self.start_sample + len(self.pcm) // BYTES_PER_SAMPLE

    def since(self, sample: int) -> "Chunk":
        """What stands from `sample` on."""
        skipped = max(0, sample - self.start_sample)
        at_ms = self.captured_at_ms + skipped // 16
        return Chunk(self.start_sample + skipped, at_ms, self.pcm[skipped * BYTES_PER_SAMPLE :])


@dataclass(slots=True)
class _Connection:
    """What holds for one socket: `cursor` is the next sample to go out, `told` the commands that did."""

    cursor: int
    seq: int = 0
    told: set[str] = field(default_factory=set)
    missing: tuple[int, int] | None = None


class Uplink:
    """The candidate's half of the audio socket, without the socket.

    `speak` and `command` may be called at any time. After `hello` was sent and answered, `next_message` gives what
    is to be sent now, until it gives None; a new socket begins with `hello` again.
    """

    def __init__(self, client_id: str, kept_samples: int = KEPT_SAMPLES) -> None:
        self._client_id = client_id
        self._kept = kept_samples
        self._chunks: deque[Chunk] = deque()
        self._commands: dict[str, str] = {}
        self._connection: _Connection | None = None
        self.end_sample = 0
        self.acknowledged_sample = 0

    @property
    def is_open(self) -> bool:
        """Hello was answered on this socket."""
        return self._connection is not None

    @property
    def open_commands(self) -> frozenset[str]:
        """Ids that nobody has acknowledged."""
        return frozenset(self._commands)

    @property
    def unsent_samples(self) -> int:
        """How far this socket is behind the candidate's voice."""
        return self.end_sample - self._connection.cursor if self._connection is not None else 0

    def hello(self) -> str:
        """The first message of a new socket; whatever was sent on the last one counts as lost."""
        self._connection = None
        return encode({"type": "hello", "version": VERSION, "client_id": self._client_id, "takeover": False})

    def lost(self) -> None:
        """The socket is gone."""
        self._connection = None

    def speak(self, pcm: bytes, captured_at_ms: int) -> None:
        """Take the next samples, PCM16 mono at 16 kHz, at most 400 ms; the oldest go where too many wait."""
        self._chunks.append(Chunk(self.end_sample, captured_at_ms, pcm))
        self.end_sample += len(pcm) // BYTES_PER_SAMPLE
        while self.end_sample - self._chunks[0].start_sample > self._kept:
            self._chunks.popleft()

    def command(self, command_id: str, name: CommandName, fields: Mapping[str, object] | None = None) -> None:
        """Take a command, which is sent again after each reconnect until it is acknowledged."""
        message = {"type": "command", "command_id": command_id, "command": name, **(fields or {})}
        self._commands[command_id] = encode(message)

    def receive(self, message: FromGateway) -> None:
        """Follow what the gateway said."""
        if isinstance(message, Welcome):
            self._welcome(message)
        elif isinstance(message, Ack):
            self._acknowledge(message.next_sample)
        elif isinstance(message, CommandAck):
            self._commands.pop(message.command_id, None)

    def next_message(self) -> str | bytes | None:
        """What to send now: a command as soon as it is made, then the samples in their order."""
        connection = self._connection
        if connection is None:
            return None
        return self._missing(connection) or self._next_command(connection) or self._next_audio(connection)

    def _welcome(self, welcome: Welcome) -> None:
        self.end_sample = max(self.end_sample, welcome.next_sample)
        self._acknowledge(welcome.next_sample)
        connection = _Connection(cursor=welcome.next_sample)
        first = self._chunks[0].start_sample if self._chunks else self.end_sample
        if first > welcome.next_sample:
            connection.missing = (welcome.next_sample, first)
            connection.cursor = first
        self._connection = connection

    def _acknowledge(self, next_sample: int) -> None:
        self.acknowledged_sample = max(self.acknowledged_sample, next_sample)
        while self._chunks and self._chunks[0].end_sample <= next_sample:
            self._chunks.popleft()

    def _missing(self, connection: _Connection) -> str | None:
        if connection.missing is None:
            return None
        (from_sample, to_sample), connection.missing = connection.missing, None
        return encode({"type": "samples-missing", "from_sample": from_sample, "to_sample": to_sample})

    def _next_command(self, connection: _Connection) -> str | None:
        waiting = next((name for name in self._commands if name not in connection.told), None)
        if waiting is None:
            return None
        connection.told.add(waiting)
        return self._commands[waiting]

    def _next_audio(self, connection: _Connection) -> bytes | None:
        chunk = next((chunk for chunk in self._chunks if chunk.end_sample > connection.cursor), None)
        if chunk is None:
            return None
        unsent = chunk.since(connection.cursor)
        message = audio_message(connection.seq, unsent.start_sample, unsent.captured_at_ms, unsent.pcm)
        connection.cursor, connection.seq = chunk.end_sample, connection.seq + 1
        return message
