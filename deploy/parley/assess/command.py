"""Why: `parley assess ID --run NAME` has answers assessed again and shows them beside what was reported."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from parley.client.installation import NotRunning, running
from parley.client.rest import Rest
from parley.client.retry import Refused, Unreachable

WITHIN_S = 300.0


def assess(
    interview_id: Annotated[str, typer.Argument(metavar="ID")],
    *,
    run: Annotated[str, typer.Option(help="a name for this assessment: lower case, digits, dashes")],
    answer: Annotated[list[int] | None, typer.Option(help="which answer, from 1; again for more; default: all")] = None,
) -> None:
    """Assess an interview's answers again, by the model that is set up now. What was reported stays."""
    try:
        installation = running()
        rest = Rest(installation.api_url, installation.owner_token)
        found, report = asyncio.run(_assessed(rest, interview_id, run, answer or []))
    except (NotRunning, Refused, Unreachable, TimeoutError) as error:
        typer.echo(f"parley: {error}", err=True)
        raise typer.Exit(3 if isinstance(error, NotRunning) else 1) from None
    for line in lines(found, report):
        typer.echo(line)


async def _assessed(rest: Rest, interview_id: str, run: str, ordinals: list[int]) -> tuple[Any, Any]:
    try:
        report = await rest.report(interview_id)
        asked = [each["question_id"] for each in report["answers"] if not ordinals or each["ordinal"] in ordinals]
        found = await rest.assess_again(interview_id, run, asked if ordinals else [], WITHIN_S)
    finally:
        await rest.close()
    return found, report


def lines(found: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[str]:
    """One line a criterion: as reported, as assessed now."""
    before = {
        (each["ordinal"], criterion["criterion"]): criterion
        for each in report["answers"]
        for criterion in each.get("criteria", ())
    }
    yield f"run {found['run']}{'' if found['complete'] else ', not complete yet'}"
    for each in found["answers"]:
        for criterion in each["criteria"]:
            was = before.get((each["ordinal"], criterion["criterion"]))
            yield f"answer {each['ordinal']} {criterion['criterion']}: {_said(was)} -> {_said(criterion)}"


def _said(criterion: Mapping[str, Any] | None) -> str:
    if criterion is None:
        return "-"
    score = criterion.get("score")
    return (
        f"{criterion['level']} {score:.0f}" if score is not None else f"{criterion['status']} ({criterion['reason']})"
    )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(assess)
