"""Why: `parley demo` shows on a fresh machine, in two minutes, that all of it works together."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console

from parley.client.retry import Refused, Unreachable
from parley.demo.interviews import Outcome, interviews, invitation, run
from parley.demo.script import notice, parts
from parley.demo.summary import timing_lines, verdict_lines, worked
from parley.launcher.data_folder import default_data_folder
from parley.launcher.stack import Stack
from parley.lifecycle import EXPECTED, Stopped, raise_on_signals
from parley.report.render import render
from parley.view.choose import choose

STOPPED_CODE = 130


def demo(
    *, keep: Annotated[bool, typer.Option(help="leave the stack running until Ctrl-C, and be interviewed")] = False
) -> None:
    """Start everything, let recorded people be interviewed in Korean and English, and show the reports."""
    raise_on_signals()
    console = Console()
    try:
        code = _demo(console, keep=keep)
    except Stopped:
        typer.echo("stopped")
        raise typer.Exit(STOPPED_CODE) from None
    except (*EXPECTED, Refused, Unreachable, TimeoutError) as error:
        typer.echo(f"parley: {str(error) or 'the interview did not go on; see the logs in the data folder'}", err=True)
        raise typer.Exit(1) from None
    raise typer.Exit(code)


def _demo(console: Console, *, keep: bool) -> int:
    began_s = time.monotonic()
    with starting(console) as progress, _stack(progress) as stack:
        progress("")
        ready_s = time.monotonic()
        outcomes = _perform(console, stack)
        _tell(console, outcomes, timing_lines(outcomes, began_s, ready_s))
        _page(console, stack, keep=keep)
    return 0 if worked(outcomes, len(parts())) else 1


def _stack(progress: Callable[[str], None]) -> Stack:
    return Stack(default_data_folder(), progress=progress)


@contextmanager
def starting(console: Console) -> Iterator[Callable[[str], None]]:
    """Progress in place where a terminal is, as lines elsewhere; an empty line ends it."""
    if not console.is_terminal:
        yield lambda line: typer.echo(line) if line else None
        return
    status = console.status("starting Parley")
    status.start()

    def progress(line: str) -> None:
        if not line:
            status.stop()
        elif " ready" in line:
            console.print(f"[green]✓[/] {line}", highlight=False)
        else:
            status.update(line)

    try:
        yield progress
    finally:
        status.stop()


def _perform(console: Console, stack: Stack) -> list[Outcome]:
    for line in notice():
        console.print(line, style="italic", highlight=False, soft_wrap=True)
    chosen = parts(with_model=stack.has_model)
    playing = interviews(stack.api_url, stack.owner_token, chosen, lambda part: choose(part.title, console=console))
    outcomes = run(playing)
    raise_on_signals()
    if outcomes is None:
        raise Stopped
    return outcomes


def _tell(console: Console, outcomes: Sequence[Outcome], timing: Sequence[str]) -> None:
    for outcome in outcomes:
        console.print(render(outcome.report))
    for line in (*timing, *verdict_lines(outcomes)):
        console.print(line, highlight=False, markup=False)
    good = worked(outcomes, len(parts()))
    console.print("The demo worked." if good else "The demo FAILED.", style="bold green" if good else "bold red")


def _page(console: Console, stack: Stack, *, keep: bool) -> None:
    if not keep:
        hint = "`parley demo --keep` leaves it up, for an interview with yourself"
        console.print(
            f"The candidate's page was at {stack.api_url}/interview; {hint}.", highlight=False, soft_wrap=True
        )
        return
    url = run(invitation(stack.api_url, stack.owner_token))
    raise_on_signals()
    console.print(f"Be interviewed: {url}", highlight=False, soft_wrap=True)
    console.print("Parley runs until Ctrl-C.")
    threading.Event().wait()


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)
