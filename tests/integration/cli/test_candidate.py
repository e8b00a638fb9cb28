import asyncio
import struct
from collections.abc import Iterator
from functools import partial

import pytest

from fakes.protocol_server import ProtocolServer
from integration.cli.listener import SCRIPT, Listener, candidate, entered, eventually
from parley.client.rest import Created, Rest
from parley.client.retry import Refused
from parley.client.shell import Candidate

pytestmark = pytest.mark.integration

CHUNK = 1_600


def has_turns(person: Candidate, wanted: int) -> bool:
    return len(person.board.turns) == wanted


@pytest.fixture
def server() -> Iterator[ProtocolServer]:
    with ProtocolServer() as running:
        running.question_seconds = 0.1
        yield running


def samples(first: int, count: int = CHUNK) -> bytes:
    return struct.pack(f"<{count}h", *((first + place) % 30_000 for place in range(count)))


def say(person: Candidate, chunks: int) -> None:
    for _ in range(chunks):
        person.speak(samples(person.uplink.end_sample), 1_700_000_000_000)


async def test_both_sockets_open_as_a_browsers_do(server: ProtocolServer) -> None:
    async with candidate(server) as (person, interview, listener):
        assert person.board.stage_count == 2
        assert interview.hellos[0]["version"] == 1
        assert set(listener.links) == {("audio", True), ("relay", True)}


async def test_an_interview_goes_from_question_to_question_to_its_end(server: ProtocolServer) -> None:
    async with candidate(server) as (person, interview, listener):
        person.command("start-interview")
        for number in (1, 2):
            await person.until(lambda: person.board.open_question is not None, 10)
            question = person.board.open_question
            assert question is not None
            say(person, 20)
            fields = {"question_id": question.question_id, "end_sample": person.uplink.end_sample}
            person.command("finish-answer", fields)
            await person.until(partial(has_turns, person, number), 10)
        await person.until(lambda: person.board.is_over, 10)
        assert len(listener.kinds("Question")) == 2
        assert len(listener.kinds("SegmentText")) == len(interview.finals) > 0
        assert interview.audio.next_sample == 40 * CHUNK


async def test_samples_arrive_as_they_were_said(server: ProtocolServer) -> None:
    async with candidate(server) as (person, interview, _):
        say(person, 30)
        await person.until(lambda: person.uplink.acknowledged_sample == 30 * CHUNK, 10)
        assert bytes(interview.audio.pcm) == samples(0, 30 * CHUNK)
        assert interview.audio.differing_resends == 0


@pytest.mark.parametrize("code", [1012, 1011])
async def test_a_gateway_that_dies_with_unacknowledged_samples_loses_none(server: ProtocolServer, code: int) -> None:
    async with candidate(server) as (person, interview, listener):
        say(person, 10)
        await person.until(lambda: person.uplink.acknowledged_sample == 10 * CHUNK, 10)
        server.holds_acks = True
        say(person, 10)
        await eventually(lambda: interview.audio.next_sample == 20 * CHUNK)
        server.drop("audio", code, losing=interview)
        server.holds_acks = False
        say(person, 10)
        await person.until(lambda: person.uplink.acknowledged_sample == 30 * CHUNK, 15)
        assert bytes(interview.audio.pcm) == samples(0, 30 * CHUNK)
        assert interview.resumed_at[-1] == 10 * CHUNK
        assert listener.links[-2:] == [("audio", False), ("audio", True)]


async def test_a_command_is_repeated_until_it_is_acknowledged(server: ProtocolServer) -> None:
    async with candidate(server) as (person, interview, listener):
        server.holds_acks = True
        command_id = person.command("start-interview")
        await eventually(lambda: interview.command_receipts == 1)
        server.drop("audio")
        await eventually(lambda: interview.command_receipts == 2)
        server.holds_acks = False
        await person.until(lambda: not person.uplink.open_commands, 10)
        await person.until(lambda: bool(person.board.questions), 10)
        assert list(interview.commands) == [command_id]
        assert len(listener.kinds("Question")) == 1


async def test_what_was_shown_while_the_relay_was_away_comes_with_the_snapshot(server: ProtocolServer) -> None:
    async with candidate(server) as (person, interview, listener):
        server.drop("relay")
        person.command("start-interview")
        await person.until(lambda: bool(person.board.questions), 15)
        server.drop("relay")
        await eventually(lambda: listener.links.count(("relay", True)) >= 2)
        await eventually(lambda: bool(interview.relays))
        assert len(listener.kinds("Question")) == 1


async def test_a_service_that_is_away_for_a_while_is_waited_for(server: ProtocolServer) -> None:
    async with candidate(server) as (person, interview, _):
        server.is_away = True
        server.drop("audio", 1013)
        server.drop("relay", 1013)
        say(person, 10)
        await asyncio.sleep(1.0)
        assert interview.audio.next_sample == 0
        server.is_away = False
        await person.until(lambda: person.uplink.acknowledged_sample == 10 * CHUNK, 15)


async def test_catching_up_stays_below_four_times_real_time(server: ProtocolServer) -> None:
    async with candidate(server) as (person, interview, _):
        loop = asyncio.get_running_loop()
        say(person, 60)
        began_s = loop.time()
        await eventually(lambda: interview.audio.next_sample >= 55 * CHUNK)
        assert loop.time() - began_s > 55 * 0.1 / 4


async def test_another_client_of_the_interview_is_an_end_with_a_reason(server: ProtocolServer) -> None:
    interview = server.schedule(SCRIPT)
    interview.owner = "a browser that holds it"
    async with entered(server, interview) as rest:
        person = Candidate(rest, Listener().on_news)
        async with person.connected():
            with pytest.raises(Refused, match="audio connection was closed"):
                await person.until(lambda: False, 10)


async def test_a_used_link_is_refused_in_words(server: ProtocolServer) -> None:
    interview = server.schedule(SCRIPT)
    created = Created(interview.interview_id, interview.token or "", "")
    async with entered(server, interview):
        rest = Rest(server.origin)
        with pytest.raises(Refused, match="Link used"):
            await rest.enter(created)
        await rest.close()


async def test_what_does_not_become_so_is_a_timeout(server: ProtocolServer) -> None:
    async with candidate(server) as (person, _, _):
        with pytest.raises(TimeoutError):
            await person.until(lambda: False, 0.2)
