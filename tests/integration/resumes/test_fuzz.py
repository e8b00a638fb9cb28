"""Why: each reader ends with a text or a reason for inputs that a machine makes up; `make fuzz` looks for longer."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this machine"),
]

HARNESS = Path(__file__).parents[2] / "fuzz" / "resume_readers.py"
READERS = ("kind", "text", "pymupdf", "pdfium", "docx", "docx-xml", "hwpx", "hwpx-xml", "whole", "rules")


@pytest.mark.parametrize("reader", READERS)
def test_a_thousand_inputs_end_with_a_text_or_a_reason(reader: str, tmp_path: Path) -> None:
    command = [sys.executable, str(HARNESS), reader, "-runs=1000", "-seed=7"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=250)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert b"Done 1000 runs" in done.stderr
