"""Why: the real model sees nobody where nobody is, and the real decoder takes whole pictures only.

Pictures with faces are not tested here: no licensed portrait lies in this repository.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from integration.vision.pictures import HEIGHT, WIDTH, as_jpeg, black, noise, room
from interview_schemas.errors import InvalidEvent
from vision_service.engines.jpeg import MAX_BYTES, dimensions
from vision_service.engines.landmarker import FaceLandmarker, open_landmarker
from vision_service.windows.ports import Picture

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def landmarker() -> Iterator[FaceLandmarker]:
    made = open_landmarker()
    yield made
    made.close()


@pytest.mark.parametrize("draw", [room, black])
def test_nobody_is_seen_where_nobody_is(landmarker: FaceLandmarker, draw: Callable[[], Picture]) -> None:
    picture = landmarker.decode(as_jpeg(draw()))
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert [landmarker.count_faces(picture) for _ in range(3)] == [0, 0, 0]


def test_colours_come_in_the_models_order(landmarker: FaceLandmarker) -> None:
    blue_for_cv2 = np.full((HEIGHT, WIDTH, 3), (255, 0, 0), np.uint8)
    red, _, blue = landmarker.decode(as_jpeg(blue_for_cv2))[0, 0]
    assert (int(red) < 10, int(blue) > 245) == (True, True)


@pytest.mark.parametrize("shape", [(1, 1, 3), (2, 640, 3), (720, 1280, 3), (720, 1, 3)])
def test_any_shape_within_the_limits_is_looked_at(landmarker: FaceLandmarker, shape: tuple[int, ...]) -> None:
    assert landmarker.count_faces(landmarker.decode(as_jpeg(np.zeros(shape, np.uint8)))) == 0


def test_the_header_tells_what_the_decoder_gives(landmarker: FaceLandmarker) -> None:
    for width, height in ((640, 360), (320, 180), (1280, 720), (17, 33)):
        data = as_jpeg(np.zeros((height, width, 3), np.uint8))
        assert dimensions(data) == (width, height)
        assert landmarker.decode(data).shape == (height, width, 3)


def test_grey_pictures_are_pictures(landmarker: FaceLandmarker) -> None:
    assert landmarker.decode(as_jpeg(np.zeros((HEIGHT, WIDTH), np.uint8))).shape == (HEIGHT, WIDTH, 3)


@pytest.mark.parametrize(
    "data",
    [
        as_jpeg(room())[:-2],
        as_jpeg(room())[: len(as_jpeg(room())) // 2],
        as_jpeg(room(), progressive=True),
        as_jpeg(np.zeros((721, 1280, 3), np.uint8)),
        as_jpeg(np.zeros((720, 1281, 3), np.uint8)),
        b"",
        bytes(1_000),
    ],
    ids=["no end", "half", "progressive", "too high", "too wide", "empty", "zeros"],
)
def test_what_is_no_whole_picture_within_the_limits_is_refused(landmarker: FaceLandmarker, data: bytes) -> None:
    with pytest.raises(InvalidEvent) as refused:
        landmarker.decode(data)
    assert refused.value.reason == "contract"


def test_a_picture_of_too_many_bytes_is_refused(landmarker: FaceLandmarker) -> None:
    data = as_jpeg(noise(), quality=95)
    assert len(data) > MAX_BYTES
    with pytest.raises(InvalidEvent):
        landmarker.decode(data)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_pictures_end_in_an_answer(landmarker: FaceLandmarker, data: st.DataObject) -> None:
    """A picture of the header's size, or a refusal; never a crash of the decoder."""
    damaged = bytearray(as_jpeg(room()))
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(2, len(damaged) - 3))] = data.draw(st.integers(0, 255))
    try:
        picture = landmarker.decode(bytes(damaged))
    except InvalidEvent:
        return
    assert picture.shape[:2] == dimensions(bytes(damaged))[::-1]


def test_the_lack_of_a_gpu_is_one_line_of_information(capfd: pytest.CaptureFixture[str]) -> None:
    with capture_logs() as lines:
        open_landmarker().close()
    assert [(line["event"], line["log_level"]) for line in lines] == [("vision_on_cpu", "info")]
    assert capfd.readouterr().err == ""
