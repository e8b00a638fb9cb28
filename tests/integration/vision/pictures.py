"""Why: pictures without a face, drawn here, so that no test carries anybody's."""

import cv2
import numpy as np

from vision_service.windows.ports import Picture

WIDTH, HEIGHT = 640, 360


def room() -> Picture:
    """A wall, a window and a lamp."""
    picture = np.full((HEIGHT, WIDTH, 3), (200, 190, 170), np.uint8)
    cv2.rectangle(picture, (60, 40), (240, 220), (230, 240, 255), -1)
    cv2.line(picture, (150, 40), (150, 220), (90, 80, 70), 6)
    cv2.rectangle(picture, (420, 120), (440, 330), (60, 60, 60), -1)
    cv2.ellipse(picture, (430, 120), (60, 30), 0, 0, 360, (90, 220, 255), -1)
    return picture


def black() -> Picture:
    """A covered camera."""
    return np.zeros((HEIGHT, WIDTH, 3), np.uint8)


def noise() -> Picture:
    """A broken camera."""
    return np.random.default_rng(7).integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.uint8)


def as_jpeg(picture: Picture, quality: int = 60, *, progressive: bool = False) -> bytes:
    """As a browser sends it."""
    flags = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_PROGRESSIVE, int(progressive)]
    done, data = cv2.imencode(".jpg", picture, flags)
    assert done
    return bytes(data.tobytes())
