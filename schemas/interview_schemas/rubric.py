"""Why: what counts as a good answer is data, named by its content and stamped on every grade."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

import msgspec

from interview_schemas.localized import Localized, LocalizedTexts

FULL_WEIGHT: Final = 100
MAX_SCORE: Final = 100


class InvalidRubric(ValueError):
    """The rubric can't be used; the message names the field and the rule."""


class Level(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Scores `min_score` to `max_score`, both included, and what is observed in an answer that earns them."""

    id: str
    min_score: int
    max_score: int
    names: Localized
    indicators: LocalizedTexts

    def __post_init__(self) -> None:
        """Refuses a level that nobody could observe."""
        _require(0 <= self.min_score <= self.max_score <= MAX_SCORE, f"{self.id}: scores out of bounds")
        _require(bool(self.indicators.ko and self.indicators.en), f"{self.id}: indicators in both languages")


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A share of a criterion, in percent of it."""

    id: str
    weight: int
    names: Localized


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is graded.

    `weight` is in percent of the total. `stages` may feed it. The answer to a follow-up moves the score of its
    parent's answer by at most `follow_up_gain` up and `follow_up_loss` down. `levels` go from the best to the least.
    """

    id: str
    weight: int
    names: Localized
    stages: tuple[str, ...]
    levels: tuple[Level, ...]
    parts: tuple[Part, ...] = ()
    follow_up_gain: int = 0
    follow_up_loss: int = 0

    def __post_init__(self) -> None:
        """Refuses levels with a gap and parts that are not the whole."""
        _require(0 < self.weight <= FULL_WEIGHT, f"{self.id}: weight out of bounds")
        _require(bool(self.stages), f"{self.id}: no stage feeds it")
        _require(bool(self.levels), f"{self.id}: no levels")
        ends = self.levels[0].max_score == MAX_SCORE and self.levels[-1].min_score == 0
        meet = all(upper.min_score == lower.max_score + 1 for upper, lower in pairwise(self.levels))
        _require(ends and meet, f"{self.id}: levels must cover {MAX_SCORE} to 0 without gap or overlap")
        whole = sum(part.weight for part in self.parts)
        _require(whole in ({FULL_WEIGHT} if self.parts else {0}), f"{self.id}: parts sum to {whole}, not {FULL_WEIGHT}")

    def level(self, score: float) -> Level:
        """The level that a score of 0 to 100 stands for; fractions belong to the level below the next whole score."""
        clamped = min(max(score, 0), MAX_SCORE)
        return next(level for level in self.levels if clamped >= level.min_score)


class Rubric(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The criteria of a grade; their weights sum to 100."""

    id: str
    names: Localized
    criteria: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        """Refuses weights that don't sum to 100 and a repeated id."""
        ids = [criterion.id for criterion in self.criteria]
        total = sum(criterion.weight for criterion in self.criteria)
        _require(len(ids) == len(set(ids)), f"criterion ids {ids} repeat")
        _require(total == FULL_WEIGHT, f"weights sum to {total}, not {FULL_WEIGHT}")

    @property
    def hash(self) -> str:
        """SHA-256 of the content, whatever the file looks like."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()

    def criterion(self, criterion_id: str) -> Criterion:
        """Raises KeyError for an id that the rubric doesn't have."""
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(criterion_id)

    def criteria_of(self, stage_id: str) -> tuple[Criterion, ...]:
        """The criteria that an answer in this stage may feed."""
        return tuple(criterion for criterion in self.criteria if stage_id in criterion.stages)


def parse_rubric(text: bytes) -> Rubric:
    """Raises InvalidRubric with the path of the field that is wrong."""
    try:
        return msgspec.yaml.decode(text, type=Rubric)
    except (msgspec.DecodeError, ValueError) as error:
        raise InvalidRubric(str(error)) from None


@cache
def rubrics() -> Mapping[str, Rubric]:
    """The rubrics that come with the product, by id."""
    entries = sorted((files(__package__) / "rubrics").iterdir(), key=lambda entry: entry.name)
    loaded = [parse_rubric(entry.read_bytes()) for entry in entries if entry.name.endswith(".yaml")]
    return {rubric.id: rubric for rubric in loaded}


def load_rubric(rubric_id: str) -> Rubric:
    """Raises KeyError for a rubric that doesn't exist."""
    return rubrics()[rubric_id]


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise InvalidRubric(otherwise)
