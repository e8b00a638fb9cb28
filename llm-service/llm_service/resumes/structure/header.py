"""Why: who a person is stands in few forms, and blind mode can only withhold what is recognised."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from interview_schemas.events import ResumeFact
from llm_service.resumes.structure.facts import fact
from llm_service.resumes.structure.labels import SECTION_OF, field_of, labelled
from llm_service.resumes.structure.lines import Line, Piece, key
from llm_service.resumes.structure.words import (
    BIRTH,
    COMPANY,
    EMAIL,
    FAMILY_NAMES,
    FAMILY_NAMES_LONG,
    GENDER,
    PERIOD,
    PHONE,
    REGION,
    ROLE,
    SCHOOL,
)

_SEPARATORS: Final = re.compile(r"\t+|[|│┃,;·•()\[\]]|\s{3,}|\s[-–—]\s|\s/\s")
_TITLES: Final = re.compile(
    r"(?i)이력서|입사지원서|자기소개서|지원서|경력기술서|curriculum vitae|\bcv\b|r[eé]sum[eé](?:\sof)?|지원서"
)
_KOREAN_NAME: Final = re.compile(r"[가-힣]\s?[가-힣]\s?[가-힣]{0,2}")
_ENGLISH_NAME: Final = re.compile(r"[A-Z][a-zA-Z'’-]{1,20}(?:\s(?:[A-Z][a-zA-Z'’-]{1,20}|[A-Z]\.)){1,3}")
_CAPITALS: Final = re.compile(r"[A-Z]{2,20}(?:\s[A-Z]{2,20}){1,2}")
_PLACE: Final = re.compile(r"[A-Z][a-z]{2,20}(?:[\s-][A-Z]?[a-z]{1,20}){0,2}")
_NAME_LINES: Final = 8
_FORMS: Final = {"birth_date": BIRTH, "gender": GENDER, "email": EMAIL, "phone": PHONE}


def header(lines: Sequence[Line], everything: Sequence[Line]) -> Iterator[ResumeFact]:
    """Facts of the header; addresses and labelled values are found wherever they stand."""
    fields = list(_labelled_values(everything))
    yield from (fact("header", kind, value) for kind, value in fields)
    known = {kind for kind, _ in fields}
    for kind in ("email", "phone"):
        if kind not in known:
            yield from _first(everything, kind)
    for kind, finder in (("name", _names), ("birth_date", _births), ("gender", _genders), ("region", _regions)):
        if kind not in known:
            yield from (fact("header", kind, piece) for piece in list(finder(lines))[:1])
    if "photo" not in known:
        yield from (fact("header", "photo", cell) for cell in _photos(lines))


def _labelled_values(lines: Sequence[Line]) -> Iterator[tuple[str, Piece]]:
    """`label: value`, or a cell that is a label before a cell that is not; the first of each kind."""
    seen: set[str] = set()
    cells = [cell for line in lines for cell in line.cells]
    for place, cell in enumerate(cells):
        found = _value(cells, place) if len(cell.value) <= 200 else None
        if found is not None and found[0] not in seen:
            seen.add(found[0])
            yield found


def _value(cells: Sequence[Piece], place: int) -> tuple[str, Piece] | None:
    named = labelled(cells[place])
    if named is None:
        field = field_of(cells[place].value)
        follows = cells[place + 1] if place + 1 < len(cells) else None
        if field is None or follows is None or field_of(follows.value) is not None:
            return None
        named = (field, follows)
    return _checked(*named)


def _checked(field: str, piece: Piece) -> tuple[str, Piece] | None:
    """A value that has the form of its field; a label alone proves little."""
    form = _FORMS.get(field)
    if form is not None:
        match = form.search(piece.value)
        return (field, piece.part(match.start(), match.end())) if match else None
    if field == "name":
        name = next(_name_parts(piece), None)
        return (field, name) if name is not None else None
    is_place = field == "region" and len(piece.value) <= 80 and PERIOD.search(piece.value) is None
    return (field, piece) if is_place and piece.value and key(piece.value) not in SECTION_OF else None


def _first(lines: Sequence[Line], kind: str) -> Iterator[ResumeFact]:
    for line in lines:
        match = _FORMS[kind].search(line.piece.value)
        if match is not None:
            yield fact("header", kind, line.piece.part(match.start(), match.end()))
            return


def _names(lines: Sequence[Line]) -> Iterator[Piece]:
    for line in lines[:_NAME_LINES]:
        titles = [
            (line.piece.start + m.start(), line.piece.start + m.end()) for m in _TITLES.finditer(line.piece.value)
        ]
        for part in line.piece.without(titles):
            yield from (name for piece in part.split(_SEPARATORS) for name in _name_parts(piece))


def _name_parts(piece: Piece) -> Iterator[Piece]:
    value = piece.value
    korean = _KOREAN_NAME.match(value)
    if korean is not None and _is_korean_name(korean[0]) and _ends_there(value, korean.end()):
        yield piece.part(0, korean.end()).trimmed()
        return
    taken = SCHOOL.search(value) or COMPANY.search(value) or ROLE.search(value) or field_of(value)
    if not taken and (_ENGLISH_NAME.fullmatch(value) or _CAPITALS.fullmatch(value)) and key(value) not in SECTION_OF:
        yield piece


def _is_korean_name(value: str) -> bool:
    bare = re.sub(r"\s", "", value)
    known = bare[0] in FAMILY_NAMES or bare[:2] in FAMILY_NAMES_LONG
    return 2 <= len(bare) <= 4 and known and bare not in SECTION_OF and field_of(bare) is None and not ROLE.search(bare)


def _ends_there(value: str, place: int) -> bool:
    """The whole piece, or a name before its other spelling."""
    return place == len(value) or re.match(r"\s*(?:[(/A-Za-z]|$)", value[place:]) is not None


def _births(lines: Sequence[Line]) -> Iterator[Piece]:
    for line in lines:
        if PERIOD.search(line.piece.value) is None:
            match = BIRTH.search(line.piece.value)
            if match is not None and not SCHOOL.search(line.piece.value):
                yield line.piece.part(match.start(), match.end())


def _genders(lines: Sequence[Line]) -> Iterator[Piece]:
    for cell in _small(lines):
        if GENDER.fullmatch(cell.value):
            yield cell


def _regions(lines: Sequence[Line]) -> Iterator[Piece]:
    for line in lines:
        for cell in line.piece.split(re.compile(r"\t+|[|│┃·•]|\s{3,}")):
            match = REGION.search(cell.value)
            if match is not None and match.start() == 0:
                yield cell.part(0, match.end()).trimmed()
            elif _is_place(cell.value):
                yield cell


def _is_place(value: str) -> bool:
    parts = value.split(", ")
    return len(parts) == 2 and all(_PLACE.fullmatch(part) for part in parts) and not ROLE.search(value)


def _photos(lines: Sequence[Line]) -> Iterator[Piece]:
    for cell in _small(lines):
        if field_of(cell.value) == "photo":
            yield cell
            return


def _small(lines: Sequence[Line]) -> Iterator[Piece]:
    yield from (cell for line in lines for cell in line.piece.split(_SEPARATORS) if len(cell.value) <= 20)
