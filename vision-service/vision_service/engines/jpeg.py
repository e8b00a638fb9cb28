"""Why: a picture from a browser is hostile, so its header must keep the limits before any decoder allocates for it.

Only baseline JPEGs pass, which is what browsers make: a few kilobytes of a progressive one can cost seconds.
"""

from collections.abc import Iterator
from typing import Final

from interview_schemas.errors import InvalidEvent

MAX_BYTES: Final = 64 * 1024
MAX_WIDTH: Final = 1280
MAX_HEIGHT: Final = 720
_START: Final = b"\xff\xd8"
_END: Final = b"\xff\xd9"
_START_OF_SCAN: Final = 0xDA
_BASELINE: Final = frozenset({0xC0, 0xC1})
_FRAME_HEADERS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_FRAME_HEADER_BYTES: Final = 6


def dimensions(jpeg: bytes) -> tuple[int, int]:
    """Width and height of a whole baseline JPEG within the limits; raises InvalidEvent otherwise."""
    if len(jpeg) > MAX_BYTES:
        raise _broken("more than 64 KiB")
    if not (jpeg.startswith(_START) and jpeg.endswith(_END)):
        raise _broken("not a whole JPEG")
    headers = [(marker, body) for marker, body in _segments(jpeg) if marker in _FRAME_HEADERS]
    if len(headers) != 1 or headers[0][0] not in _BASELINE or len(headers[0][1]) < _FRAME_HEADER_BYTES:
        raise _broken("not one baseline frame")
    return _within_limits(headers[0][1])


def _within_limits(header: bytes) -> tuple[int, int]:
    height, width = int.from_bytes(header[1:3], "big"), int.from_bytes(header[3:5], "big")
    if not (0 < width <= MAX_WIDTH and 0 < height <= MAX_HEIGHT):
        raise _broken("dimensions")
    return width, height


def _segments(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each segment before the first scan."""
    at = len(_START)
    while jpeg[at : at + 2] != bytes((0xFF, _START_OF_SCAN)):
        length = int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if jpeg[at : at + 1] != b"\xff" or length < 2 or at + 2 + length > len(jpeg):
            raise _broken("segments")
        yield jpeg[at + 1], jpeg[at + 4 : at + 2 + length]
        at += 2 + length


def _broken(detail: str) -> InvalidEvent:
    return InvalidEvent("contract", detail)
