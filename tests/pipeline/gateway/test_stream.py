"""Why: over a real socket audio is in the log once and acknowledged after, whatever the network and the log do."""

import asyncio

import pytest

from fakes.gateway_messages import audio, command, jpeg, pcm
from fakes.gateway_server import Browser, Gateway, enter
from fakes.patience import until
from ingest_gateway.session.rounds import Rounds
from interview_schemas.events import (
    AnswerBoundary,
    AudioChunk,
    CandidateConnected,
    CandidateDisconnected,
    FinishAnswer,
    VideoFrame,
)

pytestmark = pytest.mark.pipeline


async def speak(browser: Browser, start: int, messages: int) -> int:
    for index in range(messages):
        await browser.send(audio(start + index * 1_600))
    return start + messages * 1_600


def taken(gateway: Gateway, interview_id: str) -> int:
    """Up to which sample the gateway has what was sent."""
    held = gateway.parts.registry.holder(interview_id)
    return held.state.next_sample if held is not None else 0


async def spoken(gateway: Gateway) -> bytes:
    """What consumers hear: records in order, trimmed below the next expected sample."""
    heard, expected = b"", 0
    for event in await gateway.events("audio-chunks"):
        if isinstance(event, AudioChunk):
            assert event.start_sample <= expected
            heard += event.media[(expected - event.start_sample) * 2 :]
            expected = max(expected, event.end_sample)
    return heard


async def test_an_answer_from_hello_to_its_end(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        welcome = await browser.until("hello")
        assert (welcome["epoch"], welcome["next_sample"], welcome["sample_rate"]) == (1, 0, 16_000)
        end = await speak(browser, 0, 7)
        await browser.send(command("finish-answer", "f1", question_id="q1", end_sample=end))
        await browser.until("command-ack", command_id="f1")
    assert await spoken(gateway) == pcm(0, end)
    log = await gateway.events("audio-chunks", "interview-commands")
    assert [type(event) for event in log[-2:]] == [AnswerBoundary, FinishAnswer]


async def test_what_waits_is_written_by_the_clock(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        await speak(browser, 0, 1)
        await browser.until("ack", next_sample=1_600)


async def test_a_reconnect_goes_on_where_the_log_ends(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        await speak(browser, 0, 4)
        await browser.until("ack", next_sample=6_400)
    async with enter(gateway, "i1") as browser:
        await browser.until("hello", epoch=2, next_sample=6_400)
        await speak(browser, 0, 6)
        await browser.until("ack", next_sample=9_600)
    assert await spoken(gateway) == pcm(0, 9_600)
    starts = [event.start_sample for event in await gateway.events() if isinstance(event, AudioChunk)]
    assert len(starts) == len(set(starts))


async def test_another_gateway_finds_the_end_in_the_log(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        await speak(browser, 0, 4)
        await browser.until("ack", next_sample=6_400)
    other = Gateway(beside=gateway)
    async with other.running(), enter(other, "i1") as browser:
        await browser.until("hello", epoch=2, next_sample=6_400)


async def test_the_same_client_replaces_its_socket_and_loses_nothing(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as first:
        await speak(first, 0, 1)
        await until(lambda: taken(gateway, "i1") == 1_600)
        async with enter(gateway, "i1") as second:
            await second.until("hello", epoch=2, next_sample=1_600)
            assert await first.closed() == 4409
            await speak(second, 0, 4)
            await second.until("ack", next_sample=6_400)
    assert await spoken(gateway) == pcm(0, 6_400)


async def test_an_interview_taken_over_elsewhere_is_closed_by_the_heartbeat(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        await browser.until("hello")
        await gateway.access.take("i1", "tab-elsewhere", takeover=True)
        await Rounds(gateway.parts.registry, gateway.access, gateway.clock).beat()
        assert await browser.closed() == 4409


async def test_a_heartbeat_keeps_the_interview(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        await browser.until("hello")
        gateway.access.rows["i1"].seen_at_ms = 0
        rounds = Rounds(gateway.parts.registry, gateway.access, gateway.clock)
        gateway.access.away = True
        await rounds.beat()
        gateway.access.away = False
        await rounds.beat()
        assert gateway.access.rows["i1"].seen_at_ms > 0


async def test_a_log_that_is_away_stops_the_reading_and_nothing_is_lost(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        await browser.until("hello")
        gateway.bus.away = True
        sending = asyncio.create_task(speak(browser, 0, 200))
        await browser.until("state", log="waiting")
        assert await gateway.events() == []
        gateway.bus.away = False
        await browser.until("ack", next_sample=320_000)
        await sending
    assert await spoken(gateway) == pcm(0, 320_000)


async def test_a_slow_log_bounds_what_is_taken(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        await browser.until("hello")
        gateway.bus.held.clear()
        sending = asyncio.create_task(speak(browser, 0, 240))
        held = gateway.parts.registry.holder("i1")
        assert held is not None
        await until(lambda: not held.state.may_read)
        assert held.state.next_sample <= 65 * 3_200
        gateway.bus.held.set()
        await browser.until("ack", next_sample=384_000)
        await sending


async def test_connections_are_said_in_the_log(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        await speak(browser, 0, 2)
        await browser.until("ack")
    events = await gateway.eventually("interview-events", 2)
    assert isinstance(events[0], CandidateConnected)
    assert isinstance(events[1], CandidateDisconnected)
    assert (events[1].epoch, events[1].next_sample) == (1, 3_200)


async def test_camera_frames_need_a_consent_that_a_reconnect_remembers(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        await browser.send(jpeg(0), jpeg(1))
        await browser.until("problem", code=4403)
        await browser.send(command("give-consent", "c1", scope="camera", text_version="v1"))
        await browser.until("command-ack", command_id="c1")
    assert await gateway.events("video-frames") == []
    async with enter(gateway, "i1") as browser:
        await browser.until("hello", epoch=2)
        await browser.send(jpeg(0), jpeg(1))
        frames = await gateway.eventually("video-frames", 1)
    assert [event.seq for event in frames if isinstance(event, VideoFrame)] == [1]


async def test_everything_that_a_person_said_is_sealed(gateway: Gateway) -> None:
    async with enter(gateway, "i1") as browser:
        await speak(browser, 0, 2)
        await browser.until("ack")
    stored = [record for records in gateway.log.log.values() for record in records]
    assert all(pcm(0, 100) not in record.value for record in stored)


async def test_a_stop_writes_what_waits_and_closes_with_1012(gateway: Gateway) -> None:
    other = Gateway()
    async with other.running():
        browsing = enter(other, "i1")
        browser = await browsing.__aenter__()
        await browser.until("hello")
        await speak(browser, 0, 1)
        await until(lambda: taken(other, "i1") == 1_600)
        other.server.should_exit = True
        assert await browser.closed() == 1012
        await browsing.__aexit__(None, None, None)
    assert await spoken(other) == pcm(0, 1_600)
    assert [type(event) for event in await other.events("interview-events")][-1] is CandidateDisconnected
