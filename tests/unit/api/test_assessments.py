import json

import msgspec
import pytest

from fakes.api_story import INTERVIEW, answer_assessed, question, story
from fakes.api_world import OWNER, World
from interview_schemas.events import AssessmentRequested

pytestmark = pytest.mark.unit
PATH = f"/v1/interviews/{INTERVIEW}/assessments"


async def told() -> World:
    world = World()
    await world.access.invite(INTERVIEW, "en", b"")
    await world.write(story())
    await world.project()
    return world


async def requested(world: World) -> list[AssessmentRequested]:
    await world.project()
    opened = await world.archive.open(INTERVIEW)
    return [logged.event for logged in opened.log if isinstance(logged.event, AssessmentRequested)]


async def test_a_request_is_an_event_and_says_how_many_answers_it_is() -> None:
    world = await told()
    async with world.client() as client:
        answer = await client.post(PATH, headers=OWNER, json={"run": "second"})
    assert (answer.status_code, answer.json()["answers"]) == (202, 2)
    (event,) = await requested(world)
    assert (event.run, event.question_ids) == ("second", ())


async def test_one_answer_can_be_named() -> None:
    world, wanted = await told(), question(1).question_id
    async with world.client() as client:
        answer = await client.post(PATH, headers=OWNER, json={"run": "second", "question_ids": [wanted]})
    assert answer.json()["answers"] == 1
    (event,) = await requested(world)
    assert event.question_ids == (wanted,)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"run": "live"}, "reserved-run"),
        ({"run": "x", "question_ids": ["nobody"]}, "no-such-answer"),
        ({"run": "Not Good"}, "invalid-request"),
        ({"run": ""}, "invalid-request"),
        ({}, "invalid-request"),
        ({"run": "x", "more": 1}, "invalid-request"),
    ],
)
async def test_what_cannot_be_is_refused_with_what_to_do(body: dict[str, object], kind: str) -> None:
    world = await told()
    async with world.client() as client:
        answer = await client.post(PATH, headers=OWNER, json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["type"].endswith(kind)
    assert await requested(world) == []


async def test_only_the_owner_may_ask_and_only_for_what_is_there() -> None:
    world = await told()
    async with world.client() as client:
        assert (await client.post(PATH, json={"run": "x"})).status_code == 401
        assert (await client.get(f"{PATH}/x")).status_code == 401
        assert (await client.get(f"{PATH}/x", headers=OWNER)).status_code == 404
        other = PATH.replace(INTERVIEW, "00000000-0000-4000-8000-000000000000")
        assert (await client.post(other, headers=OWNER, json={"run": "x"})).status_code == 404


async def test_a_run_is_complete_with_its_last_answer() -> None:
    world = await told()
    async with world.client() as client:
        await client.post(PATH, headers=OWNER, json={"run": "second"})
        await world.project()
        first = (await client.get(f"{PATH}/second", headers=OWNER)).json()
        await world.write([answer_assessed(1, run="second"), answer_assessed(2, run="second")])
        await world.project()
        whole = (await client.get(f"{PATH}/second", headers=OWNER)).json()
    assert (first["complete"], first["answers"]) == (False, [])
    assert whole["complete"]
    assert [answer["ordinal"] for answer in whole["answers"]] == [1, 2]
    expected = msgspec.json.encode([answer_assessed(1, run="second"), answer_assessed(2, run="second")])
    assert whole["answers"] == json.loads(expected)
