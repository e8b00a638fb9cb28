"""Why: a question is spoken to a person, so the same rules bind what people write and what a model writes."""

import re
from typing import Final

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
_PROTECTED: Final[dict[Language, re.Pattern[str]]] = {
    "ko": re.compile(
        r"결혼|기혼|미혼|임신|출산|육아|자녀|종교|신앙|출신\s?지역|고향|본적|혈액형|정치|노조|성별|성적\s?지향"
        r"|장애가?\s?있|병력|질병|외모|몸무게|재산|(?<![가-힣])(?:나이|연세|키)(?:가|는|를|와)|부모님|배우자|병역"
    ),
    "en": re.compile(
        r"\b(?:married|marriage|spouse|husband|wife|pregnan\w*|children|kids|childcare|religio\w*|church|faith"
        r"|how old|your age|date of birth|ethnic\w*|race|nationality|hometown|politic\w*|union member\w*|gender"
        r"|sexual orientation|disabilit\w*|illness\w*|medical|weight|parents|military service)\b",
        re.IGNORECASE,
    ),
}


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
        "protected_topic": _PROTECTED[language].search(text) is not None,
    }
    return tuple(code for code, is_broken in broken.items() if is_broken)
