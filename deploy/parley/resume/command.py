"""Why: `parley resume FILE` answers, before anybody is invited, what was understood and what would be asked."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer
from rich.console import Console

from interview_schemas.events import InterviewScheduled
from interview_schemas.preparation.core import prepare
from interview_schemas.scenario import scenarios
from parley.play.command import BAD_INPUT, fail
from parley.resume.reading import BadResume, read_resume
from parley.resume.render import render

Language = Literal["ko", "en"]


def resume(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    *,
    lang: Annotated[Language | None, typer.Option(help="the interview's language; else the resume's")] = None,
    position: Annotated[
        str | None, typer.Option(help="the posting's position, which majors and roles are held to")
    ] = None,
    company: Annotated[str | None, typer.Option(help="the posting's company")] = None,
    values: Annotated[str | None, typer.Option(help="what the company cares about")] = None,
    scenario: Annotated[str, typer.Option(help="standard, short or career_change")] = "standard",
    blind: Annotated[bool, typer.Option(help="whether models are kept from who the person is")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="structure and preparation as one JSON object")] = False,
) -> None:
    """Show what a resume says and what an interview would ask."""
    if scenario not in scenarios():
        fail(f"--scenario {scenario}: choose one of {', '.join(sorted(scenarios()))}", BAD_INPUT)
    try:
        parsed = read_resume(file)
    except BadResume as error:
        fail(str(error), BAD_INPUT)
    scheduled = InterviewScheduled(
        interview_id="",
        tenant_id="",
        language=lang or parsed.language or "en",
        scenario_id=scenario,
        scenario_hash=scenarios()[scenario].hash,
        scheduled_at_ms=0,
        company=company,
        position=position,
        company_values=values,
        blind=blind,
    )
    prepared = prepare(scheduled, parsed, 0)
    if as_json:
        typer.echo(msgspec.json.encode({"resume": parsed, "prepared": prepared}))
    else:
        Console().print(render(parsed, scheduled, prepared))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(resume)
