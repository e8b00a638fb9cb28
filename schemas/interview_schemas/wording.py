"""Why: a question is spoken to a person, so the same rules bind what people write and what a model writes."""

import re
from typing import Final

from interview_schemas import protected
from interview_schemas.events.lifecycle import Language

MAX_CHARACTERS: Final = 240
MAX_SENTENCES: Final = 2
_HANGUL: Final = re.compile(r"[가-힣]")
_LABEL: Final = re.compile(r"^\s*(?:[\[(【<].*?[\])】>]|[^.?!:]{1,24}:\s)")
_MARKDOWN: Final = re.compile(r"[*#`_]{2,}|^\s*(?:[#*>-]|\d+[.)])\s|`|\n", re.MULTILINE)
_SENTENCE_END: Final = re.compile(r"[.?!]+(?=\s|$)")
_ASKS: Final[dict[Language, re.Pattern[str]]] = {
    "ko": re.compile(r"(?:\?|(?:주세요|주십시오|바랍니다|부탁드립니다)\.)$"),
    "en": re.compile(r"\?$"),
}


def last_sentences(text: str) -> str:
    """The end of `text` that is no longer than a question may be: what is asked comes last."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    return text if len(ends) <= MAX_SENTENCES else text[ends[-MAX_SENTENCES - 1] :].strip()


def faults(text: str, language: Language) -> tuple[str, ...]:
    """Codes of the rules that `text` breaks as a question in `language`; empty when it may be asked."""
    broken = {
        "empty": not text.strip(),
        "too_long": len(text) > MAX_CHARACTERS,
        "too_many_sentences": len(_SENTENCE_END.findall(text)) > MAX_SENTENCES,
        "not_a_question": _ASKS[language].search(text) is None,
        "label": _LABEL.search(text) is not None,
        "markdown": _MARKDOWN.search(text) is not None,
        "wrong_language": (_HANGUL.search(text) is not None) != (language == "ko"),
        "protected_topic": any(True for _ in protected.mentions(text, language)),
    }
    return tuple(code for code, is_broken in broken.items() if is_broken)
