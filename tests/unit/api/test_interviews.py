import json

import httpx
import pytest

from fakes.api_story import INTERVIEW, SPOKEN, story
from fakes.api_world import ORIGIN, OWNER, World
from fakes.resumes import parsed, posting
from interview_api.interviews.ports import ListedInterview
from interview_runtime.bus import OutRecord, Unavailable
from interview_schemas.events import InterviewScheduled
from interview_schemas.preparation.core import prepare
from interview_schemas.scenario import load_scenario

pytestmark = pytest.mark.unit


async def make(client: httpx.AsyncClient, **body: object) -> httpx.Response:
    return await client.post("/v1/interviews", headers=OWNER, json={"language": "en", **body})


async def told() -> World:
    """An interview that has been played to its end."""
    world = World()
    await world.access.invite(INTERVIEW, "en", b"")
    await world.write(story())
    await world.project()
    return world


async def test_creating_stores_the_key_then_publishes() -> None:
    world = World()
    seen: list[set[str]] = []
    world.bus.before_send = lambda _record: seen.append({*world.keys._keys, *world.access.entries})
    async with world.client() as client:
        answer = await make(client, scenario_id="short")
    interview_id = answer.json()["interview_id"]
    assert seen == [{interview_id}]
    await world.project()
    view = (await world.archive.open(interview_id)).view()
    assert isinstance(view.scheduled, InterviewScheduled)
    assert view.scheduled.scenario_hash == load_scenario("short").hash


async def test_the_same_request_twice_makes_one_interview_and_a_fresh_link() -> None:
    world = World()
    async with world.client() as client:
        first, second = await make(client, interview_id=INTERVIEW), await make(client, interview_id=INTERVIEW.upper())
        old, new = first.json(), second.json()
        assert (first.status_code, second.status_code) == (201, 201)
        assert old["interview_id"] == new["interview_id"] == INTERVIEW
        await world.project()
        assert len(world.events.rows) == 1
        tried = [
            await client.post(
                "/v1/candidate/session", json={"interview_id": INTERVIEW, "candidate_token": token["candidate_token"]}
            )
            for token in (old, new)
        ]
    assert [answer.status_code for answer in tried] == [401, 200]


async def test_the_posting_and_what_a_recruiter_decided_are_scheduled() -> None:
    posting = {"company": "Harbour Systems", "position": "data engineer", "company_values": "plain words"}
    decided = {"scenario_id": "standard", "scenario_fixed": True, "blind": False}
    world = World()
    async with world.client() as client:
        plain, full = (await make(client)).json(), (await make(client, **posting, **decided)).json()
    await world.project()
    views = [(await world.archive.open(created["interview_id"])).view().scheduled for created in (plain, full)]
    assert views[0] is not None
    assert (views[0].company, views[0].scenario_fixed, views[0].blind) == (None, False, True)
    assert {name: getattr(views[1], name) for name in {**posting, **decided}} == {**posting, **decided}


@pytest.mark.parametrize("body", [{"company": ""}, {"company": "  "}, {"position": "x" * 121}, {"blind": "yes"}])
async def test_a_posting_has_words_and_few_of_them(body: dict[str, str]) -> None:
    async with World().client() as client:
        assert (await make(client, **body)).status_code == 422


async def test_the_status_says_which_scenario_a_resume_chose_and_why() -> None:
    world = World()
    async with world.client() as client:
        created = (await make(client, scenario_id="standard", position="data engineer")).json()
        path = f"/v1/interviews/{created['interview_id']}"
        await world.project()
        before = (await client.get(path, headers=OWNER)).json()
        scheduled = posting("data engineer", interview_id=created["interview_id"])
        await world.write([prepare(scheduled, parsed(interview_id=created["interview_id"]), 1)])
        await world.project()
        after = (await client.get(path, headers=OWNER)).json()
    assert (before["scenario_id"], before["scenario_reason"]) == ("standard", None)
    assert (after["scenario_id"], after["scenario_reason"]) == ("career_change", "elsewhere")
    assert after["scenario_evidence"] == ["Tourism Management", "Restaurant Supervisor"]


