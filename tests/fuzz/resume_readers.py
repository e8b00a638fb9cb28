"""Why: what no person would write is found by a machine: each reader ends with a text or Unreadable, and nothing else.

`python tests/fuzz/resume_readers.py READER [libFuzzer's options]`; `make fuzz` runs each for a minute.
"""

import contextlib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["llm_service"]):
    from llm_service.engines import docx_file, hwpx_file, pdf_pdfium, pdf_pymupdf
    from llm_service.resumes.ports import Unreadable
    from llm_service.resumes.reading import kind, plain_text
    from llm_service.resumes.reading.reading import read_document
    from llm_service.resumes.structure.core import structure

from fakes.hostile_documents import archive, docx, hwpx, pdf


def rezipped(name: str) -> Callable[[bytes], bytes]:
    """The bytes as the part of a zip that a reader looks into: a fuzzer does not find checksums."""
    return lambda data: archive({"[Content_Types].xml": b"<Types/>", name: data})


def rules(data: bytes) -> None:
    found = structure(data.decode(errors="replace"))
    assert all(found.facts)


READERS: Mapping[str, Callable[[bytes], object]] = {
    "kind": kind.kind_of,
    "text": plain_text.text_of,
    "pymupdf": pdf_pymupdf.pages,
    "pdfium": pdf_pdfium.pages,
    "docx": docx_file.text_of,
    "docx-xml": lambda data: docx_file.text_of(rezipped("word/document.xml")(data)),
    "hwpx": hwpx_file.text_of,
    "hwpx-xml": lambda data: hwpx_file.text_of(rezipped("Contents/section0.xml")(data)),
    "whole": lambda data: read_document(data, "pymupdf"),
    "rules": rules,
}
SEEDS = (pdf("Jane Park"), docx("", "Jane Park"), hwpx("", "Jane Park"), "경력 2019.01 - 2021.03 회사".encode("cp949"))


def main() -> None:
    """Never returns: libFuzzer exits."""
    read = READERS[sys.argv.pop(1)]

    def one(data: bytes) -> None:
        with contextlib.suppress(Unreadable):
            read(data)

    for seed in SEEDS:
        one(seed)
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
