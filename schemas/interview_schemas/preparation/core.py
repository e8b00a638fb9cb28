"""Why: the same resume and the same posting prepare the same interview, now and in every replay."""

from collections.abc import Mapping, Sequence
from typing import Final

from interview_schemas.events import InterviewPrepared, InterviewScheduled, Passage, ResumeFact, ResumeParsed
from interview_schemas.preparation.career import choose
from interview_schemas.preparation.quote import quote
from interview_schemas.preparation.vocabulary import vocabulary
from interview_schemas.preparation.withheld import mentions, withheld
from interview_schemas.scenario import Scenario, load_scenario
from interview_schemas.wording import faults

QUOTE: Final = "cover_letter_quote"
_MOST_CERTIFICATES: Final = 2
_LONGEST: Final = 180


def prepare(scheduled: InterviewScheduled, parsed: ResumeParsed, now_ms: int) -> InterviewPrepared:
    """What this resume changes in this interview; raises KeyError for a scenario that doesn't exist."""
    choice = choose(scheduled, parsed.facts)
    scenario = load_scenario(choice.scenario_id)
    hidden = withheld(parsed.facts)
    known = _of_posting(scheduled) | _of_facts(parsed.facts, scheduled)
    quoted = _quote(scheduled, scenario, parsed, hidden)
    if quoted is not None:
        known[QUOTE] = " ".join(quoted.value.split())
    terms = vocabulary(scheduled, parsed.facts, parsed.text)
    return InterviewPrepared(
        interview_id=scheduled.interview_id,
        resume_sha256=parsed.sha256,
        scenario_id=scenario.id,
        scenario_hash=scenario.hash,
        reason=choice.reason,
        evidence=choice.evidence,
        variables=_fit(known, scenario, scheduled),
        quote=quoted,
        withheld=hidden if scheduled.blind else {},
        vocabulary=tuple(term for term in terms if not (scheduled.blind and mentions(term, hidden))),
        prepared_at_ms=now_ms,
    )


def posting_variables(scheduled: InterviewScheduled) -> dict[str, str]:
    """What an interview without a resume knows; raises KeyError for a scenario that doesn't exist."""
    return _fit(_of_posting(scheduled), load_scenario(scheduled.scenario_id), scheduled)


def _of_posting(scheduled: InterviewScheduled) -> dict[str, str]:
    values = {
        "company": scheduled.company,
        "position": scheduled.position,
        "company_values": scheduled.company_values,
    }
    return {name: value for name, value in values.items() if value and value.strip()}


def _of_facts(facts: Sequence[ResumeFact], scheduled: InterviewScheduled) -> dict[str, str]:
    certificates = list(dict.fromkeys(_values(facts, "certificate", "name")))[:_MOST_CERTIFICATES]
    works = [*_values(facts, "project", "name"), *_values(facts, "experience", "company")]
    roles = [*_values(facts, "project", "role"), *_values(facts, "experience", "role")]
    joint = ", " if scheduled.language == "ko" else " and "
    values = {"certificates": joint.join(certificates), "activity": "".join(works[:1]), "role": "".join(roles[:1])}
    return {name: value for name, value in values.items() if value}


def _values(facts: Sequence[ResumeFact], section: str, kind: str) -> list[str]:
    return [" ".join(fact.value.split()) for fact in facts if (fact.section, fact.kind) == (section, kind)]


def _quote(
    scheduled: InterviewScheduled, scenario: Scenario, parsed: ResumeParsed, hidden: Mapping[str, Sequence[str]]
) -> Passage | None:
    asking = [stage for stage in scenario.stages if QUOTE in {variable.name for variable in stage.variables}]

    def may_be_asked(sentence: str) -> bool:
        texts = [scenario.question_text(stage, scheduled.language, {QUOTE: sentence}) for stage in asking]
        return not mentions(sentence, hidden) and not any(faults(text, scheduled.language) for text in texts)

    return quote(parsed.facts, may_be_asked)


def _fit(known: Mapping[str, str], scenario: Scenario, scheduled: InterviewScheduled) -> dict[str, str]:
    """Without overlong values and those that would make a question that may not be asked: its stage asks otherwise."""
    known = {name: value for name, value in known.items() if len(value) <= _LONGEST}
    unfit = {
        variable.name
        for stage in scenario.stages
        for variable in stage.variables
        if faults(scenario.question_text(stage, scheduled.language, known), scheduled.language)
    }
    return {name: value for name, value in known.items() if name not in unfit}
