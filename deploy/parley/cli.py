"""Why: the `parley` command: each subcommand lives in a module of its own and is added at the end of this file."""

import typer

from parley import doctor, lifecycle
from parley.assess import command as assess
from parley.demo import command as demo
from parley.events import command as events
from parley.grader import command as grader
from parley.latency import command as latency
from parley.play import command as play
from parley.replay import command as replay
from parley.report import command as report
from parley.resume import command as resume

app = typer.Typer(
    help="Parley: live interviews on an event log.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # locals can hold a person's words or a secret
)

lifecycle.register(app)
doctor.register(app)
play.register(app)
demo.register(app)
report.register(app)
events.register(app)
replay.register(app)
latency.register(app)
assess.register(app)
grader.register(app)
resume.register(app)
# Further subcommands: import the module above and add its `register(app)` here.
