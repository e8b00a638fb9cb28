"""Why: windows are cut by when frames were captured, so a second run cuts the same ones, with the same ids."""

from typing import Final

import msgspec

from interview_schemas.errors import InvalidEvent
from interview_schemas.events import CameraWindow

WINDOW_MS: Final = 2_000
_MAX_EXACT: Final = 2**53


class OpenWindow(msgspec.Struct, frozen=True):
    """What was counted since `from_ms`."""

    from_ms: int
    frames: int = 0
    with_face: int = 0
    with_several: int = 0


class WindowState(msgspec.Struct, frozen=True):
    """One interview's window; frames captured before `not_before_ms` belong to windows that are closed."""

    not_before_ms: int = 0
    open: OpenWindow | None = None


Step = tuple[WindowState, CameraWindow | None]


def check_time(captured_at_ms: int) -> None:
    """Raises InvalidEvent for what no browser's clock says."""
    if not 0 <= captured_at_ms < _MAX_EXACT:
        raise InvalidEvent("contract", "captured_at_ms")


def is_late(state: WindowState, captured_at_ms: int) -> bool:
    """The frame's window is closed."""
    return captured_at_ms < state.not_before_ms


def count(state: WindowState, interview_id: str, captured_at_ms: int, *, faces: int) -> Step:
    """Count a frame that is not late; a frame of a later window closes the one before."""
    from_ms = captured_at_ms - captured_at_ms % WINDOW_MS
    closed = None
    if state.open is None or state.open.from_ms != from_ms:
        state, closed = close(state, interview_id)
        state = WindowState(from_ms, OpenWindow(from_ms))
    return msgspec.structs.replace(state, open=_counted(state.open or OpenWindow(from_ms), faces)), closed


def close(state: WindowState, interview_id: str) -> Step:
    """Close the open window, if there is one."""
    if state.open is None:
        return state, None
    window = _window(interview_id, state.open)
    return WindowState(window.to_ms), window


def adopt(state: WindowState, window: CameraWindow) -> WindowState:
    """The window stands in the log: its frames are counted."""
    return WindowState(max(state.not_before_ms, window.to_ms))


def _counted(window: OpenWindow, faces: int) -> OpenWindow:
    return OpenWindow(
        window.from_ms, window.frames + 1, window.with_face + (faces > 0), window.with_several + (faces > 1)
    )


def _window(interview_id: str, window: OpenWindow) -> CameraWindow:
    return CameraWindow(
        interview_id=interview_id,
        from_ms=window.from_ms,
        to_ms=window.from_ms + WINDOW_MS,
        frames=window.frames,
        face_present_share=window.with_face / window.frames,
        several_faces_share=window.with_several / window.frames,
    )
