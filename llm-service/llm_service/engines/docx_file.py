"""Why: a Word document is read in the order of its body, tables row by row."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from llm_service.resumes.ports import Unreadable
from llm_service.resumes.reading.kind import BROKEN_ZIP


def text_of(document: bytes) -> str:
    """Raises Unreadable."""
    try:
        return "\n".join(_lines(docx.Document(io.BytesIO(document))))
    except (*BROKEN_ZIP, PackageNotFoundError, LxmlError, KeyError, AttributeError, RecursionError):
        raise Unreadable("damaged") from None


def _lines(place: Any) -> Iterator[str]:  # noqa: ANN401  # a document or a cell
    for block in place.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                yield _row(["\n".join(_lines(cell)) for cell in row.cells])


def _row(cells: list[str]) -> str:
    """A merged cell comes once for each column that it spans."""
    once = [cell for place, cell in enumerate(cells) if place == 0 or cell != cells[place - 1]]
    return ("\n" if any("\n" in cell for cell in once) else "\t").join(once)
