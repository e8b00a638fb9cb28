"""Why: a model's words reach a candidate only when they keep every rule for a spoken question; code decides that."""

import re
from collections.abc import Iterable
from typing import Final

from interview_schemas import wording
from interview_schemas.events import Language
from llm_service import blindness

_LABEL: Final = re.compile(r"^\s*[^.?!:：]{1,24}[:：](?!\d)|[\[(【<][^\])】>]{0,24}(?:질문|question)", re.IGNORECASE)
_QUOTED: Final = re.compile(r"^\s*[\"'“‘「『]")
_FOREIGN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0400-\u04ff]")  # kana, Chinese characters, Cyrillic
_HANGUL: Final = re.compile(r"[가-힣]")
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_KOREAN_SHARE: Final = 0.25
_QUOTATION: Final = re.compile(r"[\"“‘「『]([^\"“”‘’「」『』]{6,200})[\"”’」』]")


def faults(text: str, language: Language, asked: Iterable[str], known: Iterable[str] = ()) -> tuple[str, ...]:
    """Codes of the rules that `text` breaks; `asked` are the questions so far, `known` is what may be quoted."""
    broken = {
        "label": _LABEL.search(text) is not None,
        "quoted": _QUOTED.search(text) is not None,
        "wrong_language": _FOREIGN.search(text) is not None or not _is_mostly(text, language),
        "asked_before": is_among(text, asked),
        "withheld": any(token in text for token in blindness.tokens()),
        "invented_quote": not _quotes_stand(text, known),
    }
    codes = (*wording.faults(text, language), *(code for code, is_broken in broken.items() if is_broken))
    return tuple(dict.fromkeys(codes))


def is_among(text: str, asked: Iterable[str]) -> bool:
    """The same words, whatever the case, the spaces and the marks."""
    return _words(text) in {_words(other) for other in asked}


def _quotes_stand(text: str, known: Iterable[str]) -> bool:
    """Every quotation stands somewhere, word for word; spaces and marks may differ."""
    sources = [_words(source) for source in known]
    return all(any(_words(match[1]) in source for source in sources) for match in _QUOTATION.finditer(text))


def _words(text: str) -> str:
    return _NOT_WORDS.sub("", text).casefold()


def _is_mostly(text: str, language: Language) -> bool:
    """Korean may carry English names; English carries no Hangul at all, which the common rules see to."""
    letters = sum(character.isalpha() for character in text)
    return language != "ko" or len(_HANGUL.findall(text)) >= letters * _KOREAN_SHARE
