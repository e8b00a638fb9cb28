"""Why: whatever comes, the socket closes with words that help and the next good socket works."""

import random

import pytest

from fakes.gateway_messages import audio, command, hello
from fakes.gateway_server import Gateway, dial, enter

pytestmark = pytest.mark.pipeline

RANDOM = random.Random(7)
GARBAGE: list[tuple[str, bytes | str, int]] = [
    *((f"random bytes {size}", b"\x01" + RANDOM.randbytes(size), 4400) for size in (1, 22, 40, 5_000)),
    ("random first byte", b"\xfe" + RANDOM.randbytes(100), 4426),
    *((f"truncated to {size}", audio(0)[:size], 4400) for size in (1, 23, 24)),
    ("odd bytes", audio(0)[:-1], 4400),
    ("empty", b"", 4400),
    ("text where binary is due", "UklGRiQAAABXQVZF", 4400),
    ("a list", "[]", 4400),
    ("an unknown command", command("format-disk"), 4400),
    ("a second hello", hello(), 4400),
    ("an unknown version", b"\x02" + audio(0)[1:], 4426),
    ("a gap", audio(5), 4422),
    ("too large for audio", audio(0, 6_401), 4400),
    ("a large text", "x" * 65_530, 4400),
    ("just too large", bytes(65_537), 4413),
    ("10 MB", bytes(10_000_000), 4413),
    ("10 MB of text", "x" * 10_000_000, 4413),
]


@pytest.mark.parametrize(("message", "code"), [g[1:] for g in GARBAGE], ids=[g[0] for g in GARBAGE])
async def test_garbage_is_answered_and_the_next_socket_works(
    gateway: Gateway, message: bytes | str, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with enter(gateway, "i1") as browser:
        await browser.until("hello")
        await browser.send(message)
        assert await browser.closed() == code
    assert browser.problem["code"] == code
    assert browser.problem["detail"]
    async with enter(gateway, "i1") as browser:
        await browser.until("hello", epoch=2)
        await browser.send(audio(0, 3_200))
        await browser.until("ack", next_sample=3_200)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_hello_of_another_version_is_refused(gateway: Gateway) -> None:
    async with enter(gateway, "i1", version=9) as browser:
        assert await browser.closed() == 4426


async def test_audio_before_hello_is_refused(gateway: Gateway) -> None:
    await gateway.interview("i1")
    async with dial(gateway, gateway.access.issue("i1")) as browser:
        await browser.send(audio(0))
        assert await browser.closed() == 4400


async def test_no_secret_and_no_sound_reaches_a_log(
    gateway: Gateway, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    async with dial(gateway, "very-secret-ticket") as browser:
        assert await browser.closed() == 4401
    async with enter(gateway, "i1") as browser:
        await browser.send(audio(0), "not json but private")
        await browser.closed()
    ours = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(("ingest", "interview", "uvicorn.access"))
    ]
    printed = "".join(capsys.readouterr()) + "".join(ours)
    assert "secret" not in printed
    assert "private" not in printed
