"""Why: tests of grades say which level and which quotes a model gives; the form of its output is filled in here."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from interview_schemas.events import GRADERS, GraderQualified, InterviewScheduled, Language
from interview_schemas.rubric import Criterion, load_rubric
from interview_schemas.scenario import load_scenario
from llm_service.assessment.prompt import VERSION
from llm_service.engines.contract import ChatRequest, EngineError, Receive

RUBRIC = load_rubric("standard")
MODEL = "scripted-1"
INTERVIEW = "i-1"
QUALIFICATION = "q-1"


def scheduled(
    language: Language = "en", *, blind: bool = True, scenario_id: str = "standard", interview_id: str = INTERVIEW
) -> InterviewScheduled:
    """An interview under a scenario."""
    return InterviewScheduled(
        interview_id=interview_id,
        tenant_id="local",
        language=language,
        scenario_id=scenario_id,
        scenario_hash=load_scenario(scenario_id).hash,
        scheduled_at_ms=0,
        blind=blind,
    )


def qualified(verdict: str = "qualified", model: str = MODEL, qualification_id: str = QUALIFICATION) -> GraderQualified:
    """A test of the scripted model under the standard rubric."""
    return GraderQualified(
        interview_id=GRADERS,
        qualification_id=qualification_id,
        model=model,
        prompt_version=VERSION,
        rubric_id=RUBRIC.id,
        rubric_hash=RUBRIC.hash,
        golden_id="set",
        golden_hash="0",
        provenance="human",
        verdict=verdict,  # type: ignore[arg-type]  # a test may say any verdict
        figures={},
        reasons=(),
        at_ms=0,
    )


def graded(criterion: Criterion, level: str, *quotes: str, score: int | None = None) -> dict[str, object]:
    """What a model says of one criterion; without a score the middle of the level."""
    found = [known for known in criterion.levels if known.id == level]
    middle = (found[0].min_score + found[0].max_score) // 2 if found else 0
    value = middle if score is None else score
    number = {"parts": {part.id: value for part in criterion.parts}} if criterion.parts else {"score": value}
    return {"quotes": list(quotes), "reason": "It is said so.", "level": level, **number}


def output(
    stage_id: str,
    level: str,
    *quotes: str,
    score: int | None = None,
    strengths: Sequence[tuple[str, str]] = (),
    improvements: Sequence[tuple[str, str]] = (),
) -> str:
    """The same for each criterion of a stage."""
    criteria = {one.id: graded(one, level, *quotes, score=score) for one in RUBRIC.criteria_of(stage_id)}
    remarks = {
        "strengths": [{"text": text, "quote": quote} for text, quote in strengths],
        "improvements": [{"text": text, "quote": quote} for text, quote in improvements],
    }
    return json.dumps({"criteria": criteria, **remarks}, ensure_ascii=False)


def summary(*sentences: tuple[str, Sequence[int]]) -> str:
    """A summary of these sentences."""
    return json.dumps({"sentences": [{"text": text, "cites": list(cites)} for text, cites in sentences]})


Reply = str | EngineError


@dataclass
class ScriptedGrader:
    """Replies in order, the last one for ever, or what `answer` says to a request."""

    replies: list[Reply] = field(default_factory=list)
    answer: Callable[[ChatRequest], Reply] | None = None
    model: str = MODEL
    requests: list[ChatRequest] = field(default_factory=list)

    async def write(self, request: ChatRequest, receive: Receive, *, within_seconds: float) -> str:
        assert within_seconds > 0
        self.requests.append(request)
        reply = self.answer(request) if self.answer is not None else self._next()
        if isinstance(reply, EngineError):
            raise reply
        await receive(reply)
        return reply

    def _next(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@dataclass
class KnownQualifications:
    """Models with the tests that they have passed."""

    passed: Mapping[str, str] = field(default_factory=dict)

    async def find(self, model: str, prompt_version: str, rubric_hash: str) -> str | None:
        assert prompt_version == VERSION
        assert rubric_hash == RUBRIC.hash
        return self.passed.get(model)
