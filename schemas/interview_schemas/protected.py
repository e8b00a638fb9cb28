"""Why: what an interviewer must not ask, and what must not count when a candidate says it unasked, is one list."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from interview_schemas.events.lifecycle import Language


class Mention(NamedTuple):
    """`text[start:end]` speaks of `topic`."""

    topic: str
    start: int
    end: int


def _english(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


_TOPICS: Final[Mapping[Language, Mapping[str, re.Pattern[str]]]] = {
    "ko": {
        "marriage": re.compile(r"결혼|기혼|미혼|이혼|배우자|신혼"),
        "family": re.compile(r"임신|출산|육아|자녀|부모님|가족\s?관계|어린이집|(?<![가-힣])(?:아내|남편|시댁|처가)"),
        "religion": re.compile(r"종교|신앙|교회|성당(?![가-힣]{2})|사찰|불교|기독교|천주교"),
        "region": re.compile(r"출신\s?지역|고향|본적"),
        "age": re.compile(r"(?<![가-힣])(?:나이|연세)(?:가|는|를|와|도)|몇\s?살"),
        "looks": re.compile(r"외모|몸무게|혈액형|(?<![가-힣])키(?:가|는|를|와)\s"),
        "health": re.compile(r"장애가?\s?있|병력|질병|지병|건강\s?상태"),
        "politics": re.compile(r"정치|지지\s?정당"),
        "union": re.compile(r"노조|노동조합"),
        "gender": re.compile(r"성별|성적\s?지향"),
        "property": re.compile(r"재산"),
        "military": re.compile(r"병역|군\s?면제|미필"),
    },
    "en": {
        "marriage": _english(r"married|marriage|spouse|husband|wife|divorced?|fianc\w*"),
        "family": _english(r"pregnan\w*|children|kids|childcare|parents"),
        "religion": _english(r"religio\w*|church|faith|mosque|temple"),
        "region": _english(r"ethnic\w*|race|nationality|hometown"),
        "age": _english(r"how old|your age|my age|date of birth|years old"),
        "looks": _english(r"(?:your|my) weight|(?:your|my) looks"),
        "health": _english(r"disabilit\w*|illness\w*|medical condition|medical history"),
        "politics": _english(r"politic\w*"),
        "union": _english(r"union member\w*|(?:labor|labour|trade) union"),
        "gender": _english(r"gender|sexual orientation"),
        "property": _english(r"personal wealth|property do you"),
        "military": _english(r"military service"),
    },
}
LANGUAGES: Final[tuple[Language, ...]] = ("ko", "en")


def mentions(text: str, *languages: Language) -> Iterator[Mention]:
    """Every place that speaks of a protected topic, by the words of these languages; of both where none is named."""
    for language in languages or LANGUAGES:
        for topic, pattern in _TOPICS[language].items():
            yield from (Mention(topic, found.start(), found.end()) for found in pattern.finditer(text))
