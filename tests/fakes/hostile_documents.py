"""Why: what an attacker, or a broken program, would upload is made here, small and known."""

import io
import os
import zipfile
from collections.abc import Mapping
from typing import Any, Final

import pymupdf

_ENGINE: Any = pymupdf  # its types are partial
_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HWPX: Final = "http://www.hancom.co.kr/hwpml/2011/paragraph"
_LAUGHS: Final = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def hostile() -> Mapping[str, bytes]:
    """By what is wrong with each."""
    good = pdf("Jane Park, data engineer")
    return {
        "empty": b"",
        "random bytes": os.urandom(20_000),
        "truncated pdf": good[: len(good) // 2],
        "pdf without its table": good[: good.rindex(b"xref")],
        "pdf that refers to itself": _LOOP,
        "pdf with a locked text": _locked(),
        "pdf of pictures": _scan(),
        "pdf with javascript and a file inside": _active(),
        "pdf with a page of 14,000 inches": _huge_page(),
        "pdf of many pages": _pages(60),
        "pdf of 50,000 pages": _empty_pages(50_000),
        "pdf behind a picture": b"\xff\xd8\xff\xe0 not really " + good,
        "pdf and zip in one": good + archive({"word/document.xml": b"<x/>"}),
        "zip bomb": archive({"word/document.xml": bytes(90_000_000)}, zipfile.ZIP_DEFLATED),
        "zip that lies about its size": _lying_zip(),
        "zip that climbs out": archive({"../../../tmp/evil": b"x", "word/document.xml": b"<x/>"}),
        "docx with an entity bomb": docx(f'<!DOCTYPE d [<!ENTITY l0 "ha">{_LAUGHS}]>', "&l9;"),
        "docx that reads a file": docx('<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>', "&f;"),
        "hwpx with an entity bomb": hwpx(f'<!DOCTYPE d [<!ENTITY l0 "ha">{_LAUGHS}]>', "&l9;"),
        "hwpx that reads a file": hwpx('<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>', "&f;"),
        "hwpx nested deeply": hwpx("", "<hp:p>" * 50_000),
        "binary hwp": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000),
    }


def pdf(text: str) -> bytes:
    """One page with these words."""
    document = _ENGINE.open()
    document.new_page().insert_text((72, 72), text)
    return bytes(document.tobytes())


def archive(entries: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return buffer.getvalue()


def docx(prolog: str, body: str) -> bytes:
    """The least that counts as a Word document."""
    said = f"<w:body><w:p><w:r><w:t>{body}</w:t></w:r></w:p></w:body>"
    content = f'<?xml version="1.0"?>{prolog}<w:document xmlns:w="{_WORD}">{said}</w:document>'
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
        '.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>'
    )
    parts = {"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": content}
    return archive({name: text.encode() for name, text in parts.items()})


def hwpx(prolog: str, body: str) -> bytes:
    """The least that counts as HWPX."""
    section = (
        f'<?xml version="1.0"?>{prolog}<s xmlns:hp="{_HWPX}"><hp:p><hp:run><hp:t>{body}</hp:t></hp:run></hp:p></s>'
    )
    return archive({"mimetype": b"application/hwp+zip", "Contents/section0.xml": section.encode()})


_LOOP: Final = b"""%PDF-1.7
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2147483647/Parent 2 0 R>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 3 0 R/Resources 3 0 R>>endobj
trailer<</Root 1 0 R/Prev 9>>
"""


def _locked() -> bytes:
    document = _ENGINE.open()
    document.new_page().insert_text((72, 72), "secret")
    encryption = _ENGINE.PDF_ENCRYPT_AES_256
    return bytes(document.tobytes(encryption=encryption, user_pw="a password", owner_pw="another"))


def _scan() -> bytes:
    document = _ENGINE.open()
    picture = _ENGINE.Pixmap(_ENGINE.csGRAY, _ENGINE.IRect(0, 0, 60, 60))
    document.new_page().insert_image((72, 72, 300, 300), pixmap=picture)
    return bytes(document.tobytes())


def _active() -> bytes:
    document = _ENGINE.open()
    document.new_page().insert_text((72, 72), "Jane Park, data engineer")
    document.embfile_add("evil.exe", b"MZ evil")
    number = document.get_new_xref()
    document.update_object(number, "<</S/JavaScript/JS(app.alert(1))>>")
    document.xref_set_key(document.pdf_catalog(), "OpenAction", f"{number} 0 R")
    return bytes(document.tobytes())


def _huge_page() -> bytes:
    document = _ENGINE.open()
    document.new_page(width=1e6, height=1e6).insert_text((72, 72), "somewhere")
    return bytes(document.tobytes())


def _pages(count: int) -> bytes:
    document = _ENGINE.open()
    for number in range(count):
        document.new_page().insert_text((72, 72), f"page {number}")
    return bytes(document.tobytes())


def _empty_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    page = b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
    pages = b"".join(page % (number + 3) for number in range(count))
    root = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids["
    return root + kids + b"]/Count %d>>endobj\n" % count + pages + b"trailer<</Root 1 0 R>>\n"


def _lying_zip() -> bytes:
    made = bytearray(archive({"word/document.xml": bytes(70_000_000)}, zipfile.ZIP_DEFLATED))
    size = (70_000_000).to_bytes(4, "little")
    return bytes(made).replace(size, (1_000).to_bytes(4, "little"))
