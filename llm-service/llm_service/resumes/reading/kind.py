"""Why: a document is what its bytes say, whatever it is called."""

import io
import zipfile
import zlib
from typing import Final, Literal

from llm_service.resumes.ports import Unreadable
from llm_service.resumes.reading.limits import MAX_UNZIPPED_BYTES, MAX_ZIP_ENTRIES, MAX_ZIP_RATIO

Kind = Literal["pdf", "docx", "hwpx", "text"]
MEDIA_TYPES: Final[dict[Kind, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "hwpx": "application/hwp+zip",
    "text": "text/plain",
}
_PDF: Final = b"%PDF-"
_PDF_WITHIN: Final = 1_024
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # binary HWP, DOC, and DOCX with a password
_RTF: Final = b"{\\rtf"
_MEDIA: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"MZ", b"\x7fELF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")

# What the standard library raises for a zip that is damaged or of a kind that it does not know.
BROKEN_ZIP: Final = (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError, OSError)


def kind_of(document: bytes) -> Kind:
    """Raises Unreadable for what is none of the kinds, or a zip that is too much."""
    head = document[:_PDF_WITHIN]
    if head.startswith(_ZIP):
        return _kind_of_zip(document)
    if _PDF in head:
        return "pdf"
    if head.startswith((_OLE, _RTF)):
        raise Unreadable("unsupported")
    if not document.strip() or head.startswith(_MEDIA):
        raise Unreadable("not_a_document")
    return "text"


def _kind_of_zip(document: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(document)) as archive:
            entries = archive.infolist()
    except BROKEN_ZIP:
        raise Unreadable("damaged") from None
    _refuse_bomb(entries, len(document))
    names = {entry.filename for entry in entries}
    if "word/document.xml" in names:
        return "docx"
    if "Contents/section0.xml" in names:
        return "hwpx"
    raise Unreadable("not_a_document")


def _refuse_bomb(entries: list[zipfile.ZipInfo], compressed: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ZIP_ENTRIES or total > MAX_UNZIPPED_BYTES or total > compressed * MAX_ZIP_RATIO:
        raise Unreadable("too_large")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted")
