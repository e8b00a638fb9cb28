"""Why: a recruiter sees at one glance what was understood, where it stands, and which questions come of it."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from interview_schemas.events import InterviewPrepared, InterviewScheduled, ResumeFact, ResumeParsed
from interview_schemas.scenario import Stage, load_scenario

SECTIONS: Final[Mapping[str, str]] = {
    "header": "person",
    "education": "education",
    "experience": "experience",
    "project": "projects",
    "certificate": "certificates",
    "award": "awards",
    "self_introduction": "self-introduction",
}
REASONS: Final[Mapping[str, str]] = {
    "chosen": "a person chose it",
    "fixed": "a person fixed it",
    "no_position": "no position is given, so nothing is compared",
    "unknown_position": "the position belongs to no field that the rule knows",
    "nothing_known": "no major and no role belongs to a field that the rule knows",
    "fits": "fits the position",
    "elsewhere": "nothing fits the position",
}
_LONGEST: Final = 76


def render(parsed: ResumeParsed, scheduled: InterviewScheduled, prepared: InterviewPrepared) -> RenderableType:
    """Structure above, questions below."""
    parts = (_structure(parsed), _notes(prepared, scheduled), _questions(prepared, scheduled))
    pages = f"{parsed.pages} page{'' if parsed.pages == 1 else 's'}"
    title = f"Resume · {parsed.language} · {pages} · read by {parsed.engine}"
    return Panel(Group(*parts), title=title, title_align="left")


def _structure(parsed: ResumeParsed) -> RenderableType:
    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    for name, style in (("", "bold cyan"), ("", "dim"), ("what it says", ""), ("line", "dim")):
        table.add_column(name, style=style, justify="right" if name == "line" else "left", overflow="fold")
    for section, title in SECTIONS.items():
        found = [fact for fact in parsed.facts if fact.section == section]
        for place, fact in enumerate(found):
            table.add_row(title if place == 0 else "", fact.kind.replace("_", " "), _short(fact), _line(parsed, fact))
        if not found:
            table.add_row(title, "", Text("nothing found", style="dim"), "")
    return table


def _short(fact: ResumeFact) -> Text:
    value = " ".join(fact.value.split())
    return Text(value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…")


def _line(parsed: ResumeParsed, fact: ResumeFact) -> str:
    return str(parsed.text.count("\n", 0, fact.start) + 1)


def _notes(prepared: InterviewPrepared, scheduled: InterviewScheduled) -> RenderableType:
    names = load_scenario(prepared.scenario_id).names
    evidence = ", ".join(f"“{passage.value}”" for passage in prepared.evidence)
    why = f"{evidence}: {REASONS[prepared.reason]}" if evidence else REASONS[prepared.reason]
    hidden = ", ".join(kind.replace("_", " ") for kind in prepared.withheld) or "nothing"
    blind = f"{hidden}; a photo is never read" if scheduled.blind else "nothing: blind mode is off"
    table = _grid("bold cyan", "left")
    table.add_row("scenario", Text.assemble(names.text(scheduled.language), (f"  ({why})", "dim")))
    table.add_row("withheld", f"from every model: {blind}")
    table.add_row("vocabulary", ", ".join(prepared.vocabulary) or "none")
    return Group(Text(), table, Text())


def _questions(prepared: InterviewPrepared, scheduled: InterviewScheduled) -> RenderableType:
    table = _grid("cyan", "right")
    scenario = load_scenario(prepared.scenario_id)
    for ordinal, stage in enumerate(scenario.stages, start=1):
        text = Text(scenario.question_text(stage, scheduled.language, prepared.variables))
        for value in _used(stage, prepared):
            text.highlight_words([value], "bold green")
        if stage.kind != "template":
            text.append("  (or a model's)", style="dim")
        table.add_row(f"{ordinal}.", text)
    return table


def _grid(style: str, justify: Literal["left", "right"]) -> Table:
    """Two columns; wide characters are folded and never cut."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style=style, justify=justify, no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _used(stage: Stage, prepared: InterviewPrepared) -> Iterator[str]:
    for variable in stage.variables:
        value = prepared.variables.get(variable.name)
        if value:
            yield " ".join(value.split())
