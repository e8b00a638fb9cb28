"""Why: a camera that a test draws byte by byte, and an engine that sees what is written in the picture."""

import threading
from dataclasses import dataclass, field

import numpy as np

from interview_schemas.events import VideoFrame
from vision_service.engines.jpeg import dimensions
from vision_service.windows.ports import Picture, PictureRefused

REFUSED = 255
START_MS = 1_700_000_000_000


def segment(marker: int, body: bytes) -> bytes:
    """A JPEG segment."""
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def frame_header(width: int, height: int, marker: int = 0xC0) -> bytes:
    """The segment that says how large the picture is."""
    size = b"\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return segment(marker, size + b"\x01\x01\x11\x00")


def jpeg(faces: int = 1, width: int = 640, height: int = 360) -> bytes:
    """The shape of a JPEG; its comment says how many faces there are."""
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\x34"
    return b"\xff\xd8" + segment(0xFE, bytes((faces,))) + frame_header(width, height) + scan + b"\xff\xd9"


def frame(at_ms: int, faces: int = 1, interview_id: str = "i-1", *, media: bytes | None = None) -> VideoFrame:
    """A frame captured `at_ms` after the start."""
    return VideoFrame(
        interview_id=interview_id,
        seq=at_ms,
        epoch=1,
        captured_at_ms=START_MS + at_ms,
        media=jpeg(faces) if media is None else media,
    )


def picture(faces: int) -> Picture:
    """What the scripted engine decodes such a frame to."""
    return np.full((1, 1, 3), faces, np.uint8)


@dataclass
class ScriptedFaceEngine:
    """Sees what the comment says. Cleared gates hold the call until they are set; `seen` are the answers given."""

    seen: list[int] = field(default_factory=list)
    decoded: int = 0
    closed: bool = False
    may_decode: threading.Event = field(default_factory=threading.Event)
    may_count: threading.Event = field(default_factory=threading.Event)
    decoding: threading.Event = field(default_factory=threading.Event)
    counting: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_decode.set()
        self.may_count.set()

    def decode(self, jpeg: bytes) -> Picture:
        self.decoding.set()
        assert self.may_decode.wait(10)
        dimensions(jpeg)
        self.decoded += 1
        return picture(jpeg[6])

    def count_faces(self, picture: Picture) -> int:
        self.counting.set()
        assert self.may_count.wait(10)
        faces = int(picture[0, 0, 0])
        if faces == REFUSED:
            raise PictureRefused
        self.seen.append(faces)
        return faces

    def close(self) -> None:
        self.closed = True
