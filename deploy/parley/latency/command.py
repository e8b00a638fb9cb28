"""Why: `parley latency ID` shows where the time between an answer and the next question went."""

import asyncio
import json
from typing import Annotated

import typer
from rich.console import Console

from interview_runtime.bus import Unavailable
from parley.client.installation import NotRunning, running
from parley.events.command import read
from parley.latency.render import table
from parley.latency.waterfall import waterfalls


def latency(
    interview_id: Annotated[str, typer.Argument(metavar="ID")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a turn, in Unix milliseconds")] = False,
) -> None:
    """Show each turn's steps from the last audio to the next question, as the log has them."""
    try:
        found = waterfalls(asyncio.run(read(running(), interview_id)))
    except (NotRunning, Unavailable) as error:
        typer.echo(f"parley: {error}", err=True)
        raise typer.Exit(3 if isinstance(error, NotRunning) else 1) from None
    if not found:
        typer.echo(f"parley: the log holds no answer of interview {interview_id}", err=True)
        raise typer.Exit(1)
    if as_json:
        for each in found:
            typer.echo(json.dumps({**each._asdict(), "wait_ms": each.wait_ms}))
    else:
        Console().print(table(found))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(latency)
