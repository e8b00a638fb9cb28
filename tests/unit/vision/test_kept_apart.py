"""Why: regression 17: a smile went into a score. What vision may say is listed here, and who may hear it."""

import inspect

import msgspec
import pytest

from interview_schemas.events import CameraWindow, VideoFrame
from interview_schemas.topics import TOPICS
from llm_service.assessment.core import AssessmentFold
from llm_service.questions.core import QuestionsFold
from vision_service.engines import landmarker
from vision_service.windows.ports import FaceEngine
from vision_service.windows.processor import VisionProcessor

pytestmark = pytest.mark.unit

ALLOWED = {
    "interview_id": str,
    "from_ms": int,
    "to_ms": int,
    "frames": int,
    "face_present_share": float,
    "several_faces_share": float,
}
GRADERS = {"questions", "assessment", "resumes", "flow", "turns"}


def test_a_window_tells_presence_and_nothing_else() -> None:
    assert {field.name: field.type for field in msgspec.structs.fields(CameraWindow)} == ALLOWED


def test_an_engine_is_asked_how_many_faces_and_nothing_else() -> None:
    asked = {name for name, _ in inspect.getmembers(FaceEngine, inspect.isfunction) if not name.startswith("_")}
    assert asked == {"decode", "count_faces", "close"}
    assert inspect.signature(FaceEngine.count_faces).return_annotation is int


def test_the_landmarker_is_asked_for_no_expression() -> None:
    source = inspect.getsource(landmarker)
    assert "output_face_blendshapes=False" in source
    assert "output_facial_transformation_matrixes=False" in source
    assert "RunningMode.IMAGE" in source


def test_nobody_who_asks_or_grades_reads_the_camera() -> None:
    assert not GRADERS & set(TOPICS["vision-signals"].readers)
    assert TOPICS["video-frames"].readers == ("vision",)


def test_no_grading_fold_reads_the_cameras_topics() -> None:
    cameras = {"vision-signals", "video-frames"}
    for inputs in (QuestionsFold.inputs, AssessmentFold.inputs):
        assert not cameras & set(inputs)


def test_vision_reads_no_words() -> None:
    assert set(VisionProcessor.topics) == {"video-frames", "interview-events"}
    assert TOPICS["vision-signals"].writers == ("vision",)


def test_frames_and_windows_are_sealed_and_frames_live_an_hour() -> None:
    assert TOPICS["video-frames"].sealed
    assert TOPICS["vision-signals"].sealed
    assert TOPICS["video-frames"].retention_ms == 3_600_000
    assert VideoFrame.identity == ("epoch", "seq")
