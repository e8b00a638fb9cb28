import msgspec
import pytest

from fakes.api_events import Killed
from fakes.api_story import INTERVIEW, SPOKEN, final, question, story
from fakes.api_world import World
from interview_runtime.bus import OutRecord
from interview_schemas.registry import event_id, topic_of
from interview_schemas.topics import TOPICS
from stream_processors.projection.core import is_projected

pytestmark = pytest.mark.unit

PROJECTED = [event for event in story() if is_projected(TOPICS[topic_of(event)])]


async def test_every_permanent_event_gets_a_row_that_is_still_sealed() -> None:
    world = World()
    await world.write(story())
    await world.project()
    assert set(world.events.rows) == {event_id(event) for event in PROJECTED}
    assert not any(SPOKEN.encode() in row.value or SPOKEN in row.headers for row in world.events.rows.values())


async def test_running_twice_over_the_same_log_changes_nothing() -> None:
    world = World()
    await world.write(story())
    await world.project()
    rows, offsets = dict(world.events.rows), dict(world.events.offsets)
    world.committed.clear()
    world.projection, world.consumer = world.new_projection(), world.new_consumer()
    await world.project()
    assert (world.events.rows, world.events.offsets) == (rows, offsets)


async def test_a_kill_between_insert_and_commit_loses_and_repeats_nothing() -> None:
    world = World()
    await world.write(story())

    def die() -> None:
        raise Killed

    world.events.after_write = die
    with pytest.raises(Killed):
        await world.project()
    assert world.committed == {}
    world.events.after_write = lambda: None
    world.projection, world.consumer = world.new_projection(), world.new_consumer()
    await world.project()
    assert len(world.events.rows) == len(PROJECTED)
    assert sum(world.events.offsets.values()) == len(PROJECTED)


async def test_a_database_that_is_away_costs_time_and_no_record() -> None:
    world = World()
    await world.write(story())
    world.events.away_times = 5
    before_ms = world.clock.now_ms()
    await world.project()
    assert len(world.events.rows) == len(PROJECTED)
    assert world.clock.now_ms() > before_ms


async def test_a_stop_while_the_database_is_away_ends_without_a_commit() -> None:
    world = World()
    await world.write(story())
    world.events.away_times = 10**6
    world.events.after_write = lambda: None
    world.bus.after_send = lambda _record: None
    original = world.clock.sleep

    async def sleep(seconds: float) -> None:
        world.projection.stop()
        await original(seconds)

    world.clock.sleep = sleep  # type: ignore[method-assign]  # the stop comes while it waits
    await world.projection.run(world.consumer)
    assert world.committed == {}
    assert world.events.rows == {}


@pytest.mark.parametrize("topic", ["questions", "interview-events", "transcript-segments", "assessments"])
async def test_poison_is_put_aside_and_the_next_good_record_is_stored(topic: str) -> None:
    world = World()
    key = INTERVIEW.encode()
    await world.bus.send(OutRecord(topic=topic, key=key, value=b"\xff\x00random", headers={"junk": b"\xff"}))
    await world.write([question(1)])
    await world.project()
    assert list(world.events.rows) == [event_id(question(1))]
    (aside,) = [record for (name, _), log in world.bus.log.items() if name == f"{topic}-dlq" for record in log]
    assert aside.value == b"\xff\x00random"
    assert aside.headers["dlq_reason"] == b"missing_header"


async def test_a_value_that_does_not_decode_is_not_stored_as_if_it_did() -> None:
    world = World()
    await world.keys.create(INTERVIEW)
    good = await world.codec.encode(question(1))
    await world.bus.send(msgspec.structs.replace(good, value=good.value[:-1]))
    await world.project()
    assert world.events.rows == {}


async def test_a_record_whose_key_is_destroyed_is_passed_over() -> None:
    world = World()
    await world.write([question(1)])
    await world.keys.destroy(INTERVIEW)
    await world.write([])
    await world.project()
    assert world.events.rows == {}
    assert sum(world.events.offsets.values()) == 1


async def test_reading_starts_where_postgres_says_and_else_at_the_beginning() -> None:
    world = World()
    await world.write([final(0, 16_000)])
    await world.project()
    (known,) = world.events.offsets
    assert await world.projection.start_offsets([known, ("questions", 11)]) == {known: 1, ("questions", 11): -2}
