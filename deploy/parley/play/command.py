"""Why: `parley play FILE.wav` shows what a candidate would see who says what is in the file."""

import asyncio
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer

from parley.client.installation import Installation, NotRunning, running
from parley.client.rest import Created, Rest
from parley.client.retry import Refused, Unreachable
from parley.play.answers_file import marked_pieces
from parley.play.cuts import grouped, pieces
from parley.play.performance import Performance
from parley.play.wav import BadRecording, Pcm, read_wav
from parley.view.choose import choose
from parley.view.screen import View

BAD_INPUT, NOT_RUNNING = 2, 3
LARGEST_SPEED = 4.0
EXPECTED = (Refused, Unreachable, TimeoutError)
Language = Literal["ko", "en"]


def play(
    recording: Annotated[Path, typer.Argument(metavar="FILE.wav", help="16-bit PCM, any rate, mono or stereo")],
    *,
    lang: Annotated[Language, typer.Option(help="the language that is spoken")],
    speed: Annotated[float, typer.Option(help="2 is twice real time; the gateway takes up to 4")] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
    scenario: Annotated[str, typer.Option(help="short, standard or career_change")] = "short",
    answers: Annotated[Path | None, typer.Option(help="where each answer begins and ends")] = None,
    resume: Annotated[Path | None, typer.Option(help="a resume that is read before the interview starts")] = None,
    position: Annotated[str | None, typer.Option(help="the posting's position")] = None,
) -> None:
    """Let a recording be interviewed by the running stack, in real time."""
    try:
        _check_speed(speed)
        pcm, stage_count = read_wav(recording), _stage_count(scenario)
        parts = cut(pcm, recording, answers, stage_count)
        document = _document(resume)
    except BadRecording as error:
        fail(str(error), BAD_INPUT)
    try:
        installation = running()
    except NotRunning as error:
        fail(str(error), NOT_RUNNING)
    posting = {"position": position} if position else {}
    how = {"language": lang, "scenario_id": scenario, "speed": speed, "resume": document, "posting": posting}
    view = choose(f"{recording.name} · {lang} · {scenario}", as_json=as_json)
    perform_or_fail(installation, view, parts, how)


def cut(pcm: Pcm, recording: Path, answers: Path | None, count: int) -> list[bytes]:
    """The whole recording as at most `count` answers."""
    marked = marked_pieces(recording, answers, len(pcm))
    found = grouped(marked, count) if len(marked) >= count or answers is not None else pieces(pcm, count)
    return [pcm[piece.start : piece.end].tobytes() for piece in found]


async def perform(api_url: str, owner_token: str, view: View, parts: list[bytes], **how: Any) -> Created:  # noqa: ANN401
    """One interview to its end, with its summary shown."""
    rest = Rest(api_url, owner_token)
    try:
        created = await rest.begin(how["language"], how["scenario_id"], **how["posting"])
        if how["resume"] is not None:
            scenario_id = await rest.give_resume(created.interview_id, how["resume"])
            view.tell(f"the resume was read; the interview is {scenario_id}")
        performance = Performance(rest, view, how["speed"])
        await performance.play(parts)
        view.summary(performance.facts(created))
        return created
    finally:
        view.close()
        await rest.close()


def perform_or_fail(installation: Installation, view: View, parts: list[bytes], how: dict[str, Any]) -> None:
    """Exit 1 with one line where the stack did not play along."""
    try:
        asyncio.run(perform(installation.api_url, installation.owner_token, view, parts, **how))
    except EXPECTED as error:
        fail(str(error) or "the interview did not go on within two minutes; see `parley status`", 1)
    except KeyboardInterrupt:
        fail("stopped", 130)


def fail(message: str, code: int) -> NoReturn:
    """Say it in one line and exit."""
    typer.echo(f"parley: {message}", err=True)
    raise typer.Exit(code)


def _document(resume: Path | None) -> bytes | None:
    if resume is None:
        return None
    try:
        return resume.read_bytes()
    except OSError:
        raise BadRecording(f"--resume {resume}: it can't be read") from None


def _stage_count(scenario_id: str) -> int:
    from interview_schemas.scenario import scenarios  # noqa: PLC0415

    scenario = scenarios().get(scenario_id)
    if scenario is None:
        raise BadRecording(f"--scenario {scenario_id}: choose one of {', '.join(sorted(scenarios()))}")
    return len(scenario.stages)


def _check_speed(speed: float) -> None:
    if not 0 < speed <= LARGEST_SPEED:
        raise BadRecording(f"--speed {speed:g}: more than 0, at most {LARGEST_SPEED:g}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(play)
