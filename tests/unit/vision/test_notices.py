"""Why: regression 10: a notice about a missing GPU was taken for a fault."""

import os

import pytest
from structlog.testing import capture_logs

from vision_service.engines.notices import quiet_about_gpu, without_harmless

pytestmark = pytest.mark.unit

HARMLESS = [
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
    "I0000 00:00:1795440767.8 16117 gl_context_egl.cc:85] Successfully initialized EGL. Major : 1 Minor: 5",
    "W0000 00:00:1795440767.8 16117 gl_context.cc:1000] Could not create a context with OpenGL ES 3.1",
    "E0000 00:00:1795440767.8 16117 egl_context.cc:9] Unable to initialize EGL",
    "libEGL warning: failed to open /dev/dri/card0: Permission denied",
    "W0000 00:00:1 16117 face_landmarker_graph.cc:174] Sets FaceBlendshapesGraph acceleration to xnnpack by default.",
    "INFO: Created TensorFlow Lite XNNPACK delegate for CPU.",
    "W0000 00:00:1 16118 inference_feedback_manager.cc:114] Feedback manager requires a model with one signature.",
]
FAULT = "E0000 00:00:1 16118 model.cc:3] The model is not one"


@pytest.mark.parametrize("line", HARMLESS)
def test_notices_of_a_machine_without_a_gpu_are_known(line: str) -> None:
    assert without_harmless(line + "\n") == ""


def test_anything_else_stays() -> None:
    written = "\n".join([HARMLESS[0], FAULT, "", HARMLESS[1], "Aborted"]) + "\n"
    assert without_harmless(written) == f"{FAULT}\nAborted\n"
    assert without_harmless("") == ""


def test_they_become_one_line_of_information(capfd: pytest.CaptureFixture[str]) -> None:
    with capture_logs() as lines, quiet_about_gpu():
        for written in (*HARMLESS, FAULT):
            os.write(2, f"{written}\n".encode())
    assert capfd.readouterr().err == f"{FAULT}\n"
    (line,) = lines
    assert (line["event"], line["log_level"]) == ("vision_on_cpu", "info")
    assert "XNNPACK" in line["about"]


def test_where_loading_fails_everything_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    def fails() -> None:
        os.write(2, f"{HARMLESS[3]}\n".encode())
        raise RuntimeError

    with capture_logs() as lines:
        with pytest.raises(RuntimeError), quiet_about_gpu():
            fails()
        assert lines == []
    assert capfd.readouterr().err == f"{HARMLESS[3]}\n"


def test_stderr_is_given_back(capfd: pytest.CaptureFixture[str]) -> None:
    with quiet_about_gpu():
        pass
    os.write(2, b"after\xff\n")
    assert "after" in capfd.readouterr().err
