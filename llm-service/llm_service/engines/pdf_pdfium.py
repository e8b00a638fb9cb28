"""Why: pdfium reads PDFs under a permissive licence, for who can't ship PyMuPDF."""

from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium
import pypdfium2.version

from llm_service.resumes.ports import Unreadable
from llm_service.resumes.reading.layout import Fragment
from llm_service.resumes.reading.limits import MAX_PAGES

NAME: Final = f"pdfium-{pypdfium2.version.PYPDFIUM_INFO}"
_ENGINE: Any = pypdfium2  # ships no types
_LEVEL: Final = 0.3
_GAP: Final = 1.0


def pages(document: bytes) -> list[list[Fragment]]:
    """The lines of each page; raises Unreadable."""
    try:
        opened = _ENGINE.PdfDocument(document)
    except _ENGINE.PdfiumError as error:
        reason = getattr(error, "err_code", None)
        raise Unreadable("encrypted" if reason == pdfium.FPDF_ERR_PASSWORD else "damaged") from None
    try:
        if len(opened) > MAX_PAGES:
            raise Unreadable("too_long")
        return [_fragments(opened[number]) for number in range(len(opened))]
    except _ENGINE.PdfiumError:
        raise Unreadable("damaged") from None
    finally:
        opened.close()


def _fragments(page: Any) -> list[Fragment]:  # noqa: ANN401  # a page of the engine
    height, text = page.get_height(), page.get_textpage()
    found: list[Fragment] = []
    open_: Fragment | None = None
    for number in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text.raw, number))
        if letter in "\r\n\x00":
            continue
        left, bottom, right, top = text.get_charbox(number, loose=True)
        here = Fragment(left, height - top, right, height - bottom, letter)
        if open_ is not None and _continues(open_, here):
            open_ = Fragment(open_.x0, open_.y0, max(open_.x1, here.x1), open_.y1, open_.text + letter)
        else:
            found += [open_] if open_ is not None else []
            open_ = here
    return [*found, open_] if open_ is not None else found


def _continues(run: Fragment, letter: Fragment) -> bool:
    """On the same line and close behind; the loose boxes of a line are equally high."""
    level = abs((run.y0 + run.y1) - (letter.y0 + letter.y1)) / 2 < _LEVEL * run.height
    return level and -run.height < letter.x0 - run.x1 < _GAP * run.height
