import httpx
import pytest

from fakes.api_story import INTERVIEW
from fakes.api_world import ORIGIN, OWNER, World, settings
from interview_api.access.rules import RULES
from interview_api.settings import ApiSettings

pytestmark = pytest.mark.unit

OWNED = [(method, path) for (method, path), rule in RULES.items() if rule == "owner"]


async def invited(client: httpx.AsyncClient) -> dict[str, str]:
    answer = await client.post("/v1/interviews", headers=OWNER, json={"language": "ko"})
    assert answer.status_code == 201
    body: dict[str, str] = answer.json()
    return body


async def entered(client: httpx.AsyncClient) -> str:
    body = await invited(client)
    what = {"interview_id": body["interview_id"], "candidate_token": body["candidate_token"]}
    assert (await client.post("/v1/candidate/session", json=what)).status_code == 200
    return body["interview_id"]


@pytest.mark.parametrize(("method", "path"), OWNED)
@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic YWRtaW46YWRtaW4="}]
)
async def test_owner_routes_refuse_everybody_else(method: str, path: str, headers: dict[str, str]) -> None:
    async with World().client() as client:
        answer = await client.request(method, path.format(interview_id=INTERVIEW, run="second"), headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "token" in answer.json()["detail"]


async def test_a_candidate_s_cookie_opens_no_owner_route() -> None:
    async with World().client() as client:
        interview_id = await entered(client)
        assert (await client.get(f"/v1/interviews/{interview_id}/report")).status_code == 401


def test_there_is_no_default_owner_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OWNER_TOKEN_SHA256", raising=False)
    with pytest.raises(ValueError, match="owner_token_sha256"):
        ApiSettings()


@pytest.mark.parametrize("word", ["", "admin", "password", "parley", "changeme"])
async def test_no_word_that_people_guess_lets_in(word: str) -> None:
    async with World().client() as client:
        answer = await client.get("/v1/interviews", headers={"authorization": f"Bearer {word}"})
    assert answer.status_code == 401


async def test_the_link_carries_the_token_in_its_fragment() -> None:
    async with World().client() as client:
        body = await invited(client)
    page, _, fragment = body["candidate_url"].partition("#")
    assert page == f"{ORIGIN}/interview"
    assert fragment == f"{body['interview_id']}.{body['candidate_token']}"


async def test_a_candidate_token_works_once() -> None:
    world = World()
    async with world.client() as client:
        body = await invited(client)
        what = {"interview_id": body["interview_id"], "candidate_token": body["candidate_token"]}
        first = await client.post("/v1/candidate/session", json=what)
        second = await client.post("/v1/candidate/session", json=what)
    assert first.json() == {"interview_id": body["interview_id"], "language": "ko"}
    assert second.status_code == 401
    assert "new one" in second.json()["detail"]


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    async with World().client() as client:
        body = await invited(client)
        what = {"interview_id": body["interview_id"], "candidate_token": body["candidate_token"]}
        answer = await client.post("/v1/candidate/session", json=what)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie


async def test_over_https_the_cookie_stays_there() -> None:
    async with World().client() as client:
        body = await invited(client)
        what = {"interview_id": body["interview_id"], "candidate_token": body["candidate_token"]}
        answer = await client.post("/v1/candidate/session", json=what, headers={"origin": "https://secure.test"})
    assert "secure" in answer.headers["set-cookie"].lower()


async def test_nothing_but_hashes_is_stored() -> None:
    world = World()
    async with world.client() as client:
        interview_id = await entered(client)
        ticket = (await client.post("/v1/tickets", json={"purpose": "relay"})).json()["ticket"]
        secret = client.cookies["parley_session"].split(".")[1]
    stored = repr([vars(entry) for entry in world.access.entries.values()]) + repr(world.access.tickets)
    assert interview_id in world.access.entries
    assert ticket not in stored
    assert secret not in stored


@pytest.mark.parametrize(
    ("purpose", "url"), [("audio", "ws://gateway.test:8001/v1/audio"), ("relay", "ws://parley.test:8000/v1/relay")]
)
async def test_a_ticket_names_its_socket(purpose: str, url: str) -> None:
    async with World().client() as client:
        await entered(client)
        answer = await client.post("/v1/tickets", json={"purpose": purpose})
    assert answer.json()["url"] == url
    assert answer.json()["expires_in_seconds"] == 30
    assert answer.json()["ticket"] not in url


@pytest.mark.parametrize("cookie", ["", "x", f"{INTERVIEW}.secret", "7.7"])
async def test_no_ticket_without_the_cookie(cookie: str) -> None:
    async with World().client() as client:
        answer = await client.post(
            "/v1/tickets", json={"purpose": "relay"}, headers={"cookie": f"parley_session={cookie}"}
        )
    assert answer.status_code == 401


async def test_another_page_can_change_nothing() -> None:
    async with World().client() as client:
        await entered(client)
        answer = await client.post("/v1/tickets", json={"purpose": "relay"}, headers={"origin": "http://evil.test"})
        made = await client.post(
            "/v1/interviews", json={"language": "ko"}, headers={**OWNER, "origin": "http://evil.test"}
        )
    assert (answer.status_code, made.status_code) == (403, 403)
    assert answer.json()["code"] == "origin-not-allowed"


async def test_guessing_is_slowed_down() -> None:
    world = World()
    async with world.client() as client:
        what = {"interview_id": INTERVIEW, "candidate_token": "guess"}
        codes = [(await client.post("/v1/candidate/session", json=what)).status_code for _ in range(25)]
        assert set(codes) == {401, 429}
        answer = await client.post("/v1/candidate/session", json=what)
        assert int(answer.headers["retry-after"]) >= 1
        world.seconds = 60.0
        assert (await client.post("/v1/candidate/session", json=what)).status_code == 401


async def test_tickets_are_limited_for_each_interview() -> None:
    async with World().client() as client:
        await entered(client)
        codes = [(await client.post("/v1/tickets", json={"purpose": "relay"})).status_code for _ in range(12)]
    assert codes.count(200) == 10
    assert codes[-1] == 429


async def test_an_error_repeats_nothing_of_what_was_sent() -> None:
    async with World().client() as client:
        answer = await client.post(
            "/v1/candidate/session", json={"interview_id": INTERVIEW, "candidate_token": ["my-secret-token"]}
        )
    assert answer.status_code == 422
    assert "my-secret-token" not in answer.text
    assert answer.json()["errors"] == [{"at": "body.candidate_token", "rule": "string_type"}]


def test_the_settings_print_no_secret() -> None:
    assert "parley_app" not in repr(settings())
