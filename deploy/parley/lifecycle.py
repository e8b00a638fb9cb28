"""Why: starts, stops and shows the local stack: `up`, `down`, `status`."""

import os
import signal
import threading
import time
from types import FrameType
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from parley.infrastructure.jars import WrongJar
from parley.infrastructure.java import NoJava
from parley.infrastructure.postgres import NoPostgres
from parley.launcher.data_folder import DataFolder, DataFolderInUse, default_data_folder
from parley.launcher.ports import NoFreePort
from parley.launcher.stack import Stack
from parley.launcher.supervisor import StartFailed

STOP_TIMEOUT_S = 40.0
EXPECTED = (DataFolderInUse, NoFreePort, NoJava, NoPostgres, StartFailed, WrongJar)


class Stopped(BaseException):
    """A signal asked the launcher to stop."""


def raise_on_signals() -> None:
    """Turn SIGTERM, SIGINT and SIGHUP into `Stopped`, so that every `finally` runs."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)


def up() -> None:
    """Start everything and keep it running until Ctrl-C."""
    raise_on_signals()
    try:
        with Stack(default_data_folder(), progress=typer.echo) as stack:
            typer.echo(f"Parley is ready: {stack.api_url}  (data: {stack.data.root}; stop with Ctrl-C)")
            threading.Event().wait()
    except Stopped:
        typer.echo("stopped")
    except EXPECTED as error:
        typer.echo(f"parley: {error}", err=True)
        raise typer.Exit(1) from None


def down() -> None:
    """Stop the stack that runs on the data folder."""
    folder = DataFolder(default_data_folder())
    pid = folder.holder()
    if pid is None:
        typer.echo("Parley is not running.")
        return
    os.kill(pid, signal.SIGTERM)
    deadline_s = time.monotonic() + STOP_TIMEOUT_S
    while folder.holder() is not None:
        if time.monotonic() > deadline_s:
            typer.echo(f"parley: pid {pid} did not stop within {STOP_TIMEOUT_S:.0f} s", err=True)
            raise typer.Exit(1)
        time.sleep(0.1)
    typer.echo("stopped")


def status() -> None:
    """Show each process: pid, readiness, restarts, uptime."""
    folder = DataFolder(default_data_folder())
    pid = folder.holder()
    if pid is None:
        typer.echo("Parley is not running.")
        raise typer.Exit(3)
    state = folder.read_state()
    Console().print(status_table(state.get("services", {}), time.time()))
    typer.echo(f"launcher pid {pid}, page http://127.0.0.1:{state.get('ports', {}).get('api')}, data {folder.root}")


def status_table(services: dict[str, dict[str, Any]], now: float) -> Table:
    """The table of `parley status`; `now` is a POSIX time."""
    table = Table("service", "pid", "ready", "restarts", "uptime")
    for name, row in services.items():
        alive = row["pid"] is not None
        uptime = f"{now - row['started_at']:.0f} s" if alive else "-"
        ready = "yes" if row["phase"] == "ready" else row["phase"]
        table.add_row(name, str(row["pid"] or "-"), ready, str(row["restarts"]), uptime)
    return table


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(up)
    app.command()(down)
    app.command()(status)
