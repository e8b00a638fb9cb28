"""Why: what services wrote is read back by REST and relay from one log, whatever was killed on the way."""

import asyncio
import json

import pytest

from fakes.api_client import Page
from fakes.api_events import Killed
from fakes.api_story import INTERVIEW, SPOKEN, story
from fakes.api_world import OWNER, World
from interview_api.interviews.core import InterviewView
from interview_api.relay.outbox import Outbox
from interview_api.relay.viewer import Viewer
from interview_schemas.events import Event

pytestmark = pytest.mark.pipeline

OTHER = "9f0c2f5e-3c41-4f0a-8a5e-2b7a6d1c9e10"


class Browser:
    """Connects, reads, and connects again; its page outlives its sockets, as in a browser that does not reload."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.page = Page()
        self._viewer: Viewer | None = None

    async def connect(self) -> None:
        if self._viewer is not None:
            self._world.hub.leave(INTERVIEW, self._viewer)
        self._viewer = Viewer(Outbox(self._take, lambda: None), lambda: None)
        await self._viewer.begin(self._world.hub, self._world.archive, INTERVIEW, "en")

    async def _take(self, text: str) -> None:
        self.page.take(json.loads(text))


async def settle() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


async def view_of(events: list[Event]) -> InterviewView:
    world = World()
    await world.write(events)
    await world.project()
    return (await world.archive.open(INTERVIEW)).view()


async def shown_by(world: World) -> dict[str, object]:
    browser = Browser(world)
    await browser.connect()
    await settle()
    return {**browser.page.view, "repeats": None, "partial": None}


async def test_a_whole_interview_is_read_back_by_rest_and_relay_alike() -> None:
    world = World()
    world.begin()
    await world.access.invite(INTERVIEW, "en", b"")
    live = Browser(world)
    await live.connect()
    for event in story():
        world.hub.take(await world.write([event]))
        await settle()
    await world.project()
    async with world.client() as client:
        report = (await client.get(f"/v1/interviews/{INTERVIEW}/report", headers=OWNER)).json()
    assert report["complete"]
    assert [answer["answer"] for answer in report["answers"]] == [SPOKEN, "Second"]
    assert {**live.page.view, "repeats": None} == await shown_by(world)


@pytest.mark.parametrize("every", [1, 2, 3, 5, 7])
async def test_a_browser_that_reconnects_all_the_time_sees_the_same_page(every: int) -> None:
    world = World()
    world.begin()
    browser = Browser(world)
    await browser.connect()
    for number, event in enumerate(story()):
        world.hub.take(await world.write([event]))
        if number % 3 == 0:
            await world.project()
        if number % every == 0:
            await browser.connect()
        await settle()
    await world.project()
    assert {**browser.page.view, "repeats": None} == await shown_by(world)


@pytest.mark.parametrize("die_at", range(0, 24, 3))
async def test_a_projection_killed_between_insert_and_commit_tells_the_same_story(die_at: int) -> None:
    world = World()
    for number, event in enumerate(story()):
        await world.write([event])
        world.events.after_write = _die if number == die_at else lambda: None
        try:
            await world.project()
        except Killed:
            world.projection, world.consumer = world.new_projection(), world.new_consumer()
    world.events.after_write = lambda: None
    await world.project()
    assert _story(await _opened(world)) == _story(await view_of(story()))


async def test_a_log_that_services_wrote_twice_tells_the_same_story() -> None:
    assert _story(await view_of(story() * 2)) == _story(await view_of(story()))


async def test_two_interviews_in_one_log_keep_apart() -> None:
    world = World()
    world.begin()
    mixed = [event for pair in zip(story(), story(OTHER), strict=True) for event in pair]
    world.hub.take(await world.write(mixed))
    await world.project()
    mine, theirs = await world.archive.open(INTERVIEW), await world.archive.open(OTHER)
    assert {logged.event.interview_id for logged in mine.log} == {INTERVIEW}
    assert len(mine.log) == len(theirs.log)


async def test_erasing_a_person_leaves_nothing_to_read() -> None:
    world = World()
    world.begin()
    await world.write(story())
    await world.project()
    await world.keys.destroy(INTERVIEW)
    opened = await world.archive.open(INTERVIEW)
    assert opened.redacted > 0
    assert opened.view().finals == ()
    assert SPOKEN.encode() not in b"".join(row.value for row in world.events.rows.values())


def _die() -> None:
    raise Killed


async def _opened(world: World) -> InterviewView:
    return (await world.archive.open(INTERVIEW)).view()


def _story(view: InterviewView) -> tuple[object, ...]:
    """Without offsets, which tell where something stands and not what happened."""
    lists = (view.finals, view.questions, view.turns, view.assessments)
    return (view.accepted.status, view.accepted.cursor_sample, *([one.event for one in found] for found in lists))
