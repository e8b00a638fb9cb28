"""Why: a reader is measured on files that were really rendered: PDF, DOCX, HWPX and text."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from xml.sax.saxutils import escape

import docx
import pymupdf

from fakes.resume_layouts import LAYOUTS, Block, Bullet, Columns, Gap, Heading, Table, Text
from fakes.resume_people import Label, Language, person

FileType = Literal["pdf", "docx", "hwpx", "txt"]
LANGUAGES: Final[tuple[Language, ...]] = ("ko", "en")
_WIDTH, _HEIGHT, _MARGIN = 595, 842, 50
_SIZES: Final = {"heading": 13.0, "text": 10.0}
_ENGINE: Any = pymupdf  # its types are partial
_RUNS: Final = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]+")
_HWPX: Final = "http://www.hancom.co.kr/hwpml/2011/"


@dataclass(frozen=True, slots=True)
class Made:
    """A rendered resume with what stands in it."""

    name: str
    layout: str
    language: Language
    file_type: FileType
    content: bytes
    labels: frozenset[Label]


def labelled_set(count_each: int = 2, seed: int = 77) -> Iterator[Made]:
    """Every layout in both languages and three file types, `count_each` people each; text and HWPX take turns."""
    number = seed * 1000
    for layout in LAYOUTS:
        for language in LANGUAGES:
            for place in range(count_each):
                for file_type in ("pdf", "docx", "hwpx" if place % 2 == 0 else "txt"):
                    number += 1
                    yield made(number, layout, language, file_type)


def made(seed: int, layout: str, language: Language, file_type: FileType) -> Made:
    """One resume; the bytes of DOCX, HWPX and PDF hold no time and no chance but the seed's."""
    somebody = person(seed, language)
    content = _RENDERERS[file_type](LAYOUTS[layout](somebody))
    return Made(f"{layout}-{language}-{seed}.{file_type}", layout, language, file_type, content, somebody.labels)


def pdf(blocks: Sequence[Block]) -> bytes:
    """By PyMuPDF, with lines wrapped as wide as their column and tables with rules."""
    document = _ENGINE.open()
    pen = _Pen(document, _MARGIN, _WIDTH - _MARGIN)
    for block in blocks:
        if isinstance(block, Columns):
            _columns(pen, block)
        else:
            pen.block(block)
    document.set_metadata({})
    content: bytes = document.tobytes(garbage=3, deflate=True, no_new_id=True)
    return content


@dataclass(slots=True)
class _Pen:
    document: Any  # pymupdf has no types for pages
    left: float
    right: float
    y: float = _MARGIN
    page: Any = None

    def block(self, block: Block) -> None:
        if isinstance(block, Gap):
            self.y += 10
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Heading):
            self._lines(block.text, _SIZES["heading"], self.left)
        elif isinstance(block, Bullet):
            self._lines(f"• {block.text}", _SIZES["text"], self.left + 8)
        elif isinstance(block, Text):
            self._lines(block.text, _SIZES["text"], self.left)

    def _lines(self, text: str, size: float, left: float) -> None:
        for line in _wrapped(text, size, self.right - left):
            self._room(size * 1.5)
            self.y += size * 1.5
            self._write(left, self.y, line, size)

    def _table(self, table: Table) -> None:
        width = (self.right - self.left) / len(table.rows[0])
        for row in table.rows:
            self._room(18)
            for place, cell in enumerate(row):
                box = _ENGINE.Rect(self.left + place * width, self.y, self.left + (place + 1) * width, self.y + 18)
                self.page.draw_rect(box, width=0.5)
                self._write(box.x0 + 3, self.y + 13, cell, min(9.0, 9.0 * (width - 6) / max(_length(cell, 9.0), 1.0)))
            self.y += 18

    def _write(self, x: float, y: float, text: str, size: float) -> None:
        for run in _RUNS.findall(text):
            self.page.insert_text((x, y), run, fontsize=size, fontname="helv" if run.isascii() else "korea")
            x += _length(run, size)

    def _room(self, height: float) -> None:
        if self.page is None or self.y + height > _HEIGHT - _MARGIN:
            self.page = self.document.new_page(width=_WIDTH, height=_HEIGHT)
            self.y = _MARGIN


