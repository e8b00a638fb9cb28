"""Why: HWPX, the open format of Korea's word processor, is a zip of XML sections."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from llm_service.resumes.ports import Unreadable
from llm_service.resumes.reading.kind import BROKEN_ZIP

_SECTION: Final = re.compile(r"Contents/section\d{1,4}\.xml")
_PARAGRAPH: Final = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"


def text_of(document: bytes) -> str:
    """Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(document)) as archive:
            names = sorted(filter(_SECTION.fullmatch, archive.namelist()), key=lambda name: (len(name), name))
            roots = [etree.fromstring(archive.read(name), _parser()) for name in names]
    except (*BROKEN_ZIP, etree.LxmlError, KeyError):
        raise Unreadable("damaged") from None
    return "\n".join(line for root in roots for line in _lines(root))


def _parser() -> Any:  # noqa: ANN401  # lxml ships no types
    """Nothing is expanded, fetched or allowed to be huge."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _lines(place: Any) -> Iterator[str]:  # noqa: ANN401  # an element
    for paragraph in place.findall(f"{_PARAGRAPH}p"):
        rows = paragraph.findall(f"{_PARAGRAPH}run/{_PARAGRAPH}tbl/{_PARAGRAPH}tr")
        for row in rows:
            cells = ["\n".join(_lines(cell)) for cell in row.findall(f"{_PARAGRAPH}tc/{_PARAGRAPH}subList")]
            yield ("\n" if any("\n" in cell for cell in cells) else "\t").join(cells)
        if not rows:
            yield "".join(text.text or "" for text in paragraph.iter(f"{_PARAGRAPH}t"))