@pytest.mark.parametrize(
    "other", [{"language": "ko"}, {"scenario_id": "standard"}, {"position": "data engineer"}, {"blind": False}]
)
async def test_the_same_id_with_other_content_is_a_conflict(other: dict[str, object]) -> None:
    world = World()
    async with world.client() as client:
        await make(client, interview_id=INTERVIEW)
        await world.project()
        answer = await make(client, interview_id=INTERVIEW, **other)
    assert (answer.status_code, answer.json()["code"]) == (409, "interview-exists")


async def test_no_second_link_once_the_candidate_has_entered() -> None:
    world = World()
    async with world.client() as client:
        token = (await make(client, interview_id=INTERVIEW)).json()["candidate_token"]
        await client.post("/v1/candidate/session", json={"interview_id": INTERVIEW, "candidate_token": token})
        assert (await make(client, interview_id=INTERVIEW)).status_code == 409


async def test_an_erased_interview_is_not_made_again() -> None:
    world = World()
    async with world.client() as client:
        await make(client, interview_id=INTERVIEW)
        await world.keys.destroy(INTERVIEW)
        assert (await make(client, interview_id=INTERVIEW)).status_code == 410


@pytest.mark.parametrize(
    "body",
    [
        {"language": "fr"},
        {"language": 7},
        {"scenario_id": "unknown"},
        {"interview_id": 7},
        {"interview_id": "7"},
        {"interview_id": "\x00" * 36},
        {"tenant": "x"},
    ],
)
async def test_what_is_wrong_with_a_request_is_said(body: dict[str, object]) -> None:
    async with World().client() as client:
        answer = await make(client, **body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 20_000, b"[]", b"null"])
async def test_a_body_that_is_no_json_is_refused(content: bytes) -> None:
    async with World().client() as client:
        answer = await client.post(
            "/v1/interviews", headers={**OWNER, "content-type": "application/json"}, content=content
        )
    assert answer.status_code in {400, 413, 422}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_of_ten_megabytes_is_refused() -> None:
    async with World().client() as client:
        answer = await make(client, scenario_id="x" * 10_000_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "content-too-large")


@pytest.mark.parametrize("path", ["", "/transcript", "/report", "/events"])
@pytest.mark.parametrize("interview_id", ["7", INTERVIEW, "%00", "x" * 3_000, "..%2f..", "a'--"])
async def test_an_unknown_interview_is_404_whatever_the_id_looks_like(path: str, interview_id: str) -> None:
    async with World().client() as client:
        answer = await client.get(f"/v1/interviews/{interview_id}{path}", headers=OWNER)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_played_interview_is_read_back() -> None:
    world = await told()
    async with world.client() as client:
        base = f"/v1/interviews/{INTERVIEW.upper()}"
        status = (await client.get(base, headers=OWNER)).json()
        transcript = (await client.get(f"{base}/transcript", headers=OWNER)).json()
        report = (await client.get(f"{base}/report", headers=OWNER)).json()
    assert (status["status"], status["turns"], status["report_complete"]) == ("assessed", 2, True)
    assert [segment["text"] for segment in transcript["segments"]] == [SPOKEN, "Second"]
    assert report["grading"] == "not assessed: no grading model"
    assert report["answers"][0]["answer"] == SPOKEN
    assert {type(one["interview_id"]) for one in (status, transcript, report)} == {str}


async def test_the_merged_log_is_read_back_in_order_with_its_places() -> None:
    world = await told()
    async with world.client() as client:
        body = (await client.get(f"/v1/interviews/{INTERVIEW}/events", headers=OWNER)).json()
    places = [(event["topic"], event["offset"]) for event in body["events"]]
    assert len(places) == len(set(places)) == len(world.events.rows)
    assert body["events"][0]["event"]["interview_id"] == INTERVIEW
    assert all(body["offsets"][f"{e['topic']}/{e['partition']}"] > e["offset"] for e in body["events"])
    assert {"event_id", "type", "time_ms", "stored_ms"} <= set(body["events"][0])


