"""Why: a model is tested on answers whose levels are known, and it is said who knows them: people or a construction."""

import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final, Literal

import msgspec

from interview_schemas.events import Language
from interview_schemas.rubric import Rubric
from interview_schemas.scenario import load_scenario
from llm_service.assessment.prompt import NOT_OBSERVED

Kind = Literal["plain", "empty", "off_topic", "memorised", "injecting", "very_long", "mistranscribed"]
Provenance = Literal["synthetic", "human"]
RATERS: Final = 2


class InvalidGoldenSet(ValueError):
    """The set can't be used; the message names the answer and the rule."""


class Repeated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that come before the answer so many times: long answers without long files."""

    times: int
    text: str


class GoldenAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer. `levels` are by criterion; in a human set they are by rater, then by criterion."""

    id: str
    language: Language
    stage: str
    answer: str
    kind: Kind = "plain"
    levels: dict[str, str] = {}
    ratings: dict[str, dict[str, str]] = {}
    question: str | None = None
    repeat_before: Repeated | None = None

    @property
    def text(self) -> str:
        """Everything that was said."""
        before = self.repeat_before
        return " ".join([before.text] * before.times + [self.answer]) if before is not None else self.answer

    @property
    def asked(self) -> str:
        """The question, or the standard scenario's of this stage."""
        if self.question is not None:
            return self.question
        scenario = load_scenario("standard")
        return scenario.question_text(scenario.stage(self.stage), self.language, {})


class GoldenSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answers under one rubric."""

    id: str
    rubric_id: str
    provenance: Provenance
    answers: tuple[GoldenAnswer, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of the content, whatever the file looks like."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()

    @property
    def raters(self) -> tuple[str, ...]:
        """Their names, sorted."""
        return tuple(sorted({name for answer in self.answers for name in answer.ratings}))


def parse(text: bytes, rubric: Rubric) -> GoldenSet:
    """Raises InvalidGoldenSet."""
    try:
        golden = msgspec.yaml.decode(text, type=GoldenSet)
    except (msgspec.DecodeError, ValueError) as error:
        raise InvalidGoldenSet(str(error)) from None
    _check(golden, rubric)
    return golden


def packaged(rubric: Rubric) -> GoldenSet:
    """The set that comes with the product: synthetic, both languages."""
    folder = files("llm_service") / "golden"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.startswith(f"{rubric.id}_"))
    parts = [parse((folder / name).read_bytes(), rubric) for name in names]
    answers = tuple(answer for part in parts for answer in part.answers)
    return GoldenSet(id=f"{rubric.id}-synthetic", rubric_id=rubric.id, provenance="synthetic", answers=answers)


def agreed(answer: GoldenAnswer, rubric: Rubric) -> Mapping[str, str]:
    """The level that counts: by construction, or of two raters the lower one where they differ."""
    if answer.levels:
        return answer.levels
    first, *others = (answer.ratings[name] for name in sorted(answer.ratings))
    return {
        criterion: min((level, *(other[criterion] for other in others)), key=lambda one: rank(one, criterion, rubric))
        for criterion, level in first.items()
    }


def rank(level: str, criterion_id: str, rubric: Rubric) -> int:
    """0 for what was not observed, then upwards from the least level."""
    names = [known.id for known in rubric.criterion(criterion_id).levels]
    return 0 if level == NOT_OBSERVED else len(names) - names.index(level)


def _check(golden: GoldenSet, rubric: Rubric) -> None:
    _require(golden.rubric_id == rubric.id, f"rubric_id {golden.rubric_id!r}: this is a set for {rubric.id!r}")
    ids = [answer.id for answer in golden.answers]
    _require(bool(ids), "no answers")
    _require(len(ids) == len(set(ids)), "an answer id stands twice")
    if golden.provenance == "human":
        _require(
            len(golden.raters) == RATERS, f"human provenance needs {RATERS} named raters, not {len(golden.raters)}"
        )
    for answer in golden.answers:
        _check_answer(answer, golden, rubric)


def _check_answer(answer: GoldenAnswer, golden: GoldenSet, rubric: Rubric) -> None:
    _require(any(stage.id == answer.stage for stage in load_scenario("standard").stages), f"{answer.id}: unknown stage")
    if golden.provenance == "human":
        _require(not answer.levels, f"{answer.id}: a human set has ratings, not levels")
        _require(set(answer.ratings) == set(golden.raters), f"{answer.id}: every rater rates every answer")
    given = list(answer.ratings.values()) or [answer.levels]
    fed = {criterion.id for criterion in rubric.criteria_of(answer.stage)}
    for levels in given:
        _require(bool(levels) and set(levels) == set(given[0]), f"{answer.id}: levels for the same criteria by all")
        _require(set(levels) <= fed, f"{answer.id}: stage {answer.stage!r} feeds {sorted(fed)} only")
        for criterion, level in levels.items():
            known = {NOT_OBSERVED, *(one.id for one in rubric.criterion(criterion).levels)}
            _require(level in known, f"{answer.id}: level {level!r} is none of {sorted(known)}")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise InvalidGoldenSet(otherwise)
