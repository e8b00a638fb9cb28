"""Why: the shell decides whether a record is tried again, put aside or acknowledged; each only when it should."""

import pytest

from fakes.runtime_events import INTERVIEW, SEALED_TOPIC, changed, codec_with, command, keys_for, said, stored
from fakes.runtime_processor import KeptAside, ScriptedProcessor, Step, raises
from interview_runtime.bus import Record, Unavailable
from interview_runtime.clock import VirtualClock
from interview_runtime.event_codec import Delivered, EventCodec
from interview_runtime.keys import KeyDestroyed, MemoryKeys
from interview_runtime.progress import Progress
from interview_runtime.shell import ATTEMPTS, Acknowledge, Fatal, Shell
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import Event

pytestmark = pytest.mark.unit


class World:
    """A shell with everything around it."""

    def __init__(self, keys: MemoryKeys) -> None:
        self.clock = VirtualClock()
        self.keys = keys
        self.codec = codec_with(keys, self.clock)
        self.processor = ScriptedProcessor()
        self.aside = KeptAside()
        self.progress = Progress(30.0, lambda: self.clock.now_ms() / 1000)
        self.acknowledged = 0
        self.shell = Shell(self.processor, self.codec, self.aside, clock=self.clock, progress=self.progress)

    async def take(self, record: Record, *steps: Step) -> None:
        self.processor.steps.extend(steps)
        await self.shell.take(record, self.acknowledge)

    def acknowledge(self) -> None:
        self.acknowledged += 1

    @property
    def reasons(self) -> list[str]:
        return [str(getattr(error, "reason", type(error).__name__)) for _, error in self.aside.letters]


@pytest.fixture
async def world() -> World:
    return World(await keys_for(INTERVIEW))


async def good(codec: EventCodec) -> Record:
    return stored(await codec.encode(command(1)))


async def test_a_good_record_is_handled_and_acknowledged_once(world: World) -> None:
    await world.take(await good(world.codec))
    assert [each.event for each in world.processor.handled] == [command(1)]
    assert world.acknowledged == 1
    assert world.aside.letters == []


async def test_acknowledging_twice_counts_once(world: World) -> None:
    def twice(_delivered: Delivered[Event], acknowledge: Acknowledge) -> None:
        acknowledge()
        acknowledge()

    await world.take(await good(world.codec), twice)
    assert world.acknowledged == 1
    assert not world.progress.stalled


async def test_acknowledging_later_is_the_processors_right(world: World) -> None:
    kept: list[Acknowledge] = []
    await world.take(await good(world.codec), lambda _delivered, acknowledge: kept.append(acknowledge))
    assert world.acknowledged == 0
    kept[0]()
    kept[0]()
    assert world.acknowledged == 1


async def test_what_is_away_is_tried_again_without_limit(world: World) -> None:
    await world.take(await good(world.codec), *[raises(Unavailable("kafka"))] * 500)
    assert len(world.processor.handled) == 501
    assert world.acknowledged == 1
    assert world.aside.letters == []


async def test_waiting_for_a_server_is_not_standing_still(world: World) -> None:
    def look(_delivered: Delivered[Event], _acknowledge: Acknowledge) -> None:
        assert not world.progress.stalled
        raise Unavailable("kafka")

    await world.take(await good(world.codec), *[look] * 200)
    assert world.clock.now_ms() > VirtualClock().now_ms() + 300_000


async def test_a_failing_handler_is_tried_three_times_then_the_record_is_put_aside(world: World) -> None:
    record = await good(world.codec)
    await world.take(record, *[raises(ValueError("secret words"))] * 10)
    assert len(world.processor.handled) == ATTEMPTS == 3
    assert [letter for letter, _ in world.aside.letters] == [record]
    assert world.acknowledged == 1


async def test_a_handler_that_succeeds_the_second_time_loses_nothing(world: World) -> None:
    await world.take(await good(world.codec), raises(ValueError()), raises(KeyError()))
    assert world.aside.letters == []
    assert world.acknowledged == 1


async def test_being_away_in_between_does_not_count_as_a_failure(world: World) -> None:
    steps = [raises(ValueError()), raises(Unavailable("k")), raises(ValueError()), raises(Unavailable("k"))]
    await world.take(await good(world.codec), *steps)
    assert world.aside.letters == []


async def test_what_cannot_be_an_event_is_put_aside_at_once(world: World) -> None:
    await world.take(changed(await good(world.codec), headers={}))
    assert world.processor.handled == []
    assert world.reasons == ["missing_header"]
    assert world.acknowledged == 1


async def test_what_the_processor_refuses_is_put_aside_at_once(world: World) -> None:
    await world.take(await good(world.codec), raises(InvalidEvent("contract")))
    assert len(world.processor.handled) == 1
    assert world.reasons == ["contract"]


async def test_it_is_put_aside_before_it_is_acknowledged(world: World) -> None:
    world.aside.away = 7
    await world.take(changed(await good(world.codec), headers={}))
    assert world.reasons == ["missing_header"]
    assert world.acknowledged == 1


async def test_a_redacted_record_is_acknowledged_unseen(world: World) -> None:
    record = stored(await world.codec.encode(said("words")))
    await world.keys.destroy(INTERVIEW)
    await world.take(record)
    assert (world.processor.handled, world.aside.letters, world.acknowledged) == ([], [], 1)


async def test_an_output_for_an_erased_interview_ends_the_record(world: World) -> None:
    await world.take(await good(world.codec), raises(KeyDestroyed()))
    assert (world.aside.letters, world.acknowledged) == ([], 1)


async def test_fatal_passes_and_acknowledges_nothing(world: World) -> None:
    with pytest.raises(Fatal):
        await world.take(await good(world.codec), raises(Fatal("another one wrote")))
    assert (world.aside.letters, world.acknowledged) == ([], 0)


async def test_after_a_bad_record_the_next_good_one_is_handled(world: World) -> None:
    await world.take(changed(await good(world.codec), value=b"\xc1"))
    await world.take(await good(world.codec))
    assert len(world.processor.handled) == 1
    assert world.acknowledged == 2


async def test_a_dead_letter_line_tells_no_words(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    await world.take(await good(world.codec), *[raises(ValueError("secret words"))] * 3)
    shown = capsys.readouterr()
    assert "secret words" not in shown.out + shown.err
    assert "dead_letter" in shown.out


async def test_assignment_waits_for_what_is_away(world: World) -> None:
    world.processor.away = 40
    await world.shell.assigned(frozenset({1, 2}))
    assert world.processor.assignments == [frozenset({1, 2})]


async def test_revocation_forgets_open_work(world: World) -> None:
    await world.take(await good(world.codec), lambda _delivered, _acknowledge: None)
    await world.shell.revoked(frozenset({0}))
    world.clock.advance(60_000)
    assert not world.progress.stalled
    assert world.processor.revocations == [frozenset({0})]


async def test_a_tick_survives_what_is_away_and_nothing_else(world: World) -> None:
    def fail(error: Exception) -> None:
        raise error

    world.processor.on_tick = lambda: fail(Unavailable("kafka"))
    await world.shell.tick()
    world.processor.on_tick = lambda: fail(LookupError("broken"))
    with pytest.raises(LookupError):
        await world.shell.tick()


async def test_topics_carry_the_prefix() -> None:
    codec = codec_with(MemoryKeys(), prefix="replay-")
    processor = ScriptedProcessor(topics=(SEALED_TOPIC,))
    shell = Shell(processor, codec, KeptAside(), clock=VirtualClock(), progress=Progress(30.0))
    assert shell.topics == (f"replay-{SEALED_TOPIC}",)
