"""Why: a document is what its bytes say, and is read as a person reads it."""

import contextlib
import io
import subprocess
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.resume_files import Made, labelled_set
from interview_schemas.events import RejectReason
from llm_service.resumes.ports import Unreadable
from llm_service.resumes.reading import plain_text
from llm_service.resumes.reading.frames import DAMAGED, Answer, decode, encode
from llm_service.resumes.reading.kind import kind_of
from llm_service.resumes.reading.layout import Fragment, page_text
from llm_service.resumes.reading.limits import MAX_CHARACTERS, MAX_ZIP_ENTRIES
from llm_service.resumes.reading.reading import PdfEngine, read_document
from llm_service.resumes.structure.core import structure

pytestmark = pytest.mark.unit

MADE = list(labelled_set(count_each=1))


def zipped(*names: str, content: bytes = b"x", method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


def reason_of(document: bytes, engine: PdfEngine = "pymupdf") -> RejectReason:
    with pytest.raises(Unreadable) as refused:
        read_document(document, engine)
    return refused.value.reason


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.name)
def test_the_kind_is_known_by_content(made: Made) -> None:
    assert kind_of(made.content) == {"txt": "text"}.get(made.file_type, made.file_type)


@pytest.mark.parametrize("engine", ["pymupdf", "pdfium"])
@pytest.mark.parametrize("made", MADE, ids=lambda made: made.name)
def test_names_stand_in_the_text_of_every_layout(made: Made, engine: PdfEngine) -> None:
    reading = read_document(made.content, engine)
    found = {(fact.section, fact.kind): fact.value for fact in structure(reading.text).facts}
    labelled = {(section, kind): value for section, kind, value in made.labels if section == "header"}
    assert found["header", "name"] == labelled["header", "name"]
    assert found["header", "email"] == labelled["header", "email"]
    assert reading.pages >= 1


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", "not_a_document"),
        (b" \n ", "not_a_document"),
        (b"\x89PNG\r\n\x1a\n....", "not_a_document"),
        (b"MZ\x90\x00", "not_a_document"),
        (bytes(range(256)) * 8, "not_a_document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1HWP Document File", "unsupported"),
        (b"{\\rtf1 hello}", "unsupported"),
        (b"%PDF-1.7\nnothing follows", "damaged"),
        (b"PK\x03\x04 and nothing", "damaged"),
        (zipped("photos/cat.jpg"), "not_a_document"),
        (zipped("word/document.xml"), "damaged"),
        (zipped("Contents/section0.xml"), "damaged"),
        (zipped("word/document.xml", *(f"x{n}" for n in range(MAX_ZIP_ENTRIES + 1))), "too_large"),
        (zipped("word/document.xml", content=bytes(80_000_000), method=zipfile.ZIP_DEFLATED), "too_large"),
        (b"word " * (MAX_CHARACTERS // 4), "too_long"),
        (b"x" * (10 * 1024 * 1024 + 1), "too_large"),
    ],
    ids=str,
)
def test_what_is_no_resume_has_a_reason(document: bytes, reason: str) -> None:
    assert reason_of(document) == reason


@given(st.binary(max_size=400))
def test_any_bytes_end_as_a_text_or_a_reason(document: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert read_document(document, "pymupdf").text.strip()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949", "euc-kr"])
def test_korean_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert plain_text.text_of("김하늘\n데이터 엔지니어".encode(encoding)) == "김하늘\n데이터 엔지니어"


@pytest.mark.parametrize(("chosen", "other"), [("pdfium", "pymupdf"), ("pymupdf", "pypdfium2")])
def test_only_the_chosen_engine_must_be_installed(chosen: str, other: str) -> None:
    program = (
        f"import sys; sys.modules[{other!r}] = None; "
        f"from llm_service.resumes.reading.reading import pdf_reader; print(pdf_reader({chosen!r}).NAME)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(chosen)


def cell(x: float, y: float, text: str) -> Fragment:
    return Fragment(x, y, x + 6 * len(text), y + 12, text)


def test_columns_are_read_one_after_the_other() -> None:
    left = [cell(40, 100 + 15 * n, f"left {n}") for n in range(6)]
    right = [cell(300, 107 + 15 * n, f"right {n}") for n in range(6)]
    head = Fragment(40, 60, 500, 75, "A name across the page")
    assert page_text([head, *left, *right]).split("\n") == [
        "A name across the page",
        *(f"left {n}" for n in range(6)),
        "",
        *(f"right {n}" for n in range(6)),
    ]


def test_a_table_is_read_row_by_row() -> None:
    rows = [(cell(40, 100 + 15 * n, f"year {n}"), cell(300, 100 + 15 * n, f"company {n}")) for n in range(6)]
    assert page_text([each for row in rows for each in row]).split("\n") == [f"year {n}\tcompany {n}" for n in range(6)]


def test_a_gap_parts_paragraphs_and_a_small_one_words() -> None:
    page = [cell(40, 100, "one"), cell(62, 100, "two"), cell(40, 140, "three")]
    assert page_text(page) == "one two\n\nthree"
    assert page_text([]) == ""


@given(st.lists(st.tuples(st.floats(0, 600), st.floats(0, 800), st.text("ab 가", min_size=1, max_size=9)), max_size=30))
def test_no_word_of_a_page_is_lost(placed: list[tuple[float, float, str]]) -> None:
    text = page_text([cell(x, y, words) for x, y, words in placed])
    assert sorted("".join(text.split())) == sorted("".join("".join(words.split()) for _, _, words in placed))


@given(st.binary(max_size=200))
def test_what_a_child_says_is_only_data(content: bytes) -> None:
    answer = decode(content)
    assert (answer.reading is None) != (answer.reason is None)


def test_an_answer_that_says_both_or_nothing_counts_as_damage() -> None:
    assert decode(encode(Answer())) == DAMAGED
    assert decode(encode(Answer(reason="encrypted"))).reason == "encrypted"
