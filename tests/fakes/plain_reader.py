"""Why: rules can be tried on rendered files without the service's reader, in the simplest order that engines give."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import docx
import pymupdf
from docx.table import Table
from docx.text.paragraph import Paragraph

_ENGINE: Any = pymupdf  # its types are partial
_SPACE = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"


def read(name: str, content: bytes) -> str:
    """The text of a resume that these fakes made."""
    readers = {"pdf": _pdf, "docx": _docx, "hwpx": _hwpx, "txt": _txt}
    return readers[name.rpartition(".")[2]](content)


def _pdf(content: bytes) -> str:
    with _ENGINE.open(stream=content, filetype="pdf") as document:
        return "\n\n".join(page.get_text() for page in document)


def _docx(content: bytes) -> str:
    return "\n".join(_docx_lines(docx.Document(io.BytesIO(content))))


def _docx_lines(place: Any) -> Iterator[str]:  # noqa: ANN401  # a document or a cell
    for block in place.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                cells = ["\n".join(_docx_lines(cell)) for cell in row.cells]
                yield ("\n" if any("\n" in cell for cell in cells) else "\t").join(cells)


def _hwpx(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = ElementTree.fromstring(archive.read("Contents/section0.xml"))  # noqa: S314  # made by these fakes
    return "\n".join(_hwpx_lines(root))


def _hwpx_lines(place: ElementTree.Element) -> Iterator[str]:
    for paragraph in place.findall(f"{_SPACE}p"):
        rows = paragraph.findall(f"{_SPACE}run/{_SPACE}tbl/{_SPACE}tr")
        for row in rows:
            cells = ["\n".join(_hwpx_lines(cell)) for cell in row.findall(f"{_SPACE}tc/{_SPACE}subList")]
            yield ("\n" if any("\n" in cell for cell in cells) else "\t").join(cells)
        if not rows:
            yield "".join(text.text or "" for text in paragraph.iter(f"{_SPACE}t"))


def _txt(content: bytes) -> str:
    return content.decode()
