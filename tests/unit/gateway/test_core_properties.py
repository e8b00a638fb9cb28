"""Why: whatever is sent again, in whatever pieces, over however many sockets, each sample stands once in the log."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.gateway_core import Driver, covered
from fakes.gateway_messages import audio, command, missing, pcm
from ingest_gateway.position import Stretch, join
from ingest_gateway.session.messages import Ack
from ingest_gateway.session.state import Gone, Tick
from interview_schemas.events import AudioChunk, CandidateDisconnected, Event

pytestmark = pytest.mark.unit

NEXT = st.tuples(st.just("next"), st.integers(1, 6_400))
AGAIN = st.tuples(st.just("again"), st.integers(1, 6_400))
MISSING = st.tuples(st.just("missing"), st.integers(1, 5_000))
DELIVER = st.tuples(st.just("deliver"), st.integers(1, 4))
FINISH = st.tuples(st.just("finish"), st.integers(0, 5_000))
TICK = st.tuples(st.just("tick"), st.integers(1, 400))
LOST = st.tuples(st.sampled_from(["reconnect", "killed"]), st.just(0))
MOVES = st.lists(st.one_of(NEXT, NEXT, AGAIN, DELIVER, MISSING, FINISH, TICK, LOST), max_size=60)


@dataclass
class World:
    """A browser that loses its socket, and the log of all its sockets."""

    driver: Driver = field(default_factory=Driver)
    log: list[Event] = field(default_factory=list)
    spans: list[list[tuple[int, int]]] = field(default_factory=list)
    epoch: int = 1

    def next(self, samples: int) -> None:
        self.driver.feed(audio(self.driver.state.next_sample, samples), after_ms=500)

    def again(self, samples: int) -> None:
        self.driver.feed(audio(max(0, self.driver.state.next_sample - samples), samples), after_ms=500)

    def missing(self, samples: int) -> None:
        start = self.driver.state.next_sample
        self.driver.feed(missing(start, start + samples), after_ms=500)

    def deliver(self, most: int) -> None:
        self.driver.deliver(most)

    def finish(self, ahead: int) -> None:
        end_sample = self.driver.state.next_sample + ahead
        text = command("finish-answer", f"f{end_sample}", question_id=f"q{end_sample}", end_sample=end_sample)
        if len(self.driver.state.asking) < 16:
            self.driver.feed(text, after_ms=500)

    def tick(self, ms: int) -> None:
        self.driver.feed(Tick(), after_ms=ms)

    def reconnect(self, _nothing: int) -> None:
        self.driver.feed(Gone())
        self.driver.deliver()
        assert isinstance(self.driver.log[-1], CandidateDisconnected)
        self._next_socket()

    def killed(self, _nothing: int) -> None:
        self._next_socket()

    def _next_socket(self) -> None:
        self.log += self.driver.log
        joined = join(Stretch(*span) for span in covered(self.log))
        self.epoch += 1
        self.driver = Driver(self.epoch, joined[0].end_sample if joined else 0)


@settings(max_examples=80, deadline=None)
@given(MOVES)
def test_records_are_contiguous_and_no_sample_stands_twice(moves: list[tuple[str, int]]) -> None:
    world = World()
    for name, value in moves:
        getattr(world, name)(value)
        assert world.driver.closed is None
    world.reconnect(0)
    expected = 0
    for start, end in covered(world.log):
        assert start == expected
        expected = end
    for event in world.log:
        if isinstance(event, AudioChunk):
            assert event.media == pcm(event.start_sample, event.end_sample - event.start_sample)


@settings(max_examples=60, deadline=None)
@given(MOVES)
def test_every_acknowledgement_is_in_the_log(moves: list[tuple[str, int]]) -> None:
    world = World()
    for name, value in moves:
        getattr(world, name)(value)
        ends = [end for _, end in covered(world.log + world.driver.log)]
        acks = [message.next_sample for message in world.driver.sent if isinstance(message, Ack)]
        assert max(acks, default=0) <= max(ends, default=0)
        assert acks == sorted(acks)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=60), st.text(max_size=40), st.just(b"\x01\x01" + bytes(30))), max_size=20))
def test_garbage_never_raises(messages: list[bytes | str]) -> None:
    driver = Driver()
    for message in messages:
        driver.feed(message)
    driver.feed(Gone())
    driver.deliver()
    assert driver.state.phase == "gone"


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 10)), max_size=30))
def test_joined_stretches_cover_the_same_samples(spans: list[tuple[int, int]]) -> None:
    joined = join(Stretch(start, start + length) for start, length in spans)
    samples = {sample for start, length in spans for sample in range(start, start + length)}
    assert {sample for one in joined for sample in range(one.start_sample, one.end_sample)} == samples
    assert all(one.end_sample < other.start_sample for one, other in pairwise(joined))
