"""Why: `python -m bench [name ...]` measures this machine and prints one table; every result is kept as JSON."""

import importlib
import json
import math
import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.table import lines

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results"
NO_BENCH = {"__main__", "__init__", "table"}


def names() -> list[str]:
    """Modules beside this one that can measure."""
    found = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NO_BENCH)
    return [name for name in found if "\ndef main(" in (FOLDER / f"{name}.py").read_text(encoding="utf-8")]


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"cores": cores, "machine": platform.machine(), "python": platform.python_version(), "cpu": _cpu()}


def measure(name: str) -> dict[str, Any]:
    """Run one; it sees no arguments but its own name."""
    sys.argv = [name]
    load = round(os.getloadavg()[0], 2)
    result: Mapping[str, Any] = importlib.import_module(f"bench.{name}").main()
    kept = _without_nan({**result, "load_before": load, "machine": machine()})
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return dict(result)


def _without_nan(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    """JSON has no word for what was not measured but null."""
    if isinstance(value, Mapping):
        return {key: _without_nan(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(inner) for inner in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def main(wanted: list[str]) -> int:
    """All, or those that were named."""
    known = names()
    if unknown := set(wanted) - set(known):
        print(f"no bench {', '.join(sorted(unknown))}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    facts = machine()
    print(f"{facts['cores']} cores, {facts['cpu']}, load {os.getloadavg()[0]:.2f}, Python {facts['python']}\n")
    results = {name: measure(name) for name in wanted or known}
    print("\n" + "\n".join(lines(results)))
    return 0


def _cpu() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or "unknown processor"
    return next((line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")), "?")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
