"""Why: a binary message is what the protocol says or is refused with words that help."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.gateway_messages import audio, jpeg
from ingest_gateway.problems import Problem
from ingest_gateway.session.frames import HEADER, MAX_AUDIO_BYTES, Frame, decode, encode

pytestmark = pytest.mark.unit


def header(version: int = 1, kind: int = 1, reserved: int = 0, start_sample: int = 0) -> bytes:
    return struct.pack("<BBHIQQ", version, kind, reserved, 0, start_sample, 0)


def refused(data: bytes) -> Problem:
    found = decode(data)
    assert isinstance(found, Problem)
    assert found.title
    assert found.detail
    return found


def test_the_header_has_24_bytes_at_the_documented_offsets() -> None:
    data = encode(Frame(1, 7, 48_000, 1_700_000_000_123, b"\x01\x02"))
    assert HEADER.size == 24
    assert data[0] == data[1] == 1
    assert int.from_bytes(data[4:8], "little") == 7
    assert int.from_bytes(data[8:16], "little") == 48_000
    assert int.from_bytes(data[16:24], "little") == 1_700_000_000_123


@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**53),
    st.binary(min_size=2, max_size=MAX_AUDIO_BYTES).filter(lambda pcm: len(pcm) % 2 == 0),
)
def test_a_frame_comes_back_as_it_was(seq: int, start_sample: int, payload: bytes) -> None:
    frame = Frame(1, seq, start_sample, 5, payload)
    assert decode(encode(frame)) == frame


@given(st.binary(max_size=200))
def test_random_bytes_are_a_frame_or_a_problem(data: bytes) -> None:
    assert isinstance(decode(data), Frame | Problem)


@given(st.integers(0, 24))
def test_a_truncated_frame_is_a_bad_message(size: int) -> None:
    assert refused(audio(0)[:size]).code == 4400


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (header(version=2) + b"ab", 4426, "version 1"),
        (b"\x02", 4426, "version 1"),
        (header(kind=3) + b"ab", 4400, "Kind 3"),
        (header(reserved=1) + b"ab", 4400, "reserved"),
        (header(start_sample=2**60) + b"ab", 4400, "2**53"),
        (header() + b"abc", 4400, "even"),
        (header() + bytes(MAX_AUDIO_BYTES + 2), 4400, str(MAX_AUDIO_BYTES)),
        (header(kind=2) + b"GIF89a", 4400, "JPEG"),
        (header() + bytes(70_000), 4413, "400 ms"),
    ],
)
def test_what_is_wrong_is_named(data: bytes, code: int, word: str) -> None:
    problem = refused(data)
    assert problem.code == code
    assert word in problem.detail


def test_a_jpeg_is_a_frame_of_kind_2() -> None:
    found = decode(jpeg(seq=9))
    assert isinstance(found, Frame)
    assert (found.kind, found.seq) == (2, 9)
