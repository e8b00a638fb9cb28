import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_schemas.envelope import Envelope
from interview_schemas.errors import InvalidEvent
from interview_schemas.topics import TOPICS
from stream_processors.projection.core import EventRow, Place, batch, event_row, projected_topics

pytestmark = pytest.mark.unit

PLACE = Place("questions", 2, 7, 1_700_000_000_000)
ENVELOPE = Envelope(id="e1", type="QuestionAsked.v1", source="questions", time_ms=0, subject="i1")


def row(event_id: str, offset: int = 0) -> EventRow:
    place = Place("questions", 0, offset, 5)
    return event_row(msgspec.structs.replace(ENVELOPE, id=event_id), place, {"ce_id": event_id.encode()}, b"sealed")


def test_every_permanent_topic_is_projected_and_nothing_else() -> None:
    left_out = {"audio-chunks", "video-frames", "transcript-partials", "question-deltas"}
    assert set(projected_topics()) == set(TOPICS) - left_out


def test_the_prefix_of_a_replay_stands_before_each_topic() -> None:
    assert all(name.startswith("replay-") for name in projected_topics("replay-"))


def test_a_row_holds_the_value_as_it_came() -> None:
    found = event_row(ENVELOPE, PLACE, {"ce_id": b"e1"}, b"\x00sealed\xff")
    assert found.value == b"\x00sealed\xff"
    assert msgspec.json.decode(found.headers) == {"ce_id": "e1"}
    assert (found.topic, found.partition, found.log_offset) == ("questions", 2, 7)


@pytest.mark.parametrize("headers", [{"x": b"a\x00b"}, {"a\x00b": b"x"}])
def test_a_zero_byte_is_refused_because_postgres_would(headers: dict[str, bytes]) -> None:
    with pytest.raises(InvalidEvent):
        event_row(ENVELOPE, PLACE, headers, b"")


def test_an_endless_id_is_refused_because_an_index_would() -> None:
    with pytest.raises(InvalidEvent):
        event_row(msgspec.structs.replace(ENVELOPE, subject="x" * 201), PLACE, {}, b"")


def test_an_id_that_comes_twice_keeps_its_first_row() -> None:
    made = batch([row("a", 1), row("b", 2), row("a", 3)], [])
    assert [(one.event_id, one.log_offset) for one in made.rows] == [("a", 1), ("b", 2)]


def test_offsets_count_records_that_gave_no_row() -> None:
    made = batch([], [Place("t", 0, 4, 0), Place("t", 0, 5, 0), Place("t", 1, 0, 0)])
    assert made.next_offsets == {("t", 0): 6, ("t", 1): 1}


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.integers(0, 50))))
def test_the_next_offset_lies_above_all_that_was_read(read: list[tuple[str, int, int]]) -> None:
    made = batch([], [Place(topic, partition, offset, 0) for topic, partition, offset in read])
    assert all(made.next_offsets[topic, partition] > offset for topic, partition, offset in read)
    assert set(made.next_offsets) == {(topic, partition) for topic, partition, _ in read}
