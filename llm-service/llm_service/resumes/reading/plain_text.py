"""Why: Korean text files come in several encodings, and none of them says which."""

from typing import Final

from llm_service.resumes.ports import Unreadable

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_GUESSES: Final = ("utf-8", "cp949")
_MOST_CONTROLS: Final = 0.01


def text_of(document: bytes) -> str:
    """Raises Unreadable for what is no text in any of them."""
    marked = [encoding for mark, encoding in _MARKS if document.startswith(mark)]
    for encoding in (*marked, *_GUESSES):
        try:
            text = document.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _checked(text)
    raise Unreadable("not_a_document")


def _checked(text: str) -> str:
    controls = sum(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in text)
    if controls > _MOST_CONTROLS * len(text):
        raise Unreadable("not_a_document")
    return text
