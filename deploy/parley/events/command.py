"""Why: `parley events ID` shows what the log holds of an interview, record by record."""

import asyncio
import json
from typing import Annotated

import typer

from interview_runtime.bus import Unavailable
from interview_runtime.kafka_log import KafkaLogReader
from parley.client.installation import Installation, NotRunning, running
from parley.events import describe
from parley.events.log import Entry, read_interview
from parley.events.session import codec


def events(
    interview_id: Annotated[str, typer.Argument(metavar="ID")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """Show the merged log of one interview, opened, in the order in which Kafka took it."""
    try:
        entries = asyncio.run(read(running(), interview_id))
    except (NotRunning, Unavailable) as error:
        typer.echo(f"parley: {error}", err=True)
        raise typer.Exit(3 if isinstance(error, NotRunning) else 1) from None
    if not entries:
        typer.echo(f"parley: the log holds nothing of interview {interview_id}", err=True)
        raise typer.Exit(1)
    show(entries, as_json=as_json)


async def read(installation: Installation, interview_id: str) -> list[Entry]:
    """From Kafka itself, not from the projection."""
    async with codec(installation) as opener:
        return await read_interview(KafkaLogReader(installation.kafka_bootstrap), opener, interview_id)


def show(entries: list[Entry], *, as_json: bool) -> None:
    """To standard output."""
    printed = (json.dumps(describe.as_json(entry), ensure_ascii=False) for entry in entries)
    for line in printed if as_json else describe.lines(entries):
        typer.echo(line)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(events)
