"""Why: the demo may say that it worked only where every answer was understood and every stage was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from parley.accuracy import errors
from parley.recordings import Language

ALLOWED: Final[Mapping[Language, float]] = {"ko": 0.30, "en": 0.12}
MEASURE: Final[Mapping[Language, str]] = {"ko": "characters", "en": "words"}
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer: what was read, what was understood, and the share of it that is wrong."""

    ordinal: int
    read: str
    understood: str | None
    rate: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """`faults` is empty where the interview went well."""

    language: Language
    answers: tuple[Heard, ...]
    faults: tuple[str, ...]

    @property
    def line(self) -> str:
        """Error rates in words."""
        rates = ", ".join(f"{heard.rate:.0%}" for heard in self.answers)
        limit = f"{ALLOWED[self.language]:.0%} allowed"
        return f"{MEASURE[self.language]} misheard by answer: {rates} ({limit})"


def judge(
    language: Language,
    read: Sequence[str],
    stages: int,
    report: Json,
    *,
    asks_about: str | None = None,
    follows_up: bool = False,
) -> Verdict:
    """Hold the stored report against the texts that were read.

    One question must be about `asks_about` of the resume; where the interview `follows_up`, one must be a model's.
    """
    answers = {answer["ordinal"]: answer for answer in report.get("answers", ())}
    heard = tuple(_heard(language, number, text, answers.get(number)) for number, text in enumerate(read, start=1))
    faults = [*_stage_faults(stages, answers), *_answer_faults(language, heard), *_report_faults(report)]
    faults += _resume_faults(asks_about, answers)
    if follows_up and not any(answer.get("source") == "model" for answer in answers.values()):
        faults.append("no question was asked by the model")
    return Verdict(language, heard, tuple(faults))


def _heard(language: Language, ordinal: int, read: str, answer: Json | None) -> Heard:
    understood = answer.get("answer") if answer is not None else None
    return Heard(ordinal, read, understood or None, errors(read, understood or "", language).rate)


def _stage_faults(stages: int, answers: Mapping[int, Json]) -> list[str]:
    missing = [number for number in range(1, stages + 1) if not answers.get(number, {}).get("question")]
    return [f"stage {number} has no question" for number in missing] or ([] if stages else ["no stage was planned"])


def _answer_faults(language: Language, heard: Sequence[Heard]) -> list[str]:
    faults = [f"answer {each.ordinal} has no final transcript" for each in heard if each.understood is None]
    wrong = [each for each in heard if each.understood is not None and each.rate > ALLOWED[language]]
    return faults + [
        f"answer {each.ordinal}: {each.rate:.0%} of its {MEASURE[language]} are wrong, {ALLOWED[language]:.0%} allowed"
        for each in wrong
    ]


def _resume_faults(asks_about: str | None, answers: Mapping[int, Json]) -> list[str]:
    asked = " ".join(answer.get("question") or "" for answer in answers.values())
    return [] if asks_about is None or asks_about in asked else [f"no question is about the resume's “{asks_about}”"]


def _report_faults(report: Json) -> list[str]:
    return [] if report.get("complete") else ["the report is not complete"]
