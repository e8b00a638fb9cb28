"""Why: who may come in is decided before anything is read, and who holds an interview only once."""

import hashlib

import pytest

from fakes.gateway_access import MemoryAccess
from ingest_gateway.access.core import Entry, Grant, admit
from ingest_gateway.problems import ORIGIN, TICKET, VERSION, Problem
from ingest_gateway.session.core import begin
from ingest_gateway.session.registry import Registry
from ingest_gateway.session.state import Phase, State, replace
from interview_runtime.clock import VirtualClock

pytestmark = pytest.mark.unit

PAGE = frozenset({"https://a.example"})


def test_page_version_and_ticket_let_in() -> None:
    found = admit("https://a.example", ["parley.v1", "ticket.abc"], PAGE)
    assert found == Entry(hashlib.sha256(b"abc").digest())


@pytest.mark.parametrize(
    ("origin", "offered", "problem"),
    [
        (None, ["parley.v1", "ticket.abc"], ORIGIN),
        ("https://b.example", ["parley.v1", "ticket.abc"], ORIGIN),
        ("https://a.example", ["ticket.abc"], VERSION),
        ("https://a.example", [], VERSION),
        ("https://a.example", ["parley.v1"], TICKET),
        ("https://a.example", ["parley.v1", "ticket."], TICKET),
        ("https://a.example", ["parley.v1", "ticket.a", "ticket.b"], TICKET),
        ("https://a.example", ["parley.v1", "ticket." + "x" * 257], TICKET),
    ],
)
def test_anything_else_is_refused(origin: str | None, offered: list[str], problem: Problem) -> None:
    assert admit(origin, offered, PAGE) == problem


def test_without_configured_pages_nobody_comes_in() -> None:
    assert admit("https://a.example", ["parley.v1", "ticket.abc"], frozenset()) == ORIGIN


async def test_the_fake_grants_as_the_tables_do() -> None:
    clock = VirtualClock()
    access = MemoryAccess(clock)
    assert await access.take("i1", "a", takeover=False) == Grant(1)
    assert await access.take("i1", "b", takeover=False) is None
    assert await access.take("i1", "a", takeover=False) == Grant(2, 0)
    assert await access.take("i1", "b", takeover=True) == Grant(3, 0)
    clock.advance(31_000)
    assert await access.take("i1", "a", takeover=False) == Grant(4, 31_000)
    await access.release("i1", 4)
    assert await access.take("i1", "b", takeover=False) == Grant(5, 0)


class Session:
    """A session without a socket."""

    def __init__(self, epoch: int, phase: Phase = "open", stored_sample: int = 0) -> None:
        self.epoch = epoch
        self.state: State = replace(begin("i1", 0), epoch=epoch, phase=phase, stored_sample=stored_sample)
        self.stopped: list[Problem] = []

    async def tick(self) -> None:
        """Nothing is due."""

    async def stop(self, problem: Problem) -> None:
        self.stopped.append(problem)


async def test_a_later_session_stops_the_one_before() -> None:
    registry, first, second = Registry(), Session(1), Session(2)
    assert await registry.enter("i1", first)
    assert await registry.enter("i1", second)
    assert [problem.code for problem in first.stopped] == [4409]
    assert registry.epochs == {"i1": 2}


async def test_an_earlier_session_does_not_come_in_late() -> None:
    registry, first, second = Registry(), Session(1), Session(2)
    assert await registry.enter("i1", second)
    assert not await registry.enter("i1", first)
    registry.leave("i1", first)
    assert registry.holder("i1") is second


def test_only_the_very_last_session_written_out_says_where_its_samples_end() -> None:
    registry = Registry()
    registry.leave("i1", Session(3, "gone", 4_800))
    assert registry.end_of("i1", 3) == 4_800
    assert registry.end_of("i1", 2) is None
    registry.leave("i1", Session(2, "gone", 1_600))
    assert registry.end_of("i1", 3) == 4_800
    registry.leave("i1", Session(4, "closing", 9_600))
    assert registry.end_of("i1", 4) is None
