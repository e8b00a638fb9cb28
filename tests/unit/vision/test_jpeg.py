"""Why: what a browser sends as a picture may be anything; it must never reach the decoder unless it is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_schemas.errors import InvalidEvent
from unit.vision.camera import frame_header, jpeg, segment
from vision_service.engines.jpeg import MAX_BYTES, MAX_HEIGHT, MAX_WIDTH, dimensions

pytestmark = pytest.mark.unit

START, END = b"\xff\xd8", b"\xff\xd9"
SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12"
GOOD = jpeg()


def refused(data: bytes) -> bool:
    try:
        dimensions(data)
    except InvalidEvent as error:
        return error.reason == "contract"
    return False


def test_the_size_is_read_from_the_header() -> None:
    assert dimensions(jpeg(width=640, height=360)) == (640, 360)
    assert dimensions(jpeg(width=MAX_WIDTH, height=MAX_HEIGHT)) == (MAX_WIDTH, MAX_HEIGHT)
    assert dimensions(jpeg(width=1, height=1)) == (1, 1)


@pytest.mark.parametrize(
    ("width", "height"),
    [(MAX_WIDTH + 1, 10), (10, MAX_HEIGHT + 1), (65_535, 65_535), (0, 10), (10, 0), (0, 0)],
)
def test_dimensions_beyond_the_limits(width: int, height: int) -> None:
    assert refused(jpeg(width=width, height=height))


def test_bytes_beyond_the_limit() -> None:
    padding = MAX_BYTES - len(GOOD)
    assert not refused(GOOD[:-2] + bytes(padding) + END)
    assert refused(GOOD[:-2] + bytes(padding + 1) + END)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        START,
        END,
        START + END,
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"GIF89a" + bytes(40) + END,
        b"RIFF" + bytes(4) + b"WEBP" + END,
        b"PK\x03\x04" + GOOD,
        GOOD + b"PK\x05\x06" + bytes(18),
        b"<svg/>",
    ],
    ids=["empty", "start", "end", "both", "png", "gif", "webp", "zip before", "zip behind", "svg"],
)
def test_what_is_no_jpeg(data: bytes) -> None:
    assert refused(data)


@pytest.mark.parametrize("cut", range(len(GOOD)))
def test_a_truncated_jpeg(cut: int) -> None:
    assert refused(GOOD[:cut])


@pytest.mark.parametrize("cut", range(2, GOOD.index(b"\xff\xda") + 2))
def test_a_truncated_header_with_an_end_put_behind_it(cut: int) -> None:
    assert refused(GOOD[:cut] + END)


@pytest.mark.parametrize("marker", [0xC2, 0xC3, 0xC5, 0xC6, 0xC9, 0xCA, 0xCF])
def test_only_baseline_pictures_pass(marker: int) -> None:
    assert refused(START + frame_header(640, 360, marker) + SCAN + END)


def test_a_second_size_is_refused() -> None:
    assert refused(START + frame_header(8, 8) + frame_header(60_000, 60_000) + SCAN + END)


def test_no_size_or_half_a_size_is_refused() -> None:
    assert refused(START + segment(0xFE, b"comment") + SCAN + END)
    assert refused(START + segment(0xC0, b"\x08\x01") + SCAN + END)


def test_a_segment_must_not_be_longer_than_the_file() -> None:
    assert refused(START + b"\xff\xe0\xff\xff" + frame_header(8, 8) + SCAN + END)
    assert refused(START + b"\xff\xe0\x00\x01" + frame_header(8, 8) + SCAN + END)


@given(st.binary(max_size=2_000))
def test_any_bytes_are_refused_or_within_the_limits(data: bytes) -> None:
    assert refused(data)


@given(st.binary(max_size=400))
def test_any_bytes_in_a_jpegs_clothes_end_in_an_answer(data: bytes) -> None:
    dressed = START + data + END
    if not refused(dressed):
        width, height = dimensions(dressed)
        assert 0 < width <= MAX_WIDTH
        assert 0 < height <= MAX_HEIGHT


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_changed_byte_ends_in_an_answer(at: int, value: int) -> None:
    refused(GOOD[:at] + bytes((value,)) + GOOD[at + 1 :])
