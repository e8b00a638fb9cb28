"""Why: a dead letter must say what went wrong and where, and must not say a word of what a person said."""

import pytest

from fakes.runtime_events import INTERVIEW, codec_with, command, keys_for, said, stored
from interview_runtime.bus import Record
from interview_runtime.clock import VirtualClock
from interview_runtime.dead_letters import DeadLetterTopic, location_of, reason_of
from interview_runtime.memory_bus import MemoryBus
from interview_schemas.errors import InvalidEvent

pytestmark = pytest.mark.unit


def failure() -> Exception:
    try:
        int("secret words of a person")
    except ValueError as error:
        return error
    raise AssertionError


async def put(record: Record, error: Exception) -> Record:
    bus = MemoryBus(VirtualClock(), partitions=1)
    await DeadLetterTopic(bus, "turns").put(record, error)
    (aside,) = [each for each_log in bus.log.values() for each in each_log]
    return aside


@pytest.fixture
async def record() -> Record:
    return stored(await codec_with(await keys_for(INTERVIEW)).encode(said("secret words of a person")), 7, 3)


async def test_it_stands_in_the_topics_own_dead_letter_topic_as_it_came(record: Record) -> None:
    aside = await put(record, failure())
    assert aside.topic == f"{record.topic}-dlq"
    assert (aside.key, aside.value) == (record.key, record.value)
    assert record.headers.items() <= aside.headers.items()


async def test_the_headers_say_what_and_where(record: Record) -> None:
    headers = (await put(record, failure())).headers
    assert headers["dlq_reason"] == b"handler_failed"
    assert headers["dlq_service"] == b"turns"
    assert headers["dlq_exception"] == b"ValueError"
    assert headers["dlq_location"].startswith(b"runtime/test_dead_letters.py:")
    assert headers["dlq_origin"] == b"transcript-partials/3/7"


async def test_the_headers_carry_no_message_text(record: Record) -> None:
    headers = (await put(record, failure())).headers
    assert not any(b"secret" in value for value in headers.values())


async def test_it_is_still_sealed(record: Record) -> None:
    assert b"secret" not in (await put(record, InvalidEvent("contract", "detail"))).value


async def test_a_bad_event_gives_its_own_reason() -> None:
    record = stored(await codec_with(await keys_for()).encode(command(1)))
    assert (await put(record, InvalidEvent("wrong_key"))).headers["dlq_reason"] == b"wrong_key"


def test_reasons() -> None:
    assert reason_of(InvalidEvent("unknown_type", "detail")) == "unknown_type"
    assert reason_of(failure()) == "handler_failed"


def test_an_error_that_was_never_raised_has_no_place() -> None:
    assert location_of(ValueError("secret")) == "unknown"
