"""Why: one function reads any document; it runs in a child that may die of it."""

import importlib
import re
from collections.abc import Callable, Mapping
from typing import Final, Literal, Protocol, cast

from llm_service.engines import docx_file, hwpx_file
from llm_service.resumes.ports import Reading, Unreadable
from llm_service.resumes.reading import plain_text
from llm_service.resumes.reading.kind import MEDIA_TYPES, Kind, kind_of
from llm_service.resumes.reading.layout import Fragment, page_text
from llm_service.resumes.reading.limits import MAX_BYTES, MAX_CHARACTERS

PdfEngine = Literal["pymupdf", "pdfium"]
_TEXTS: Final[Mapping[Kind, Callable[[bytes], str]]] = {
    "docx": docx_file.text_of,
    "hwpx": hwpx_file.text_of,
    "text": plain_text.text_of,
}
_NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class PdfReader(Protocol):
    """A module of llm_service.engines."""

    NAME: str

    def pages(self, document: bytes) -> list[list[Fragment]]:
        """The lines of each page; raises Unreadable."""
        ...


def pdf_reader(engine: PdfEngine) -> PdfReader:
    """Only the engine that was chosen is imported: the other one need not be installed."""
    return cast("PdfReader", importlib.import_module(f"llm_service.engines.pdf_{engine}"))


def read_document(document: bytes, pdf_engine: PdfEngine) -> Reading:
    """Raises Unreadable."""
    if len(document) > MAX_BYTES:
        raise Unreadable("too_large")
    kind = kind_of(document)
    if kind == "pdf":
        reader = pdf_reader(pdf_engine)
        pages = reader.pages(document)
        text, count, engine = "\n\n".join(map(page_text, pages)), len(pages), reader.NAME
    else:
        text, count, engine = _TEXTS[kind](document), 1, kind
    return Reading(text=_cleaned(text), pages=count, engine=engine, media_type=MEDIA_TYPES[kind])


def _cleaned(text: str) -> str:
    clean = _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not clean:
        raise Unreadable("no_text")
    if len(clean) > MAX_CHARACTERS:
        raise Unreadable("too_long")
    return clean
