"""Why: a report is read by a person, who must see at once what was said and what was not graded, and why."""

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from parley.view.words import plural

Json = Mapping[str, Any]
NOT_GRADED = "not assessed: no grading model"


def render(report: Json) -> RenderableType:
    """The whole report."""
    answers = [_answer(answer) for answer in report.get("answers", ())]
    return Panel(Group(*_head(report), *answers), title=f"Report {report['interview_id']}", title_align="left")


def _head(report: Json) -> list[RenderableType]:
    where = f"{report.get('language') or '?'} · {report.get('scenario_id') or '?'} · {report['status']}"
    lines = [Text(where, style="bold")]
    if not report.get("complete"):
        lines.append(Text("This report is not complete yet.", style="yellow"))
    lines.append(Text(grading(report), style="bold yellow" if report.get("total") is None else "bold green"))
    covered = report.get("stages_covered")
    if covered:
        lines.append(Text(f"stages covered: {', '.join(covered)}"))
    lines += [Text(_total(row)) for row in report.get("criteria", ()) if row["answers"]]
    lines += [Text(sentence["text"]) for sentence in report.get("summary", ())]
    if report.get("facts"):
        lines.append(Text(f"in all: {facts_line(report['facts'])}"))
    return [*lines, Text()]


def _total(row: Json) -> str:
    from_answers = plural(row["answers"], "answer")
    return f"{row['criterion']} ({row['weight']} %): {row['score']:.0f}, {row['level']}, from {from_answers}"


def grading(report: Json) -> str:
    """The score, or the reason why there is none."""
    total = report.get("total")
    covered = f", covering {report['coverage']:.0%} of the rubric" if report.get("coverage") else ""
    return f"score {total:.0f} of 100{covered}" if total is not None else str(report.get("grading") or NOT_GRADED)


def facts_line(facts: Json) -> str:
    """What can be said without a model."""
    spoken, long = facts["speaking_ms"] / 1000, facts["duration_ms"] / 1000
    return f"{plural(facts['words'], 'word')}, {spoken:.1f} s of speech in {long:.1f} s"


def _answer(answer: Json) -> RenderableType:
    lines = [Text(_said(answer.get("answer")))]
    if answer.get("facts"):
        lines.append(Text(f"{facts_line(answer['facts'])}, ended by {answer.get('cause')}", style="dim"))
    lines += [Text(_criterion(criterion), style="dim") for criterion in _graded(answer)]
    lines += [Text(_remark(remark), style="dim") for remark in answer.get("remarks", ())]
    lines += [Text(_note(note), style="yellow") for note in answer.get("notes", ())]
    if str(answer.get("grading", "")).startswith("not assessed yet: the model"):
        lines.append(Text(str(answer["grading"]), style="yellow"))
    question = Text(f"{answer['ordinal']}. {answer['question']}", style="cyan")
    return Group(question, Padding(Group(*lines), (0, 0, 1, 3)))


def _said(text: str | None) -> str:
    if text is None:
        return "(no answer yet)"
    return text or "(nothing was said)"


def _graded(answer: Json) -> list[Json]:
    """What was not assessed is said once, at the top; its evidence is shown where there is any."""
    return [one for one in answer.get("criteria", ()) if one["status"] != "not_assessed" or one.get("quotes")]


def _criterion(criterion: Json) -> str:
    quotes = "; ".join(_quoted(quote) for quote in criterion.get("quotes", ()))
    evidence = "evidence without a grade" if criterion["status"] == "not_assessed" else criterion["status"]
    score = f" {criterion['score']:.0f}" if criterion.get("score") is not None else ""
    return f"{criterion['criterion']}: {criterion.get('level') or evidence}{score} {quotes}".rstrip()


def _remark(remark: Json) -> str:
    sign = "+" if remark["kind"] == "strength" else "-"
    return f"{sign} {remark['text']} ({'; '.join(_quoted(quote) for quote in remark['quotes'])})"


def _note(note: Json) -> str:
    return f"must not count: {note['topic']} ({_quoted(note['quote'])})"


def _quoted(quote: Json) -> str:
    return f"“{quote['text']}”"
