"""Why: readers that are not Python get the contracts as JSON Schema, generated so that they can't drift."""

import argparse
import hashlib
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from interview_schemas.compatibility import breaks
from interview_schemas.events.base import Event
from interview_schemas.registry import EVENT_TYPES, event_type, topic_of

ROOT: Final = Path(__file__).resolve().parents[1]
_SUFFIX: Final = ".schema.json"
_EXAMPLES: Final = "examples.json"


def schema(cls: type[Event]) -> dict[str, Any]:
    """JSON Schema 2020-12 of one event; `x-identity` names the fields that its id is derived from."""
    name = event_type(cls)
    (root,), definitions = msgspec.json.schema_components([cls], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"events/{name}{_SUFFIX}",
        "x-topic": topic_of(cls),
        "x-identity": list(cls.identity),
        **root,
        "$defs": {key: _undented(value) for key, value in definitions.items()},
    }


def generated() -> dict[str, bytes]:
    """The text of every schema, by event name."""
    return {name: _pretty(schema(cls)) for name, cls in EVENT_TYPES.items()}


def committed(folder: Path) -> dict[str, bytes]:
    """The text of the schemas that stand in `folder`, by event name."""
    return {path.name.removesuffix(_SUFFIX): path.read_bytes() for path in folder.glob(f"*{_SUFFIX}")}


def example_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every example, by its place below `folder`."""
    found = sorted(folder.glob("*/*.json"))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def broken_promises(root: Path) -> Iterator[str]:
    """What the schemas and examples below `root` would take back of the baseline beside them."""
    baseline = root / "baseline"
    old, new = _documents(baseline), _documents(root / "events")
    yield from (f"{found.rule}: {found.path}" for found in breaks(old, new))
    listed = baseline / _EXAMPLES
    promised = msgspec.json.decode(listed.read_bytes(), type=dict[str, str]) if listed.exists() else {}
    present = example_hashes(root / "examples")
    yield from (f"changed_example: {name}" for name, digest in promised.items() if present.get(name) != digest)


def write_schemas(folder: Path) -> None:
    """Replaces the schemas in `folder` by the generated ones."""
    _replace(folder, generated())


def write_baseline(root: Path) -> None:
    """Makes what stands below `root` the promise; refuses where it breaks the one before."""
    found = list(broken_promises(root))
    if found:
        raise SystemExit("\n".join(found))
    _replace(root / "baseline", committed(root / "events"))
    (root / "baseline" / _EXAMPLES).write_bytes(_pretty(example_hashes(root / "examples")))


def main() -> None:
    """Writes schemas/events, and with --baseline also schemas/baseline."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--baseline", action="store_true", help="promise the present schemas and examples for ever")
    arguments = parser.parse_args()
    write_schemas(ROOT / "events")
    if arguments.baseline:
        write_baseline(ROOT)


def _undented(definition: dict[str, Any]) -> dict[str, Any]:
    """The same for every Python: 3.13 strips a docstring's indentation, 3.11 keeps it."""
    return {**definition, "description": inspect.cleandoc(definition["description"])}


def _documents(folder: Path) -> dict[str, Mapping[str, Any]]:
    return {name: msgspec.json.decode(text) for name, text in committed(folder).items()}


def _replace(folder: Path, texts: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob(f"*{_SUFFIX}"):
        path.unlink()
    for name, text in texts.items():
        (folder / f"{name}{_SUFFIX}").write_bytes(text)


def _pretty(document: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document, order="deterministic"), indent=2) + b"\n"


if __name__ == "__main__":
    main()
