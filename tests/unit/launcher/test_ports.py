import socket
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.launcher.ports import HIGHEST_PORT, LOWEST_PORT, NoFreePort, allocate, port_is_free

pytestmark = pytest.mark.unit


def always_free(_port: int) -> bool:
    return True


def drawing(ports: Iterable[int]) -> Callable[[int, int], int]:
    rest = iter(ports)
    return lambda _low, _high: next(rest)


def test_a_remembered_port_is_kept_where_it_is_free() -> None:
    assert allocate(["api"], {"api": 25_000}, always_free) == {"api": 25_000}


def test_a_taken_port_is_replaced() -> None:
    assert allocate(["api"], {"api": 25_000}, lambda port: port != 25_000, drawing([26_000])) == {"api": 26_000}


def test_a_drawn_port_is_never_another_names_remembered_one() -> None:
    chosen = allocate(["new", "api"], {"api": 25_000}, always_free, drawing([25_000, 25_001]))
    assert chosen == {"new": 25_001, "api": 25_000}


def test_two_names_that_remember_one_port_get_two() -> None:
    chosen = allocate(["a", "b"], {"a": 25_000, "b": 25_000}, always_free, drawing([25_000, 25_002]))
    assert chosen == {"a": 25_000, "b": 25_002}


def test_forgotten_names_are_not_returned() -> None:
    assert allocate(["a"], {"a": 25_000, "gone": 25_001}, always_free) == {"a": 25_000}


def test_without_a_free_port_it_says_so() -> None:
    with pytest.raises(NoFreePort, match="no free port"):
        allocate(["a"], {}, lambda _port: False)


def test_a_listening_port_is_not_free() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert not port_is_free(port)
    assert port_is_free(port)


@given(st.lists(st.text(min_size=1), unique=True, max_size=20))
def test_all_ports_differ_and_lie_in_the_range(names: list[str]) -> None:
    chosen = allocate(names, {}, always_free)
    assert list(chosen) == names
    assert len(set(chosen.values())) == len(names)
    assert all(LOWEST_PORT <= port <= HIGHEST_PORT for port in chosen.values())