async def test_an_erased_interview_is_gone() -> None:
    world = await told()
    await world.keys.destroy(INTERVIEW)
    async with world.client() as client:
        answer = await client.get(f"/v1/interviews/{INTERVIEW}/report", headers=OWNER)
    assert (answer.status_code, answer.json()["code"]) == (410, "erased")


async def test_an_interview_that_the_projection_has_not_seen_yet_has_a_status() -> None:
    world = World()
    async with world.client() as client:
        interview_id = (await make(client, language="ko")).json()["interview_id"]
        answer = await client.get(f"/v1/interviews/{interview_id}", headers=OWNER)
    assert (answer.json()["status"], answer.json()["language"]) == ("scheduled", "ko")


async def test_the_list_goes_on_where_it_ended() -> None:
    world = World()
    for number in range(5):
        one = ListedInterview(interview_id=str(number), language="ko", status="scheduled", created_ms=number)
        world.events.interviews.append(one)
    async with world.client() as client:
        first = (await client.get("/v1/interviews?limit=2", headers=OWNER)).json()["interviews"]
        rest = (await client.get(f"/v1/interviews?before_ms={first[-1]['created_ms']}", headers=OWNER)).json()
    assert [one["interview_id"] for one in [*first, *rest["interviews"]]] == list("43210")


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "before_ms=-1"])
async def test_a_page_of_the_list_is_bounded(query: str) -> None:
    async with World().client() as client:
        assert (await client.get(f"/v1/interviews?{query}", headers=OWNER)).status_code == 422


async def test_a_server_that_is_away_is_503_and_says_when_to_come_back() -> None:
    world = await told()
    world.events.away_times = 1
    async with world.client() as client:
        answer = await client.get(f"/v1/interviews/{INTERVIEW}/report", headers=OWNER)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


async def test_kafka_that_is_away_is_503_and_the_repeat_works() -> None:
    world = World()

    def away(_record: OutRecord) -> None:
        raise Unavailable("kafka")

    async with world.client() as client:
        world.bus.before_send = away
        assert (await make(client, interview_id=INTERVIEW)).status_code == 503
        world.bus.before_send = lambda _record: None
        assert (await make(client, interview_id=INTERVIEW)).status_code == 201


async def test_every_answer_carries_the_security_headers() -> None:
    async with World().client() as client:
        for path in ("/v1/status", "/nowhere", "/interview", "/static/nothing.js", "/v1/interviews"):
            headers = (await client.get(path)).headers
            policy = headers["content-security-policy"]
            assert "default-src 'self'" in policy
            assert "ws://gateway.test:8001" in policy
            assert "ws://parley.test:8000 wss://secure.test" in policy
            assert "unsafe" not in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"


async def test_the_status_says_nothing_but_that_somebody_answers() -> None:
    async with World().client() as client:
        assert (await client.get("/v1/status")).json() == {"status": "ok"}


async def test_the_page_and_its_assets_are_served() -> None:
    async with World().client() as client:
        page = await client.get("/interview")
        escape = await client.get("/static/..%2f__main__.py")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert escape.status_code == 404


async def test_the_access_log_has_no_query_and_no_content(capsys: pytest.CaptureFixture[str]) -> None:
    world = await told()
    async with world.client() as client:
        await client.get(f"/v1/interviews/{INTERVIEW}/report?secret=hidden", headers=OWNER)
        await client.get("/v1/nowhere?candidate_token=hidden", headers={"origin": ORIGIN})
    printed = "".join(capsys.readouterr())
    assert "hidden" not in printed
    assert SPOKEN not in printed
    assert "Bearer" not in json.dumps(printed)
