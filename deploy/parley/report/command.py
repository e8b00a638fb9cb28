"""Why: `parley report ID` reads a report without a browser."""

import asyncio
import json
from typing import Annotated, Any

import typer
from rich.console import Console

from parley.client.installation import Installation, NotRunning, running
from parley.client.rest import Rest
from parley.client.retry import Refused, Unreachable
from parley.report.render import render


def report(
    interview_id: Annotated[str, typer.Argument(metavar="ID")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="as the REST API gives it")] = False,
) -> None:
    """Show what is known of an interview: transcript, facts, and grades with their quotes."""
    try:
        found = asyncio.run(fetch(running(), interview_id))
    except (NotRunning, Refused, Unreachable) as error:
        typer.echo(f"parley: {error}", err=True)
        raise typer.Exit(3 if isinstance(error, NotRunning) else 1) from None
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        Console().print(render(found))


async def fetch(installation: Installation, interview_id: str) -> dict[str, Any]:
    """With the owner's token."""
    rest = Rest(installation.api_url, installation.owner_token)
    try:
        return await rest.report(interview_id)
    finally:
        await rest.close()


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(report)
