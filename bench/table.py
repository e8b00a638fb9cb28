"""Why: every benchmark returns facts in its own shape, and a person wants one table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Rows = Iterator[tuple[str, str]]
_LATER = ("target", "machine", "load", "cores", "bench")


def lines(results: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """One table over all results: bench, what, value; targets beside what they bound."""
    found = [(name, what, value) for name, result in results.items() for what, value in rows(result)]
    if not found:
        return ["nothing was measured"]
    widths = [max(len(row[column]) for row in found) for column in (0, 1)]
    shown, previous = [], ""
    for name, what, value in found:
        shown.append(f"{name if name != previous else '':<{widths[0]}}  {what:<{widths[1]}}  {value}")
        previous = name
    return shown


def rows(result: Mapping[str, Any]) -> Rows:
    """What and value of one result; lists of measurements become a row each."""
    for key, value in result.items():
        if isinstance(value, Mapping):
            yield from ((f"{key} {what}", inner) for what, inner in rows(value))
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield from _measurements(key, value)
        elif not key.startswith(_LATER):
            yield key, _with_target(result, key, value)


def _measurements(key: str, values: Sequence[Any]) -> Rows:
    if not all(isinstance(value, Mapping) for value in values):
        yield key, ", ".join(number(value) for value in values)
        return
    for value in values:
        label = " ".join(text for text in value.values() if isinstance(text, str))
        figures = [f"{name} {number(figure)}" for name, figure in value.items() if isinstance(figure, int | float)]
        yield label or key, ", ".join(figures)


def _with_target(result: Mapping[str, Any], key: str, value: object) -> str:
    target = result.get(f"target_{key}")
    return number(value) if target is None else f"{number(value)}  (target {number(target)})"


def number(value: object) -> str:
    """Without digits that mean nothing."""
    if isinstance(value, bool) or not isinstance(value, float):
        return str(value)
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
