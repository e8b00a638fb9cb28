"""Why: what is asked, and in which order, is data that every service reads from one place, named by its content."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec

from interview_schemas.events.lifecycle import Language
from interview_schemas.localized import Localized, LocalizedTexts
from interview_schemas.wording import faults

StageKind = Literal["template", "model", "follow_up"]
LANGUAGES: Final[tuple[Language, ...]] = ("ko", "en")
MIN_STAGES: Final = 3
MAX_STAGES: Final = 20
MIN_FALLBACKS: Final = 2
_NAME: Final = re.compile(r"^[a-z][a-z0-9_]*$")
_PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class InvalidScenario(ValueError):
    """The scenario can't be used; the message names the field and the rule."""


class Variable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word that the question needs, and the whole question that is asked when nobody knows it."""

    name: str
    when_missing: Localized


class Stage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question's place in the interview.

    `question` is asked as written by a template, and by the other kinds where no model is at hand; `{name}` in it
    stands for a variable. `fallbacks` are asked when a model's question is late or unfit. `guide` is for the model.
    """

    id: str
    names: Localized
    kind: StageKind
    category: str
    question: Localized
    fallbacks: LocalizedTexts
    guide: str
    rubric_criteria: tuple[str, ...]
    think_seconds: int
    answer_seconds: int
    parent: str | None = None
    variables: tuple[Variable, ...] = ()

    def __post_init__(self) -> None:
        """Refuses what would leave a candidate without a question that may be asked."""
        _require(_NAME.match(self.id) is not None, f"stage id {self.id!r}: lower case, digits and underscores only")
        _require(
            (self.parent is not None) == (self.kind == "follow_up"), f"{self.id}: follow_up, and only it, has a parent"
        )
        _require(bool(self.rubric_criteria), f"{self.id}: at least one rubric criterion is needed")
        _require(self.think_seconds >= 0 and self.answer_seconds > 0, f"{self.id}: times can't be negative")
        for language in LANGUAGES:
            _check_texts(self, language)

    def written(self, language: Language) -> tuple[str, ...]:
        """Every text that a person may be asked in this stage."""
        missing = (variable.when_missing.text(language) for variable in self.variables)
        return (self.question.text(language), *missing, *self.fallbacks.texts(language))


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An interview's stages in their order."""

    id: str
    names: Localized
    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        """Refuses a length out of bounds, a repeated id, and a follow-up that doesn't come after its parent."""
        count = len(self.stages)
        _require(_NAME.match(self.id) is not None, f"scenario id {self.id!r}: lower case, digits and underscores only")
        _require(MIN_STAGES <= count <= MAX_STAGES, f"{count} stages; {MIN_STAGES} to {MAX_STAGES} are allowed")
        seen: set[str] = set()
        for stage in self.stages:
            _require(stage.id not in seen, f"stage id {stage.id!r} stands twice")
            _require(
                stage.parent is None or stage.parent in seen, f"{stage.id}: parent {stage.parent!r} must come before"
            )
            seen.add(stage.id)

    @property
    def hash(self) -> str:
        """SHA-256 of the content, whatever the file looks like."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()

    def stage(self, stage_id: str) -> Stage:
        """Raises KeyError for an id that the scenario doesn't have."""
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise KeyError(stage_id)

    def stage_at(self, ordinal: int) -> Stage:
        """The stage at place `ordinal`, from 1; IndexError beyond the ends."""
        if not 1 <= ordinal <= len(self.stages):
            raise IndexError(ordinal)
        return self.stages[ordinal - 1]

    def question_text(self, stage: Stage, language: Language, variables: Mapping[str, str]) -> str:
        """The written question with its variables, or the one that stands in for the first variable that is blank."""
        known = {name: " ".join(value.split()) for name, value in variables.items()}
        for variable in stage.variables:
            if not known.get(variable.name):
                return variable.when_missing.text(language)
        return _PLACEHOLDER.sub(lambda match: known[match[1]], stage.question.text(language))


def parse_scenario(text: bytes) -> Scenario:
    """Raises InvalidScenario with the path of the field that is wrong."""
    try:
        return msgspec.yaml.decode(text, type=Scenario)
    except (msgspec.DecodeError, ValueError) as error:
        raise InvalidScenario(str(error)) from None


@cache
def scenarios() -> Mapping[str, Scenario]:
    """The scenarios that come with the product, by id."""
    entries = sorted((files(__package__) / "scenarios").iterdir(), key=lambda entry: entry.name)
    loaded = [parse_scenario(entry.read_bytes()) for entry in entries if entry.name.endswith(".yaml")]
    return {scenario.id: scenario for scenario in loaded}


def load_scenario(scenario_id: str) -> Scenario:
    """Raises KeyError for a scenario that doesn't exist."""
    return scenarios()[scenario_id]


def _check_texts(stage: Stage, language: Language) -> None:
    _require(
        len(set(stage.fallbacks.texts(language))) >= MIN_FALLBACKS, f"{stage.id}: {MIN_FALLBACKS} {language} fallbacks"
    )
    used = set(_PLACEHOLDER.findall(stage.question.text(language)))
    _require(
        used == {variable.name for variable in stage.variables}, f"{stage.id}: variables of the {language} question"
    )
    question, *standing_in = stage.written(language)
    _require(
        not any(_PLACEHOLDER.search(text) for text in standing_in), f"{stage.id}: only the question takes variables"
    )
    for text in (question, *standing_in):
        broken = faults(text, language)
        _require(not broken, f"{stage.id}: {', '.join(broken)}: {text!r}")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise InvalidScenario(otherwise)
