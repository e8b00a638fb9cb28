import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_api.access.core import (
    Session,
    bearer,
    canonical,
    new_secret,
    parse_session,
    public_origin,
    same,
    sha256,
    socket_url,
    ticket_of,
)
from interview_api.access.rate import RateLimit

pytestmark = pytest.mark.unit

INTERVIEW = "4b8d7a92-06e3-4c55-b1f7-d0c3a85e7f21"


def test_a_secret_is_32_random_bytes_and_never_the_same() -> None:
    assert len({new_secret() for _ in range(50)}) == 50
    assert len(new_secret()) == 43


def test_what_is_stored_is_the_hash() -> None:
    assert sha256("a") == hashlib.sha256(b"a").digest()
    assert same("a", sha256("a"))
    assert not same("b", sha256("a"))


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer abc", "abc"),
        ("bearer abc", "abc"),
        ("Basic abc", None),
        ("Bearer ", None),
        ("Bearer", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_bearer_token_counts(header: str | None, token: str | None) -> None:
    assert bearer(header) == token


@given(st.text())
def test_any_cookie_is_a_session_or_nothing(cookie: str) -> None:
    session = parse_session(cookie)
    assert session is None or canonical(session.interview_id) == session.interview_id


def test_a_session_survives_its_cookie() -> None:
    session = Session(INTERVIEW, new_secret())
    assert parse_session(session.cookie()) == session


@pytest.mark.parametrize("cookie", [None, "", ".", f"{INTERVIEW}.", f"{INTERVIEW}", f"{INTERVIEW}.{'x' * 201}", "7.x"])
def test_what_is_no_session(cookie: str | None) -> None:
    assert parse_session(cookie) is None


def test_an_id_has_one_spelling_and_is_text() -> None:
    assert canonical(INTERVIEW.upper()) == INTERVIEW


@pytest.mark.parametrize("text", ["", "7", "x" * 36, "\x00", INTERVIEW + "0", "{" + INTERVIEW[:34] + "}"])
def test_what_is_no_id(text: str) -> None:
    assert canonical(text) is None


def test_the_ticket_is_found_among_the_subprotocols() -> None:
    assert ticket_of(["parley.v1", "ticket.abc"]) == "abc"
    assert ticket_of(["parley.v1"]) is None
    assert ticket_of(["ticket."]) is None
    assert ticket_of(["ticket." + "x" * 201]) is None


def test_links_name_the_page_that_asked_where_it_is_allowed() -> None:
    assert public_origin(["http://a", "http://b"], "http://b") == "http://b"
    assert public_origin(["http://a", "http://b"], "http://evil") == "http://a"
    assert public_origin([], None) == ""


def test_a_socket_is_as_safe_as_its_page() -> None:
    assert socket_url("https://a:1") == "wss://a:1"
    assert socket_url("http://a:1") == "ws://a:1"
    assert socket_url("") == ""


def test_a_burst_is_allowed_and_then_the_rate() -> None:
    now = [0.0]
    limit = RateLimit(60, 3, lambda: now[0])
    assert [limit.wait_seconds("a") for _ in range(3)] == [0, 0, 0]
    assert limit.wait_seconds("a") == pytest.approx(1.0)
    assert limit.wait_seconds("b") == 0
    now[0] = 1.0
    assert limit.wait_seconds("a") == 0


def test_strangers_without_end_do_not_fill_the_memory() -> None:
    limit = RateLimit(60, 3, lambda: 0.0)
    for number in range(10_050):
        limit.wait_seconds(str(number))
    assert len(limit._buckets) == 10_000
