"""Why: whatever is uploaded ends as a text or a reason, costs a child at most, and the next document is read."""

import asyncio
import os
import resource
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.hostile_documents import hostile, pdf
from llm_service.resumes.ports import Reading, Unreadable
from llm_service.resumes.reading import child, sandbox
from llm_service.resumes.reading.frames import Answer
from llm_service.resumes.reading.sandboxed import SandboxedReader

pytestmark = pytest.mark.integration

GOOD = pdf("Jane Park, data engineer")
HOSTILE = hostile()
EXPECTED = {
    "empty": {"not_a_document"},
    "pdf with a locked text": {"encrypted"},
    "pdf of pictures": {"no_text"},
    "pdf of many pages": {"too_long"},
    "pdf of 50,000 pages": {"too_long"},
    "zip bomb": {"too_large"},
    "binary hwp": {"unsupported"},
}
READING = Reading(text="x", pages=1, engine="e", media_type="m")


@pytest.fixture(params=["pymupdf", "pdfium"])
async def reader(request: pytest.FixtureRequest) -> AsyncIterator[SandboxedReader]:
    made = SandboxedReader(request.param, slots=1)
    yield made
    await made.close()


async def outcome(reader: SandboxedReader, document: bytes) -> str:
    try:
        return (await reader.read(document)).text
    except Unreadable as error:
        return error.reason


async def test_the_hostile_set_ends_with_reasons_and_the_next_document_is_read(reader: SandboxedReader) -> None:
    for name, document in HOSTILE.items():
        ended = await outcome(reader, document)
        assert ended, name
        assert "root:" not in ended, name
        assert "haha" not in ended, name
        assert ended in EXPECTED.get(name, {ended}), name
        assert "Jane Park" in await outcome(reader, GOOD), name


async def test_what_is_active_in_a_document_is_only_text(reader: SandboxedReader) -> None:
    assert "Jane Park" in await outcome(reader, HOSTILE["pdf with javascript and a file inside"])


async def test_a_sandbox_that_is_killed_is_replaced(reader: SandboxedReader) -> None:
    await reader.start()
    [resident] = reader._all
    process = await resident.ensure()
    os.kill(process.pid, signal.SIGKILL)
    assert "Jane Park" in await outcome(reader, GOOD)


async def test_a_sandbox_that_dies_of_every_document_is_given_up() -> None:
    reader = SandboxedReader("pymupdf", 1, command=(sys.executable, "-c", "raise SystemExit(1)"))
    assert await outcome(reader, GOOD) == "damaged"
    await reader.close()


async def test_a_sandbox_that_never_answers_is_killed() -> None:
    silent = (sys.executable, "-c", "import time; time.sleep(600)")
    reader = SandboxedReader("pymupdf", 1, command=silent, patience_s=0.5)
    assert await outcome(reader, GOOD) == "too_long"
    await reader.close()


async def test_several_documents_are_read_at_once() -> None:
    reader = SandboxedReader("pymupdf", slots=2)
    texts = await asyncio.gather(*(reader.read(pdf(f"number {n}")) for n in range(8)))
    assert [reading.text for reading in texts] == [f"number {n}" for n in range(8)]
    await reader.close()


def hang(_: bytes) -> Reading:
    while True:
        pass


def eat(_: bytes) -> Reading:
    held = [bytearray(100_000_000) for _ in range(50)]
    return Reading(text=str(len(held)), pages=1, engine="e", media_type="m")


def crash(_: bytes) -> Reading:
    os.kill(os.getpid(), signal.SIGKILL)
    return READING


def babble(_: bytes) -> Reading:
    return Reading(text="x" * 6_000_000, pages=1, engine="e", media_type="m")


def write(document: bytes) -> Reading:
    path = Path(document.decode())
    path.write_bytes(b"here I am")
    return READING


def call(document: bytes) -> Reading:
    host, port = document.decode().split(":")
    with socket.create_connection((host, int(port)), timeout=2):
        return READING


def test_a_child_that_hangs_is_ended() -> None:
    assert sandbox.in_child(b"", hang, deadline_s=0.5) == Answer(reason="too_long")


def test_a_child_that_eats_memory_is_refused_more() -> None:
    assert sandbox.in_child(b"", eat) == Answer(reason="too_large")


def test_a_child_that_crashes_costs_only_itself() -> None:
    assert sandbox.in_child(b"", crash) == Answer(reason="damaged")


def test_a_child_that_says_too_much_is_not_listened_to() -> None:
    assert sandbox.in_child(b"", babble) == Answer(reason="too_long")


def test_a_child_writes_no_file(tmp_path: Path) -> None:
    target = tmp_path / "evil"
    assert sandbox.in_child(str(target).encode(), write) == Answer(reason="damaged")
    assert not target.exists() or target.read_bytes() == b""


def test_a_child_reaches_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}".encode()
        assert call(address) == READING
        if sandbox.in_child(address, call) == Answer(reading=READING):
            pytest.skip("this machine refuses network namespaces to unprivileged processes")


def test_the_parent_keeps_its_own_limits() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    assert sandbox.in_child(b"", lambda _: READING) == Answer(reading=READING)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert child.CPU_SECONDS < sandbox.DEADLINE_S
