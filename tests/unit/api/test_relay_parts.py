import asyncio
import json

import pytest

from fakes.api_story import INTERVIEW, final, partial, question, scheduled
from fakes.api_world import World
from interview_api.relay import viewer as viewer_module
from interview_api.relay.messages import Item
from interview_api.relay.outbox import MAX_QUEUED, Outbox
from interview_api.relay.tail import MAX_BYTES, MAX_RECORDS, Tail
from interview_api.relay.viewer import SnapshotBehind, Viewer
from interview_runtime.bus import Record, Unavailable

pytestmark = pytest.mark.unit

OTHER = "9f0c2f5e-3c41-4f0a-8a5e-2b7a6d1c9e10"


def record(offset: int, *, topic: str = "questions", key: bytes = b"k", size: int = 1) -> Record:
    return Record(topic=topic, partition=0, offset=offset, timestamp_ms=offset, key=key, value=b"x" * size, headers={})


class Screen:
    """What a browser received; `open` lets it read."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.open = asyncio.Event()
        self.open.set()
        self.given_up = 0
        self.outbox = Outbox(self.send, self.give_up)
        self.viewer = Viewer(self.outbox, self.give_up)

    async def send(self, text: str) -> None:
        await self.open.wait()
        self.texts.append(text)

    def give_up(self) -> None:
        self.given_up += 1

    @property
    def types(self) -> list[str]:
        return [json.loads(text)["type"] for text in self.texts]


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_the_tail_keeps_the_newest_records_and_says_where_it_begins() -> None:
    tail = Tail()
    tail.begin({("questions", 0): 10})
    assert tail.starts(0) == {"questions": 10}
    for offset in range(10, 10 + MAX_RECORDS + 5):
        tail.append(record(offset))
    assert tail.starts(0) == {"questions": 15}
    assert len(tail.of(b"k")) == MAX_RECORDS


def test_the_tail_is_bounded_in_bytes_too() -> None:
    tail = Tail()
    for offset in range(5):
        tail.append(record(offset, size=MAX_BYTES // 2))
    assert len(tail.of(b"k")) == 2
    tail.append(record(5, size=MAX_BYTES * 3))
    assert [one.offset for one in tail.of(b"k")] == [5]


def test_the_tail_gives_one_key_in_the_order_of_time() -> None:
    tail = Tail()
    tail.append(record(4, topic="questions"))
    tail.append(record(3, topic="interview-turns"))
    tail.append(record(5, key=b"other"))
    assert [one.offset for one in tail.of(b"k")] == [3, 4]


async def test_the_outbox_sends_in_order_and_rests() -> None:
    screen = Screen()
    for number in range(5):
        screen.outbox.put(str(number))
    await settle()
    assert screen.texts == list("01234")
    assert screen.outbox._task is None


async def test_a_slow_browser_loses_partials_before_it_loses_its_socket() -> None:
    screen = Screen()
    screen.open.clear()
    for number in range(MAX_QUEUED):
        screen.outbox.put(f"partial {number}", droppable=True)
    screen.outbox.put("final")
    screen.open.set()
    await settle()
    assert screen.given_up == 0
    assert screen.texts[-1] == "final"
    assert len(screen.texts) <= 2


async def test_a_browser_that_does_not_read_loses_its_socket_once() -> None:
    screen = Screen()
    screen.open.clear()
    for number in range(MAX_QUEUED + 10):
        screen.outbox.put(f"final {number}")
    assert screen.given_up == 1
    assert screen.outbox.closed
    assert len(screen.outbox._queue) == 0


async def test_a_viewer_gets_the_snapshot_first_then_the_tail_then_what_is_live() -> None:
    world, screen = World(), Screen()
    world.begin()
    world.hub.take(await world.write([scheduled(), question(1)]))
    await world.project()
    world.hub.take(await world.write([final(0, 16_000)]))  # not projected yet
    await screen.viewer.begin(world.hub, world.archive, INTERVIEW, "en")
    world.hub.take(await world.write([partial(16_000, 1), final(16_000, 32_000)]))
    await settle()
    assert screen.types == ["snapshot", "final", "partial", "final"]
    first = json.loads(screen.texts[0])
    assert (first["language"], first["stage_count"], len(first["questions"]), first["finals"]) == ("en", 3, 1, [])


async def test_news_that_comes_while_the_snapshot_is_read_is_neither_lost_nor_doubled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world, screen = World(), Screen()
    world.begin()
    world.hub.take(await world.write([scheduled()]))
    await world.project()
    read = world.events.log

    async def slowly(interview_id: str) -> object:
        stored = await read(interview_id)
        world.hub.take(await world.write([final(0, 16_000), question(1)]))
        await settle()
        return stored

    monkeypatch.setattr(world.events, "log", slowly)
    await screen.viewer.begin(world.hub, world.archive, INTERVIEW, "en")
    await settle()
    assert sorted(screen.types) == ["final", "question", "snapshot"]


async def test_a_gap_waits_for_the_projection() -> None:
    world, screen = World(), Screen()
    records = await world.write([scheduled(), question(1)])
    world.hub.begin({(one.topic, one.partition): one.offset + 1 for one in records} | {("questions", 11): 0})
    waiting = asyncio.create_task(screen.viewer.begin(world.hub, world.archive, INTERVIEW, "en"))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await world.project()
    await waiting
    await settle()
    assert len(json.loads(screen.texts[0])["questions"]) == 1


async def test_a_projection_that_does_not_come_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer_module, "SNAPSHOT_SECONDS", 0.05)
    world, screen = World(), Screen()
    records = await world.write([question(1)])
    world.hub.begin({(one.topic, one.partition): one.offset + 1 for one in records} | {("questions", 11): 0})
    with pytest.raises(SnapshotBehind):
        await screen.viewer.begin(world.hub, world.archive, INTERVIEW, "en")


async def test_interviews_do_not_hear_each_other() -> None:
    world, mine, theirs = World(), Screen(), Screen()
    world.begin()
    await world.write([scheduled(), scheduled(OTHER)])
    await mine.viewer.begin(world.hub, world.archive, INTERVIEW, "en")
    await theirs.viewer.begin(world.hub, world.archive, OTHER, "en")
    world.hub.take(await world.write([final(0, 16_000)]))
    await settle()
    assert mine.types == ["snapshot", "final"]
    assert theirs.types == ["snapshot"]


async def test_a_record_is_opened_once_for_all_who_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    world, screens = World(), [Screen() for _ in range(20)]
    world.begin()
    await world.write([scheduled()])
    for screen in screens:
        await screen.viewer.begin(world.hub, world.archive, INTERVIEW, "en")
    opened = 0
    real = world.archive.logged

    async def counted(one: Record) -> object:
        nonlocal opened
        opened += 1
        return await real(one)

    monkeypatch.setattr(world.archive, "logged", counted)
    world.hub.take(await world.write([final(0, 16_000)]))
    await settle()
    assert opened == 1
    assert all(screen.texts[-1] is screens[0].texts[-1] for screen in screens)


async def test_poison_is_skipped_and_the_next_record_is_told() -> None:
    world, screen = World(), Screen()
    world.begin()
    (good,) = await world.write([final(0, 16_000)])
    await screen.viewer.begin(world.hub, world.archive, INTERVIEW, "en")
    bad = Record(
        topic=good.topic, partition=good.partition, offset=good.offset, timestamp_ms=0,
        key=good.key, value=b"junk", headers=good.headers,
    )  # fmt: skip
    world.hub.take([bad, good])
    await settle()
    assert screen.types == ["snapshot", "final"]


async def test_a_key_service_that_is_away_delays_one_interview_only(monkeypatch: pytest.MonkeyPatch) -> None:
    world, mine, theirs = World(), Screen(), Screen()
    world.begin()
    records = await world.write([final(0, 16_000), final(0, 16_000, interview=OTHER)])
    await mine.viewer.begin(world.hub, world.archive, INTERVIEW, "en")
    await theirs.viewer.begin(world.hub, world.archive, OTHER, "en")
    real, away = world.keys.get, {INTERVIEW}

    async def get(interview_id: str) -> bytes:
        if interview_id in away:
            raise Unavailable("keys")
        return await real(interview_id)

    monkeypatch.setattr(world.keys, "get", get)
    world.hub.take(records)
    await settle()
    assert (mine.types, theirs.types) == (["snapshot"], ["snapshot", "final"])
    away.clear()
    await asyncio.sleep(0.3)
    assert mine.types == ["snapshot", "final"]


async def test_who_has_left_costs_nothing() -> None:
    world, screen = World(), Screen()
    world.begin()
    await world.write([scheduled()])
    await screen.viewer.begin(world.hub, world.archive, INTERVIEW, "en")
    world.hub.leave(INTERVIEW, screen.viewer)
    world.hub.leave(INTERVIEW, screen.viewer)
    world.hub.take(await world.write([final(0, 16_000)]))
    await settle()
    assert screen.types == ["snapshot"]
    assert world.hub._channels == {}


async def test_reading_that_begins_anew_sends_everybody_back() -> None:
    world, screen = World(), Screen()
    world.begin()
    await world.write([scheduled()])
    await screen.viewer.begin(world.hub, world.archive, INTERVIEW, "en")
    world.begin()
    assert screen.given_up == 1


async def test_a_flood_before_the_snapshot_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer_module, "_MAX_BACKLOG", 3)
    screen = Screen()
    (one,) = [Item(None, "x", droppable=False)]  # type: ignore[arg-type]  # what it says does not matter here
    for _ in range(5):
        screen.viewer.offer(one)
    assert screen.given_up == 2
