"""Why: the real process on real Kafka and Postgres keeps what it acknowledged, also when it is killed."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator

import pytest

from fakes.gateway_messages import audio, command, pcm
from fakes.gateway_process import Site
from fakes.gateway_server import Browser
from interview_schemas.events import AnswerBoundary, AudioChunk, CandidateDisconnected, Event, FinishAnswer
from interview_schemas.registry import event_id
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration

FINISH = command("finish-answer", "f1", question_id="q1", end_sample=48_000)


@pytest.fixture
async def site(infrastructure: Stack) -> AsyncIterator[Site]:
    made = Site(infrastructure.env)
    yield made
    await made.database.close()


def heard(events: list[Event]) -> bytes:
    """Trimmed as consumers trim; a gap is an error."""
    found, expected = b"", 0
    for event in events:
        if isinstance(event, AudioChunk):
            assert event.start_sample <= expected
            found += event.media[(expected - event.start_sample) * 2 :]
            expected = max(expected, event.end_sample)
    return found


async def speak(browser: Browser, start: int, end: int) -> None:
    for sample in range(start, end, 1_600):
        await browser.send(audio(sample))


async def test_an_answer_is_in_kafka_once_it_is_acknowledged(site: Site) -> None:
    interview = await site.interview()
    async with site.gateway(), site.enter(interview) as browser:
        await speak(browser, 0, 48_000)
        await browser.send(FINISH)
        await browser.until("command-ack", command_id="f1")
        log = await site.events("audio-chunks", interview)
        assert heard(log) == pcm(0, 48_000)
        assert isinstance(log[-1], AnswerBoundary)
        assert [type(event) for event in await site.events("interview-commands", interview)] == [FinishAnswer]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_killed_at_any_moment_nothing_acknowledged_is_lost(site: Site, seed: int) -> None:
    interview, chance = await site.interview(), random.Random(seed)
    acked = 0
    async with site.gateway() as process, site.enter(interview) as browser:
        speaking = asyncio.create_task(speak(browser, 0, 48_000))
        for _ in range(chance.randrange(1, 12)):
            acked = (await browser.until("ack"))["next_sample"]
        process.send_signal(signal.SIGKILL)
        await process.wait()
        await speaking
    async with site.gateway(), site.enter(interview) as browser:
        welcome = await browser.until("hello", epoch=2)
        assert welcome["next_sample"] >= acked
        await speak(browser, max(0, welcome["next_sample"] - 3_200) // 1_600 * 1_600, 48_000)
        await browser.send(FINISH, FINISH)
        await browser.until("command-ack")
        commands = await site.events("interview-commands", interview)
        assert len({event_id(event) for event in commands}) == 1
        assert heard(await site.events("audio-chunks", interview)) == pcm(0, 48_000)


async def test_kafka_killed_under_an_open_socket_loses_nothing(site: Site, infrastructure: Stack) -> None:
    interview = await site.interview()
    async with site.gateway(), site.enter(interview) as browser:
        await speak(browser, 0, 16_000)
        await browser.until("ack")
        infrastructure.kill("kafka")
        await speak(browser, 16_000, 48_000)
        await asyncio.to_thread(infrastructure.wait_ready, "kafka")
        await browser.until("ack", seconds=60, next_sample=48_000)
        await browser.send(FINISH)
        await browser.until("command-ack", command_id="f1")
    assert heard(await site.events("audio-chunks", interview)) == pcm(0, 48_000)


async def test_postgres_killed_keeps_the_open_socket(site: Site, infrastructure: Stack) -> None:
    interview = await site.interview()
    async with site.gateway(), site.enter(interview) as browser:
        await browser.until("hello")
        infrastructure.kill("postgres")
        await speak(browser, 0, 3_200)
        await browser.until("ack", next_sample=3_200)
        await asyncio.to_thread(infrastructure.wait_ready, "postgres")
    assert heard(await site.events("audio-chunks", interview)) == pcm(0, 3_200)


async def test_a_stop_writes_what_waits_and_says_goodbye(site: Site) -> None:
    interview = await site.interview()
    async with site.gateway() as process, site.enter(interview) as browser:
        await browser.until("hello")
        await speak(browser, 0, 1_600)
        await asyncio.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert await browser.closed() == 1012
        await asyncio.wait_for(process.wait(), 60)
    assert heard(await site.events("audio-chunks", interview)) == pcm(0, 1_600)
    last = (await site.events("interview-events", interview))[-1]
    assert isinstance(last, CandidateDisconnected)
    assert last.next_sample == 1_600


async def test_the_log_of_the_process_holds_no_ticket(site: Site) -> None:
    interview = await site.interview()
    ticket = await site.ticket(interview)
    async with site.gateway() as process:
        async with site.enter(interview, ticket_in_a_field=ticket) as browser:
            await browser.send(audio(0), "not json")
            assert await browser.closed() == 4400
        process.send_signal(signal.SIGTERM)
        printed, _ = await asyncio.wait_for(process.communicate(), 60)
    assert ticket.encode() not in printed
