"""Why: the service's own program reads the file, in a process of its own, so that what is shown is what it would do."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import msgspec

from interview_schemas.events import ResumeParsed

_PROGRAM: Final = "llm_service.resumes.describe"
_TIMEOUT_S: Final = 60
REASONS: Final = {
    "encrypted": "it is locked with a password; save it without one",
    "no_text": "there is no text in it; a scan has to be recognised first",
    "damaged": "it could not be opened; save it again",
    "too_long": "it is too long; 50 pages are read",
    "too_large": "it is too large; save it with smaller pictures",
    "unsupported": "this kind of file is not read; save it as PDF, DOCX or HWPX",
    "not_a_document": "it is no document; a resume is a PDF, DOCX, HWPX or text file",
}


class BadResume(Exception):
    """The message tells a person what to do."""


class _Refusal(msgspec.Struct, frozen=True):
    reason: str


def read_resume(path: Path) -> ResumeParsed:
    """What stands in the file; raises BadResume."""
    if not path.is_file():
        raise BadResume(f"{path}: there is no such file")
    command = [sys.executable, "-m", _PROGRAM, str(path)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=_TIMEOUT_S)
    try:
        if done.returncode == 0:
            return msgspec.json.decode(done.stdout, type=ResumeParsed)
        reason = msgspec.json.decode(done.stdout, type=_Refusal).reason
    except msgspec.DecodeError:
        raise BadResume(f"{path.name}: it could not be read") from None
    raise BadResume(f"{path.name}: {REASONS.get(reason, reason)}")