def _columns(pen: _Pen, block: Columns) -> None:
    pen.block(Gap())
    pen._room(1)
    top, page, middle = pen.y, pen.page, 215
    for left, right, inner in ((pen.left, middle - 12, block.left), (middle, pen.right, block.right)):
        column = _Pen(pen.document, left, right, top, page)
        for each in inner:
            column.block(each)


def _length(text: str, size: float) -> float:
    """Latin in Helvetica, everything else in a font whose characters are all as wide as they are high."""
    latin = "".join(run for run in _RUNS.findall(text) if run.isascii())
    return float(_ENGINE.get_text_length(latin, "helv", size)) + size * (len(text) - len(latin))


def _wrapped(text: str, size: float, width: float) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and _length(longer, size) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def docx_file(blocks: Sequence[Block]) -> bytes:
    """By python-docx; columns are a table without rules, as word processors' templates do it."""
    document = docx.Document()
    _docx_blocks(document, blocks)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _docx_blocks(place: Any, blocks: Sequence[Block]) -> None:  # noqa: ANN401  # a document or a cell
    for block in blocks:
        if isinstance(block, Columns):
            cells = place.add_table(rows=1, cols=2).rows[0].cells
            _docx_blocks(cells[0], block.left)
            _docx_blocks(cells[1], block.right)
        elif isinstance(block, Table):
            _docx_table(place, block)
        elif isinstance(block, Bullet):
            place.add_paragraph(f"• {block.text}")
        else:
            place.add_paragraph("" if isinstance(block, Gap) else block.text)


def _docx_table(place: Any, block: Table) -> None:  # noqa: ANN401  # a document or a cell
    rows = place.add_table(rows=len(block.rows), cols=len(block.rows[0])).rows
    for row, texts in zip(rows, block.rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def hwpx(blocks: Sequence[Block]) -> bytes:
    """The least that a Korean word processor's file consists of: a zip with a section of paragraphs and tables."""
    body = "".join(_hwpx(block) for block in blocks)
    spaces = f'xmlns:hs="{_HWPX}section" xmlns:hp="{_HWPX}paragraph"'
    section = f'<?xml version="1.0" encoding="UTF-8"?><hs:sec {spaces}>{body}</hs:sec>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in (("mimetype", "application/hwp+zip"), ("Contents/section0.xml", section)):
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
    return buffer.getvalue()


def _hwpx(block: Block) -> str:
    if isinstance(block, Columns):
        return _hwpx_rows([["".join(map(_hwpx, block.left)), "".join(map(_hwpx, block.right))]])
    if isinstance(block, Table):
        return _hwpx_rows([[_paragraph(cell) for cell in row] for row in block.rows])
    if isinstance(block, Bullet):
        return _paragraph(f"• {block.text}")
    return _paragraph("" if isinstance(block, Gap) else block.text)


def _hwpx_rows(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<hp:tc><hp:subList>{cell}</hp:subList></hp:tc>" for cell in row) for row in rows)
    return f"<hp:p><hp:run><hp:tbl>{''.join(f'<hp:tr>{row}</hp:tr>' for row in cells)}</hp:tbl></hp:run></hp:p>"


def _paragraph(text: str) -> str:
    return f"<hp:p><hp:run><hp:t>{escape(text)}</hp:t></hp:run></hp:p>"


def txt(blocks: Sequence[Block]) -> bytes:
    """UTF-8; columns one after the other, cells with tabs between them."""
    return "\n".join(_text(blocks)).encode()


def _text(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Columns):
            yield from (*_text(block.left), "", *_text(block.right))
        elif isinstance(block, Table):
            yield from ("\t".join(row) for row in block.rows)
        elif isinstance(block, Bullet):
            yield f"- {block.text}"
        else:
            yield "" if isinstance(block, Gap) else block.text


_RENDERERS: Final[dict[FileType, Callable[[Sequence[Block]], bytes]]] = {
    "pdf": pdf,
    "docx": docx_file,
    "hwpx": hwpx,
    "txt": txt,
}
