"""Why: blind mode must know every form in which a name, a school or a place can be written."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from interview_schemas.events import ResumeFact

_KIND_OF: Final = {
    ("header", "name"): "name",
    ("header", "birth_date"): "birth_date",
    ("header", "gender"): "gender",
    ("header", "region"): "region",
    ("header", "email"): "contact",
    ("header", "phone"): "contact",
    ("education", "school"): "school",
}
_HANGUL: Final = re.compile(r"[가-힣]")
_ADMINISTRATIVE: Final = re.compile(r"(?:특별자치시|특별자치도|특별시|광역시)$")
_SCHOOL_END: Final = re.compile(r"(?:대학교|고등학교|대학원|대학)$")
_SCHOOL_WORDS: Final = re.compile(
    r"\b(?:University|College|Institute|Academy|High|School|Polytechnic|of|the|and|National|State|Technology|Science"
    r"|Arts|Business)\b"
)
_SHORTEST: Final = 2


def withheld(facts: Sequence[ResumeFact]) -> dict[str, tuple[str, ...]]:
    """Values by kind, the longest first; a photo is never read and so never withheld."""
    found: dict[str, dict[str, None]] = {}
    for fact in facts:
        kind = _KIND_OF.get((fact.section, fact.kind))
        if kind is not None:
            found.setdefault(kind, {}).update(dict.fromkeys(_forms(kind, " ".join(fact.value.split()))))
    return {kind: tuple(sorted(values, key=lambda value: (-len(value), value))) for kind, values in found.items()}


def mentions(text: str, hidden: Mapping[str, Iterable[str]]) -> bool:
    """Whether `text` holds one of the values."""
    bare = " ".join(text.split()).casefold()
    return any(value.casefold() in bare for kind, values in hidden.items() if kind != "gender" for value in values)


def _forms(kind: str, value: str) -> Iterator[str]:
    makers = {"name": _names, "school": _schools, "region": _regions}
    made = makers[kind](value) if kind in makers else iter((value,))
    yield from (form for form in made if len(form) >= _SHORTEST or kind == "gender")


def _names(value: str) -> Iterator[str]:
    yield value
    if _HANGUL.search(value):
        bare = value.replace(" ", "")
        yield bare
        yield bare[-2:] if len(bare) > _SHORTEST else bare
        return
    yield from (part.strip(".") for part in value.split())


def _schools(value: str) -> Iterator[str]:
    yield value
    if _HANGUL.search(value):
        stem = _SCHOOL_END.sub("", value)
        yield from (f"{stem}대", f"{stem}고") if stem != value else ()
        return
    own = " ".join(_SCHOOL_WORDS.sub(" ", value).split())
    yield own if len(own) > _SHORTEST else value


def _regions(value: str) -> Iterator[str]:
    yield value
    for part in re.split(r"[\s,]+", value):
        if not part.isdigit():
            yield part
            yield _ADMINISTRATIVE.sub("", part)
