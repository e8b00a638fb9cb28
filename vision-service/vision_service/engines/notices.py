"""Why: what native code writes about a machine without a GPU looks like a fault and is none."""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from interview_runtime.logs import get_logger

_STDERR: Final = 2
_HARMLESS: Final = re.compile(
    r"\bEGL|libEGL|egl_|gl_context|\bGPU\b|OpenGL|XNNPACK|xnnpack|absl::InitializeLog|inference_feedback_manager"
)


def without_harmless(written: str) -> str:
    """The lines that are not known to be harmless."""
    return "".join(line for line in written.splitlines(keepends=True) if line.strip() and not _HARMLESS.search(line))


@contextmanager
def quiet_about_gpu() -> Iterator[None]:
    """Say once, as information, that the CPU is used; anything else that was written to stderr is passed on."""
    sys.stderr.flush()
    before = os.dup(_STDERR)
    with tempfile.TemporaryFile() as written:
        os.dup2(written.fileno(), _STDERR)
        harmless = False
        try:
            yield
            harmless = True
        finally:
            os.dup2(before, _STDERR)
            os.close(before)
            written.seek(0)
            text = written.read().decode(errors="replace")
            sys.stderr.write(without_harmless(text) if harmless else text)
    get_logger().info("vision_on_cpu", about="faces are looked for on the CPU (XNNPACK); no GPU is needed")
