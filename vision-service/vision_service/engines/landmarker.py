"""Why: the one place that shows a picture to MediaPipe, and it asks for faces only: no blend shapes, no identity."""

from typing import Any, Final

import numpy as np

from interview_schemas.errors import InvalidEvent
from vision_service.engines.jpeg import dimensions
from vision_service.engines.model_file import read_model
from vision_service.engines.notices import quiet_about_gpu
from vision_service.windows.ports import Picture, PictureRefused

FACES_LOOKED_FOR: Final = 2
_WARM_UP: Final = (360, 640, 3)


class FaceLandmarker:
    """MediaPipe's face landmarker in IMAGE mode: pictures of any number of interviews, none remembered."""

    def __init__(self, model: bytes) -> None:
        # Imported here: a machine without them must still be able to start this service.
        import cv2  # noqa: PLC0415
        import mediapipe  # noqa: PLC0415
        from mediapipe.tasks.python import BaseOptions, vision  # noqa: PLC0415

        self._cv2: Any = cv2
        self._mediapipe: Any = mediapipe
        options = vision.FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=model),
            running_mode=vision.RunningMode.IMAGE,
            num_faces=FACES_LOOKED_FOR,
            output_face_blendshapes=False,
            output_facial_transformation_matrixes=False,
        )
        self._landmarker: Any = vision.FaceLandmarker.create_from_options(options)

    def decode(self, jpeg: bytes) -> Picture:
        """RGB; the header's limits are checked before the decoder sees the bytes."""
        width, height = dimensions(jpeg)
        flags = self._cv2.IMREAD_COLOR_RGB | self._cv2.IMREAD_IGNORE_ORIENTATION
        try:
            picture = self._cv2.imdecode(np.frombuffer(jpeg, np.uint8), flags)
        except self._cv2.error:
            raise InvalidEvent("contract", "not decodable") from None
        if picture is None or picture.shape != (height, width, 3):
            raise InvalidEvent("contract", "not decodable")
        return np.ascontiguousarray(picture)

    def count_faces(self, picture: Picture) -> int:
        """How many, at most two; landmarks are not kept."""
        image = self._mediapipe.Image(image_format=self._mediapipe.ImageFormat.SRGB, data=picture)
        try:
            return len(self._landmarker.detect(image).face_landmarks)
        except (RuntimeError, ValueError) as error:
            raise PictureRefused(type(error).__name__) from None

    def close(self) -> None:
        """Free the native part, which MediaPipe can't do by itself once the interpreter shuts down."""
        self._landmarker.close()


def open_landmarker(model_path: str = "") -> FaceLandmarker:
    """A warm landmarker; raises what `loading` turns into advice."""
    model = read_model(model_path)
    with quiet_about_gpu():
        landmarker = FaceLandmarker(model)
        landmarker.count_faces(np.zeros(_WARM_UP, np.uint8))
    return landmarker
