"""Why: who changes fields is asked other questions, by a rule whose reason can be read afterwards."""

from collections.abc import Sequence
from typing import Final

import msgspec

from interview_schemas.events import InterviewScheduled, Passage, ResumeFact, ScenarioReason
from interview_schemas.preparation.families import families

USUAL: Final = "standard"
CHANGE: Final = "career_change"
_COUNTED: Final = frozenset({("education", "major"), ("experience", "role")})


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """The scenario, why, and the facts that the reason rests on."""

    scenario_id: str
    reason: ScenarioReason
    evidence: tuple[Passage, ...] = ()


def choose(scheduled: InterviewScheduled, facts: Sequence[ResumeFact]) -> Choice:
    """The career-change scenario where the standard one was asked for and nothing of the past fits the position.

    The past is the majors and the roles. One that fits is enough to stay; what no list knows decides nothing.
    """
    if scheduled.scenario_id != USUAL:
        return Choice(scenario_id=scheduled.scenario_id, reason="chosen")
    if scheduled.scenario_fixed:
        return Choice(scenario_id=USUAL, reason="fixed")
    if not scheduled.position:
        return Choice(scenario_id=USUAL, reason="no_position")
    wanted = families(scheduled.position)
    if not wanted:
        return Choice(scenario_id=USUAL, reason="unknown_position")
    return _by_past(wanted, facts)


def _by_past(wanted: frozenset[str], facts: Sequence[ResumeFact]) -> Choice:
    past = [fact for fact in facts if (fact.section, fact.kind) in _COUNTED and families(fact.value)]
    if not past:
        return Choice(scenario_id=USUAL, reason="nothing_known")
    fitting = [fact for fact in past if families(fact.value) & wanted]
    if fitting:
        return Choice(scenario_id=USUAL, reason="fits", evidence=_passages(fitting))
    return Choice(scenario_id=CHANGE, reason="elsewhere", evidence=_passages(past))


def _passages(facts: Sequence[ResumeFact]) -> tuple[Passage, ...]:
    return tuple(Passage(value=fact.value, start=fact.start, end=fact.end) for fact in facts)
