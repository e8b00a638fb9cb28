"""Why: which recorded pieces answer in the demo is chosen once: short ones that end at a pause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from parley import samples
from parley.recordings import Answer, Language, answers, recordings

SCENARIO: Final = "short"
PIECES: Final[Mapping[Language, tuple[str, ...]]] = {
    "ko": ("az_ko_training_audio1-1", "az_ko_training_audio1-3", "az_ko_training_audio2-1"),
    "en": ("az_en_training_audio1-1", "az_en_training_audio1-3", "az_en_training_audio2-1"),
}
# With a model at hand the English interview has a follow-up, which only what was said can lead to.
WITH_MODEL: Final = "short_follow_up"
PIECES_WITH_MODEL: Final = (
    "az_en_training_audio1-1",
    "az_en_training_audio1-4",
    "az_en_training_audio1-3",
    "az_en_training_audio2-1",
)
COUNTED_WITHIN_S: Final = 60.0
GRADED_WITHIN_S: Final = 300.0  # a small model on a CPU reads slowly
NAMES: Final[Mapping[Language, str]] = {"ko": "Korean", "en": "English"}


@dataclass(frozen=True, slots=True)
class Part:
    """One interview's answers."""

    language: Language
    answers: tuple[Answer, ...]
    resume: bytes | None = None
    asks_about: str | None = None
    scenario: str = SCENARIO
    report_within_s: float = COUNTED_WITHIN_S

    @property
    def title(self) -> str:
        """For the screen."""
        return f"Parley · {NAMES[self.language]} interview · read sample texts"


def parts(*, with_model: bool = False) -> tuple[Part, ...]:
    """The Korean interview, of somebody who sent a resume, then the English one."""
    within_s = GRADED_WITHIN_S if with_model else COUNTED_WITHIN_S
    scenario, pieces = (WITH_MODEL, PIECES_WITH_MODEL) if with_model else (SCENARIO, PIECES["en"])
    resume, project = samples.resume(), samples.PROJECT
    return (
        Part("ko", _chosen("ko", PIECES["ko"]), resume, project, report_within_s=within_s),
        Part("en", _chosen("en", pieces), scenario=scenario, report_within_s=within_s),
    )


def notice() -> list[str]:
    """What is heard, and under which licences it is here."""
    used = {answer.recording for part in parts() for answer in part.answers}
    licences = sorted({recording.licence for recording in recordings() if recording.id in used})
    return [
        "The voices are recordings of people who read sample texts; they do not answer the questions.",
        "The resume of the Korean interview is of a person who does not exist.",
        f"Licence of the recordings: {', '.join(licences)}.",
    ]


def _chosen(language: Language, names: Sequence[str]) -> tuple[Answer, ...]:
    known = {answer.id: answer for answer in answers(language)}
    return tuple(known[name] for name in names)
