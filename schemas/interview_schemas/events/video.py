"""Why: a consented frame and what may be said about it, which is presence and camera quality and nothing else."""

from typing import ClassVar

from interview_schemas.events.base import Event, MediaEvent


class VideoFrame(MediaEvent, frozen=True, kw_only=True):
    """One JPEG, at most 640x360, sent only under a camera consent."""

    identity: ClassVar[tuple[str, ...]] = ("epoch", "seq")

    seq: int
    epoch: int
    captured_at_ms: int


class CameraWindow(Event, frozen=True, kw_only=True):
    """Presence over a window of frames; shares are 0..1 of `frames`."""

    identity: ClassVar[tuple[str, ...]] = ("from_ms",)

    from_ms: int
    to_ms: int
    frames: int
    face_present_share: float
    several_faces_share: float
