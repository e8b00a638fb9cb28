"""Why: `python -m llm_service.resumes.describe FILE` shows what the service would publish, without a stack.

One JSON object on stdout: `text`, `language`, `pages`, `engine`, `facts`; or `reason` and exit code 1. The file is
read in the service's sandbox.
"""

import asyncio
import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from interview_schemas.events import ResumeParsed
from llm_service.resumes.ports import ResumeReader, Unreadable
from llm_service.resumes.reading.reading import PdfEngine
from llm_service.resumes.reading.sandboxed import SandboxedReader
from llm_service.resumes.structure.core import structure

_ENGINES: Final[Mapping[str, PdfEngine]] = {"pymupdf": "pymupdf", "pdfium": "pdfium"}


async def described(document: bytes, reader: ResumeReader) -> ResumeParsed:
    """The event for this file; raises Unreadable."""
    try:
        reading = await reader.read(document)
    finally:
        await reader.close()
    found = structure(reading.text)
    return ResumeParsed(
        interview_id="",
        sha256=hashlib.sha256(document).hexdigest(),
        text=reading.text,
        pages=reading.pages,
        engine=reading.engine,
        language=found.language,
        facts=found.facts,
    )


async def answer(document: bytes, environment: Mapping[str, str]) -> object:
    """What is printed."""
    engine = _ENGINES.get(environment.get("RESUME_PDF_ENGINE", ""), "pymupdf")
    try:
        return await described(document, SandboxedReader(engine, 1))
    except Unreadable as error:
        return {"reason": error.reason}


def main() -> None:
    """Print what FILE says; exit 1 where it can't be read."""
    shown = asyncio.run(answer(Path(sys.argv[1]).read_bytes(), os.environ))
    sys.stdout.buffer.write(msgspec.json.encode(shown) + b"\n")
    raise SystemExit(int(isinstance(shown, dict)))


if __name__ == "__main__":
    main()
