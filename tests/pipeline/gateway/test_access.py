"""Why: nobody speaks to the gateway without a ticket and the right page (content.md, regression 19)."""

import pytest

from fakes.gateway_messages import audio, hello
from fakes.gateway_server import Gateway, dial, enter

pytestmark = pytest.mark.pipeline


async def refused(gateway: Gateway, code: int, word: str, *, ticket: str | None, **how: object) -> None:
    async with dial(gateway, ticket, **how) as browser:  # type: ignore[arg-type]  # a test's own keywords
        await browser.send(hello(), audio(0, 3_200))
        assert await browser.closed() == code
    assert word in browser.problem["detail"]
    assert browser.problem["code"] == code
    assert await gateway.events("audio-chunks", "interview-commands", "interview-events") == []


async def test_without_a_ticket_nothing_is_taken(gateway: Gateway) -> None:
    await refused(gateway, 4401, "POST /v1/tickets", ticket=None)


@pytest.mark.parametrize("ticket", ["invented", "x" * 300, "secret-ticket-0"])
async def test_an_invented_ticket_opens_nothing(gateway: Gateway, ticket: str) -> None:
    await refused(gateway, 4401, "POST /v1/tickets", ticket=ticket)


async def test_a_ticket_opens_one_socket_once(gateway: Gateway) -> None:
    await gateway.interview("i1")
    ticket = gateway.access.issue("i1")
    async with dial(gateway, ticket) as first:
        await first.send(hello())
        await first.until("hello")
        async with dial(gateway, ticket) as second:
            assert await second.closed() == 4401


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null", "https://interview.example.evil.example"])
async def test_another_page_is_refused_and_does_not_use_the_ticket_up(gateway: Gateway, origin: str | None) -> None:
    await gateway.interview("i1")
    ticket = gateway.access.issue("i1")
    await refused(gateway, 4403, "page", ticket=ticket, origin=origin)
    async with dial(gateway, ticket) as browser:
        await browser.send(hello())
        await browser.until("hello")


async def test_another_subprotocol_is_an_unsupported_version(gateway: Gateway) -> None:
    await refused(gateway, 4426, "parley.v1", ticket=gateway.access.issue("i1"), protocols=("parley.v2",))


async def test_the_server_selects_parley_and_never_echoes_the_ticket(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        assert browser.socket.subprotocol == "parley.v1"
        assert browser.socket.response is not None
        assert "ticket" not in str(browser.socket.response.headers)


async def test_an_interview_without_a_key_is_unknown(gateway: Gateway) -> None:
    await refused(gateway, 4404, "new link", ticket=gateway.access.issue("nobody"))


async def test_an_erased_interview_is_unknown(gateway: Gateway) -> None:
    await gateway.interview("i1")
    await gateway.keys.destroy("i1")
    await refused(gateway, 4404, "erased", ticket=gateway.access.issue("i1"))


async def test_an_interview_erased_while_it_runs_is_closed(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        await browser.until("hello")
        await gateway.keys.destroy("i1")
        await browser.send(audio(0, 3_200))
        assert await browser.closed() == 4404


async def test_a_database_that_is_away_refuses_new_sockets_and_keeps_open_ones(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        await browser.until("hello")
        gateway.access.away = True
        async with dial(gateway, "any") as late:
            assert await late.closed() == 1013
            assert late.problem["title"] == "Try again later"
        await browser.send(audio(0, 3_200))
        await browser.until("ack", next_sample=3_200)
    gateway.access.away = False


async def test_another_client_is_refused_until_it_takes_over(gateway: Gateway) -> None:
    async with enter(gateway, "i1", "tab-1") as first:
        await first.until("hello", epoch=1)
        async with enter(gateway, "i1", "tab-2") as second:
            assert await second.closed() == 4409
            assert "takeover" in second.problem["detail"]
        await first.send(audio(0, 3_200))
        await first.until("ack", next_sample=3_200)
        async with enter(gateway, "i1", "tab-2", takeover=True) as third:
            await third.until("hello", epoch=2, next_sample=3_200)
            assert await first.closed() == 4409


async def test_no_other_route_answers(gateway: Gateway) -> None:
    paths = [getattr(route, "path", "") for route in gateway.server.config.loaded_app.app.routes]
    assert [path for path in paths if path] == ["/v1/audio"]
