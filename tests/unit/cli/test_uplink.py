import json
import struct
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.client.core import Uplink
from parley.client.frames import PcmTooLong, audio_message
from parley.client.messages import Ack, CommandAck, State, Welcome

pytestmark = pytest.mark.unit

HEADER = struct.Struct("<BBHIQQ")
CHUNK = 1_600


def pcm(number: int, samples: int = CHUNK) -> bytes:
    return struct.pack("<h", number) * samples


def sent(uplink: Uplink) -> Iterator[str | bytes]:
    while (message := uplink.next_message()) is not None:
        yield message


def audio(messages: Iterator[str | bytes]) -> list[tuple[int, int, int]]:
    """(seq, start_sample, samples) of the binary messages."""
    found = []
    for message in messages:
        if isinstance(message, bytes):
            _, _, _, seq, start, _ = HEADER.unpack_from(message)
            found.append((seq, start, (len(message) - HEADER.size) // 2))
    return found


def texts(messages: Iterator[str | bytes]) -> list[dict[str, object]]:
    return [json.loads(message) for message in messages if isinstance(message, str)]


def opened(next_sample: int = 0, **how: int) -> Uplink:
    uplink = Uplink("me", **how)
    uplink.hello()
    uplink.receive(Welcome(next_sample=next_sample, epoch=1))
    return uplink


def test_hello_names_the_client_and_asks_for_no_takeover() -> None:
    hello = json.loads(Uplink("me").hello())
    assert hello == {"type": "hello", "version": 1, "client_id": "me", "takeover": False}


def test_nothing_goes_out_before_hello_is_answered() -> None:
    uplink = Uplink("me")
    uplink.speak(pcm(1), 0)
    uplink.command("c", "start-interview")
    assert uplink.next_message() is None
    uplink.hello()
    assert uplink.next_message() is None
    assert not uplink.is_open


def test_the_header_is_laid_out_as_the_protocol_says() -> None:
    message = audio_message(7, 48_000, 1_700_000_000_123, b"\x01\x02")
    assert HEADER.unpack_from(message) == (1, 1, 0, 7, 48_000, 1_700_000_000_123)
    assert message[HEADER.size :] == b"\x01\x02"


def test_more_than_400_ms_is_refused_before_the_gateway_does() -> None:
    with pytest.raises(PcmTooLong):
        audio_message(0, 0, 0, bytes(12_802))


def test_samples_go_out_in_order_with_a_seq_from_zero() -> None:
    uplink = opened()
    for number in range(3):
        uplink.speak(pcm(number), 100 * number)
    assert audio(sent(uplink)) == [(0, 0, CHUNK), (1, CHUNK, CHUNK), (2, 2 * CHUNK, CHUNK)]
    assert uplink.unsent_samples == 0
    assert uplink.end_sample == 3 * CHUNK


def test_a_command_goes_before_the_audio_that_waits() -> None:
    uplink = opened()
    uplink.speak(pcm(1), 0)
    uplink.command("c", "start-interview")
    assert isinstance(uplink.next_message(), str)
    assert isinstance(uplink.next_message(), bytes)


def test_after_a_reconnect_audio_goes_on_from_what_the_log_has() -> None:
    uplink = opened()
    for number in range(4):
        uplink.speak(pcm(number), 100 * number)
    list(sent(uplink))
    uplink.receive(Ack(next_sample=CHUNK))
    uplink.hello()
    assert uplink.next_message() is None
    uplink.receive(Welcome(next_sample=2 * CHUNK + 400, epoch=2))
    assert audio(sent(uplink)) == [(0, 2 * CHUNK + 400, CHUNK - 400), (1, 3 * CHUNK, CHUNK)]


def test_a_cut_chunk_keeps_the_samples_and_the_capture_time() -> None:
    uplink = opened()
    uplink.speak(struct.pack("<1600h", *range(1600)), 5_000)
    uplink.hello()
    uplink.receive(Welcome(next_sample=160, epoch=2))
    message = uplink.next_message()
    assert isinstance(message, bytes)
    assert HEADER.unpack_from(message)[3:] == (0, 160, 5_010)
    assert struct.unpack_from("<h", message, HEADER.size) == (160,)


def test_acknowledged_samples_are_forgotten_and_never_sent_again() -> None:
    uplink = opened()
    uplink.speak(pcm(1), 0)
    uplink.speak(pcm(2), 100)
    list(sent(uplink))
    uplink.receive(Ack(next_sample=2 * CHUNK))
    assert uplink.acknowledged_sample == 2 * CHUNK
    uplink.hello()
    uplink.receive(Welcome(next_sample=2 * CHUNK, epoch=2))
    assert uplink.next_message() is None


def test_commands_are_sent_on_every_socket_until_acknowledged() -> None:
    uplink = opened()
    uplink.command("a", "start-interview")
    uplink.command("b", "finish-answer", {"question_id": "q", "end_sample": 9})
    assert [text["command_id"] for text in texts(sent(uplink))] == ["a", "b"]
    uplink.receive(CommandAck(command_id="a"))
    uplink.hello()
    uplink.receive(Welcome(next_sample=0, epoch=2))
    again = texts(sent(uplink))
    expected = {"type": "command", "command_id": "b", "command": "finish-answer", "question_id": "q", "end_sample": 9}
    assert again == [expected]
    assert uplink.open_commands == {"b"}


def test_a_command_is_sent_once_a_socket() -> None:
    uplink = opened()
    uplink.command("a", "start-interview")
    assert len(list(sent(uplink))) == 1
    assert list(sent(uplink)) == []


def test_an_acknowledgement_of_an_unknown_command_changes_nothing() -> None:
    uplink = opened()
    uplink.receive(CommandAck(command_id="nobody's"))
    assert uplink.open_commands == frozenset()


def test_what_is_too_old_to_be_kept_is_declared_missing() -> None:
    uplink = Uplink("me", kept_samples=2 * CHUNK)
    for number in range(4):
        uplink.speak(pcm(number), 0)
    uplink.hello()
    uplink.receive(Welcome(next_sample=0, epoch=1))
    messages = list(sent(uplink))
    assert json.loads(messages[0]) == {"type": "samples-missing", "from_sample": 0, "to_sample": 2 * CHUNK}
    assert audio(iter(messages)) == [(0, 2 * CHUNK, CHUNK), (1, 3 * CHUNK, CHUNK)]


def test_a_new_client_of_an_interview_goes_on_where_the_log_ends() -> None:
    uplink = opened(next_sample=5 * CHUNK)
    uplink.speak(pcm(1), 0)
    assert audio(sent(uplink)) == [(0, 5 * CHUNK, CHUNK)]


def test_a_waiting_log_is_no_reason_to_do_anything() -> None:
    uplink = opened()
    uplink.receive(State(log="waiting"))
    assert uplink.is_open
    assert uplink.next_message() is None


def test_a_lost_socket_is_behind_by_nothing() -> None:
    uplink = opened()
    uplink.speak(pcm(1), 0)
    assert uplink.unsent_samples == CHUNK
    uplink.lost()
    assert uplink.unsent_samples == 0
    assert uplink.next_message() is None


class Gateway:
    """Takes samples as the real one does: below the next one is dropped, above is an error."""

    def __init__(self) -> None:
        self.samples: list[int] = []
        self.commands: list[str] = []

    def take(self, message: str | bytes) -> None:
        if isinstance(message, str):
            self.commands.append(json.loads(message)["command_id"])
            return
        start = HEADER.unpack_from(message)[4]
        values = struct.unpack(f"<{(len(message) - HEADER.size) // 2}h", message[HEADER.size :])
        assert start <= len(self.samples), "a gap"
        self.samples += values[len(self.samples) - start :]


class Story:
    """A candidate, a gateway that may crash, and what the log keeps when it does."""

    def __init__(self, in_flight: int) -> None:
        self.uplink, self.gateway = Uplink("me"), Gateway()
        self.in_flight = in_flight
        self.stored = self.pressed = self.spoken = 0
        self.crash()

    def speak(self) -> None:
        self.uplink.speak(struct.pack("<40h", *range(self.spoken, self.spoken + 40)), 0)
        self.spoken += 40

    def send(self) -> None:
        if (message := self.uplink.next_message()) is not None:
            self.gateway.take(message)

    def ack(self) -> None:
        self.stored = max(self.stored, len(self.gateway.samples) - self.in_flight)
        self.uplink.receive(Ack(next_sample=self.stored))

    def press(self) -> None:
        self.pressed += 1
        self.uplink.command(f"c{self.pressed}", "repeat-question")

    def crash(self) -> None:
        del self.gateway.samples[self.stored :]
        self.uplink.lost()
        self.uplink.hello()
        self.uplink.receive(Welcome(next_sample=self.stored, epoch=1))


STEPS = st.lists(st.sampled_from([Story.speak, Story.send, Story.ack, Story.press, Story.crash]), max_size=60)


@settings(max_examples=150, deadline=None)
@given(steps=STEPS, in_flight=st.integers(0, 90))
def test_whatever_breaks_every_sample_arrives_once_and_in_order(
    steps: list[Callable[[Story], None]], in_flight: int
) -> None:
    story = Story(in_flight)
    for step in steps:
        step(story)
    for message in sent(story.uplink):
        story.gateway.take(message)
    assert story.gateway.samples == list(range(story.spoken))
    assert set(story.gateway.commands) == {f"c{number}" for number in range(1, story.pressed + 1)}
