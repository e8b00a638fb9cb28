"""Why: `parley replay ID --check` proves that what is stored still says the same when it is worked on again."""

import asyncio
from typing import Annotated

import typer

from interview_runtime.bus import Unavailable
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.kafka_log import KafkaLogReader
from interview_schemas.events import Event
from parley.client.installation import Installation, NotRunning, running
from parley.events.command import read
from parley.events.log import Entry
from parley.events.session import codec
from parley.launcher.supervisor import StartFailed
from parley.lifecycle import Stopped, raise_on_signals
from parley.replay.core import Difference, differences, is_input, is_output
from parley.replay.run import Replay
from parley.replay.services import services
from parley.replay.topics import isolated


def replay(
    interview_id: Annotated[str, typer.Argument(metavar="ID")],
    *,
    check: Annotated[bool, typer.Option("--check", help="exit 1 where the replay makes anything else")] = False,
) -> None:
    """Run an interview's stored spans, commands and events through turns, flow and questions again."""
    raise_on_signals()
    try:
        stored, made = replayed(running(), interview_id)
    except (NotRunning, StartFailed, Unavailable) as error:
        typer.echo(f"parley: {error}", err=True)
        raise typer.Exit(3 if isinstance(error, NotRunning) else 1) from None
    except Stopped:
        raise typer.Exit(130) from None
    found = differences(stored, made)
    tell(len(stored), found)
    if check and (found or not stored):
        raise typer.Exit(1)


def replayed(installation: Installation, interview_id: str) -> tuple[list[Event], list[Event]]:
    """The stored outputs and those of the replay."""
    entries = asyncio.run(read(installation, interview_id))
    stored = [entry.event for entry in entries if entry.event is not None and is_output(entry.event)]
    given = sum(entry.event is not None and is_input(entry.event) for entry in entries)
    typer.echo(f"replaying {given} stored inputs; the turns, flow and questions services start")
    if not given:
        return stored, []
    with isolated(installation.kafka_bootstrap) as prefix, services(installation, prefix):
        return stored, asyncio.run(_made(installation, interview_id, entries, prefix=prefix))


async def _made(installation: Installation, interview_id: str, entries: list[Entry], *, prefix: str) -> list[Event]:
    bus = KafkaBus(installation.kafka_bootstrap, client_id="parley-replay")
    try:
        async with codec(installation, prefix) as opener:
            reader = KafkaLogReader(installation.kafka_bootstrap)
            return await Replay(bus, reader, opener, interview_id).run(entries)
    finally:
        await bus.close()


def tell(stored: int, found: list[Difference]) -> None:
    """Each difference, then the sum."""
    for difference in found:
        for line in difference.lines:
            typer.echo(line)
    if not stored:
        typer.echo("nothing to compare: the log holds no outputs of this interview")
    elif found:
        typer.echo(f"{len(found)} differences in {stored} stored outputs")
    else:
        typer.echo(f"equal: {stored} outputs, ids and plaintext")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(replay)
