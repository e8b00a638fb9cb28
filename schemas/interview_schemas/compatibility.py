"""Why: records are kept for ever, so a schema may only change in ways that still read everything written before."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Literal

import msgspec

Schema = Mapping[str, Any]  # a JSON Schema is JSON: its values have no narrower type
Rule = Literal[
    "removed_event",
    "removed_field",
    "newly_required",
    "narrowed_type",
    "removed_enum_value",
    "tightened_bound",
    "changed_default",
    "changed_identity",
]
_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_EXACT: Final = ("pattern", "contentEncoding", "format", "multipleOf")
_REF: Final = "#/$defs/"


class Break(msgspec.Struct, frozen=True, order=True):
    """A change that can't read what was written before, and where it stands."""

    path: str
    rule: Rule


def breaks(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> tuple[Break, ...]:
    """Compares schemas by event name; a new name, hence a new version, is never a break."""
    removed = (Break(name, "removed_event") for name in old.keys() - new.keys())
    changed = (found for name in old.keys() & new.keys() for found in event_breaks(name, old[name], new[name]))
    return tuple(sorted({*removed, *changed}))


def event_breaks(name: str, old: Schema, new: Schema) -> tuple[Break, ...]:
    """What keeps `new` from reading records of `old`, both the schema of event `name`."""
    found = list(_compare(_Pair(old, old), _Pair(new, new), name))
    if old.get("x-identity") != new.get("x-identity"):
        found.append(Break(name, "changed_identity"))
    return tuple(sorted(set(found)))


class _Pair(msgspec.Struct, frozen=True):
    """A schema node and the document that its references point into."""

    node: Schema
    document: Schema

    def at(self, node: Schema) -> "_Pair":
        while "$ref" in node:
            node = self.document["$defs"][node["$ref"].removeprefix(_REF)]
        return _Pair(node, self.document)

    def alternatives(self) -> list["_Pair"]:
        here = self.at(self.node)
        return [found for node in here.node.get("anyOf", [here.node]) for found in _by_type(here.at(node))]


def _by_type(pair: _Pair) -> list[_Pair]:
    types = pair.node.get("type")
    kinds = types if isinstance(types, list) else []
    return [_Pair({**pair.node, "type": kind}, pair.document) for kind in kinds] or [pair]


def _compare(old: _Pair, new: _Pair, path: str) -> Iterator[Break]:
    olds, news = old.alternatives(), new.alternatives()
    if len(olds) == len(news) == 1:
        yield from _compare_single(olds[0], news[0], path)
        return
    for before in olds:
        if all(any(True for _ in _compare_single(before, after, path)) for after in news):
            yield Break(path, "narrowed_type")


def _compare_single(old: _Pair, new: _Pair, path: str) -> Iterator[Break]:
    if not _type_holds(old.node, new.node):
        yield Break(path, "narrowed_type")
        return
    for check in _CHECKS:
        yield from check(old, new, path)


def _type_holds(old: Schema, new: Schema) -> bool:
    before, after = _types(old), _types(new)
    return not after or (bool(before) and before <= after)


def _types(node: Schema) -> frozenset[str]:
    values = node.get("enum", [node["const"]] if "const" in node else [])
    named = {node["type"]} if "type" in node else {_json_type(value) for value in values}
    return frozenset(named | ({"integer"} if "number" in named else set()))


def _json_type(value: object) -> str:
    names: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
    return names[type(value)]


def _enums(old: _Pair, new: _Pair, path: str) -> Iterator[Break]:
    if "enum" not in new.node:
        return
    if "enum" not in old.node:
        yield Break(path, "narrowed_type")
    elif not set(old.node["enum"]) <= set(new.node["enum"]):
        yield Break(path, "removed_enum_value")


def _bounds(old: _Pair, new: _Pair, path: str) -> Iterator[Break]:
    lower = any(key in new.node and new.node[key] > old.node.get(key, float("-inf")) for key in _LOWER)
    upper = any(key in new.node and new.node[key] < old.node.get(key, float("inf")) for key in _UPPER)
    exact = any(key in new.node and new.node[key] != old.node.get(key) for key in _EXACT)
    if lower or upper or exact:
        yield Break(path, "tightened_bound")


def _properties(old: _Pair, new: _Pair, path: str) -> Iterator[Break]:
    before, after = old.node.get("properties", {}), new.node.get("properties", {})
    for name in before.keys() - after.keys():
        yield Break(f"{path}.{name}", "removed_field")
    for name in set(new.node.get("required", ())) - set(old.node.get("required", ())):
        yield Break(f"{path}.{name}", "newly_required")
    for name in before.keys() & after.keys():
        yield from _compare(old.at(before[name]), new.at(after[name]), f"{path}.{name}")
        if "default" in before[name] and before[name]["default"] != after[name].get("default"):
            yield Break(f"{path}.{name}", "changed_default")


def _items(old: _Pair, new: _Pair, path: str) -> Iterator[Break]:
    for key in ("items", "additionalProperties"):
        after = new.node.get(key, {})
        if after is False and old.node.get(key) is not False:
            yield Break(f"{path}[]", "narrowed_type")
        elif after and isinstance(before := old.node.get(key, {}), Mapping):
            yield from _compare(old.at(before), new.at(after), f"{path}[]")


_CHECKS: Final[tuple[Callable[[_Pair, _Pair, str], Iterator[Break]], ...]] = (_enums, _bounds, _properties, _items)
