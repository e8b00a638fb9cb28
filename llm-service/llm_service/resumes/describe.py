"""Why: `python -m llm_service.resumes.describe FILE` shows what the service would publish, without a stack.

One JSON object on stdout: `text`, `language`, `pages`, `engine`, `facts`; or `reason` and exit code 1.
"""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from interview_schemas.events import ResumeParsed
from llm_service.resumes.structure.core import structure

LARGEST_BYTES: Final = 10 * 1024 * 1024
_ENCODINGS: Final = ("utf-8-sig", "cp949")
_BINARY: Final = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Unreadable(Exception):
    """`reason` is a word of the contract."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Read(msgspec.Struct, frozen=True):
    """A document's text."""

    text: str
    pages: int
    engine: str


Reader = Callable[[bytes], Read]


def plain_text(content: bytes) -> Read:
    """Text in UTF-8 or the Korean code page; raises Unreadable."""
    if content.startswith(_BINARY):
        raise Unreadable("unsupported")
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise Unreadable("no_text")
        return Read(text, 1, "text")
    raise Unreadable("not_a_document")


def described(content: bytes, read: Reader = plain_text) -> ResumeParsed:
    """The event for this file; raises Unreadable."""
    if len(content) > LARGEST_BYTES:
        raise Unreadable("too_large")
    document = read(content)
    found = structure(document.text)
    return ResumeParsed(
        interview_id="",
        sha256=hashlib.sha256(content).hexdigest(),
        text=document.text,
        pages=document.pages,
        engine=document.engine,
        language=found.language,
        facts=found.facts,
    )


def main() -> None:
    """Print what FILE says; exit 1 where it can't be read."""
    try:
        shown: object = described(Path(sys.argv[1]).read_bytes())
    except Unreadable as error:
        shown = {"reason": error.reason}
    sys.stdout.buffer.write(msgspec.json.encode(shown) + b"\n")
    raise SystemExit(int(isinstance(shown, dict)))


if __name__ == "__main__":
    main()
