"""Why: in a blind interview no model sees who the person is, whatever they wrote or said aloud."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from interview_schemas.events import Language

_TOKENS: Final[Mapping[Language, Mapping[str, str]]] = {
    "ko": {
        "name": "[이름]",
        "birth_date": "[생년월일]",
        "gender": "[성별]",
        "region": "[지역]",
        "school": "[학교]",
        "contact": "[연락처]",
    },
    "en": {kind: f"[{kind}]" for kind in ("name", "birth_date", "gender", "region", "school", "contact")},
}
_FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    "contact": re.compile(
        r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,3}|(?<!\d)01[016789][-\s.]?\d{3,4}[-\s.]?\d{4}(?!\d)"
    ),
    "school": re.compile(
        r"[가-힣A-Za-z]{1,12}(?:대학교|고등학교|중학교|초등학교|과학기술원|여대)"
        r"|\b(?:[A-Z][\w'’-]{0,30}\s){1,4}(?:University|College|High\sSchool)\b|\bUniversity\sof\s[A-Z]\w{1,30}"
    ),
    "birth_date": re.compile(
        r"(?:19|20)\d\d\s?년\s?생|(?:19|20)\d\d\s?년\s?\d{1,2}\s?월\s?\d{1,2}\s?일(?=에?\s?(?:출생|태어))"
        r"|(?<=born in )(?:19|20)\d\d|(?<=born on )[\w\s,]{4,20}(?:19|20)\d\d"
    ),
    "gender": re.compile(r"남성|여성|남자|여자|\b(?:fe)?male\b", re.IGNORECASE),
    "name": re.compile(
        r"(?<=이름은 )[가-힣]{2,4}(?=이고|이며|입니다|라고|이라고)"
        r"|(?<=[Mm]y name is )[A-Z][\w'’-]{1,30}(?:\s[A-Z][\w'’-]{1,30})?"
    ),
}
_HANGUL: Final = re.compile(r"[가-힣]")
_CASE_MATTERS_UNDER: Final = 6


def masked(text: str, language: Language, withheld: Mapping[str, Sequence[str]]) -> str:
    """`text` with each withheld value, and whatever has the form of one, replaced by what kind it is."""
    tokens = _TOKENS[language]
    for kind, values in withheld.items():
        for value in sorted(values, key=len, reverse=True):
            if len(value) > 1:
                text = _value(value).sub(tokens.get(kind, f"[{kind}]"), text)
    for kind, form in _FORMS.items():
        text = form.sub(tokens[kind], text)
    return text


def masked_material(material: object, language: Language, withheld: Mapping[str, Sequence[str]]) -> object:
    """The same JSON with every string masked."""
    if isinstance(material, str):
        return masked(material, language, withheld)
    if isinstance(material, Mapping):
        return {key: masked_material(value, language, withheld) for key, value in material.items()}
    if isinstance(material, Sequence):
        return [masked_material(value, language, withheld) for value in material]
    return material


def tokens() -> Iterator[str]:
    """Everything that a model sees in place of what is withheld; none of it may be spoken."""
    for named in _TOKENS.values():
        yield from named.values()


def _value(value: str) -> re.Pattern[str]:
    """Korean as it may be spaced in speech; English as whole words, in any case where that is safe."""
    if _HANGUL.search(value):
        return re.compile(r"\s?".join(re.escape(character) for character in value if not character.isspace()))
    flags = re.IGNORECASE if len(value) >= _CASE_MATTERS_UNDER else 0
    return re.compile(rf"(?<!\w){re.escape(value)}(?!\w)", flags)
