"""Why: PyMuPDF reads most PDFs best; it is AGPL, so nothing but this file imports it."""

from typing import Any, Final

import pymupdf

from llm_service.resumes.ports import Unreadable
from llm_service.resumes.reading.layout import Fragment
from llm_service.resumes.reading.limits import MAX_PAGES

NAME: Final = f"pymupdf-{pymupdf.VersionBind}"
_ENGINE: Any = pymupdf  # its types are partial
# The engine prints what it finds wrong with a file; that may hold its words.
_ENGINE.TOOLS.mupdf_display_errors(False)
_ENGINE.TOOLS.mupdf_display_warnings(False)


def pages(document: bytes) -> list[list[Fragment]]:
    """The lines of each page; raises Unreadable."""
    try:
        with _ENGINE.open(stream=document, filetype="pdf") as opened:
            if opened.needs_pass:
                raise Unreadable("encrypted")
            if opened.page_count > MAX_PAGES:
                raise Unreadable("too_long")
            return [_fragments(page) for page in opened]
    except (RuntimeError, ValueError):  # pymupdf's own errors derive from RuntimeError
        raise Unreadable("damaged") from None


def _fragments(page: Any) -> list[Fragment]:  # noqa: ANN401  # a page of the engine
    content = page.get_text("dict", flags=_ENGINE.TEXT_PRESERVE_WHITESPACE | _ENGINE.TEXT_PRESERVE_LIGATURES)
    lines = (line for block in content["blocks"] for line in block.get("lines", ()))
    return [_fragment(line) for line in lines]


def _fragment(line: Any) -> Fragment:  # noqa: ANN401  # a line of the engine
    x0, y0, x1, y1 = line["bbox"]
    return Fragment(x0, y0, x1, y1, "".join(span["text"] for span in line["spans"]))
