"""Why: windows need two answers of a picture engine and no more, so no engine can tell them more about a person."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Picture: TypeAlias = npt.NDArray[np.uint8]


class PictureRefused(Exception):
    """The engine can't look at this picture; another one may do."""


class FaceEngine(Protocol):
    """Methods block; `decode` may be called from several threads at once, `count_faces` from one."""

    def decode(self, jpeg: bytes) -> Picture:
        """RGB, height by width by 3. Raises InvalidEvent for what is no whole JPEG within the limits."""
        ...

    def count_faces(self, picture: Picture) -> int:
        """How many faces there are, at most 2. Raises PictureRefused."""
        ...

    def close(self) -> None:
        """Free what it holds; the last call."""
        ...


OpenEngine: TypeAlias = Callable[[], FaceEngine]
