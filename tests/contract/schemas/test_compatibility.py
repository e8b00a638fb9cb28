from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
import pytest

from interview_schemas.compatibility import Break, Rule, breaks, event_breaks
from interview_schemas.events import Event
from interview_schemas.export import generated

pytestmark = pytest.mark.contract


Fields = Mapping[str, Any]  # a field is a type, or a type and its default: no common type


def schema(fields: Fields) -> dict[str, Any]:
    described = [(name, *(field if isinstance(field, tuple) else (field,))) for name, field in fields.items()]
    return msgspec.json.schema(msgspec.defstruct("Fact", described, kw_only=True))


class Inner(msgspec.Struct):
    count: int


class InnerWithLess(msgspec.Struct):
    count: int
    other: int


FIELDS: Fields = {
    "text": str,
    "number": int,
    "either": int | str,
    "choice": Literal["a", "b"],
    "maybe": (str | None, None),
    "many": tuple[int, ...],
    "inner": Inner,
}
OLD = schema(FIELDS)

MUST_PASS: dict[str, Fields] = {
    "nothing": {},
    "a new optional field": {"more": (str, "")},
    "a required field becomes optional": {"text": (str, "")},
    "a wider number": {"number": float},
    "a type or none": {"number": int | None},
    "one of more types": {"number": int | str},
    "one more enum value": {"choice": Literal["a", "b", "c"]},
    "any text in place of an enum": {"choice": str},
    "wider items": {"many": tuple[int | str, ...]},
}
MUST_FAIL: dict[str, tuple[Fields, Rule, str]] = {
    "a new required field": ({"more": str}, "newly_required", ".more"),
    "an optional field becomes required": ({"maybe": str | None}, "newly_required", ".maybe"),
    "another type": ({"text": int}, "narrowed_type", ".text"),
    "one of its types": ({"either": int}, "narrowed_type", ".either"),
    "an enum in place of any text": ({"text": Literal["a"]}, "narrowed_type", ".text"),
    "one enum value less": ({"choice": Literal["a"]}, "removed_enum_value", ".choice"),
    "another default": ({"maybe": (str | None, "x")}, "changed_default", ".maybe"),
    "narrower items": ({"many": tuple[bool, ...]}, "narrowed_type", ".many[]"),
    "a bound": ({"number": Annotated[int, msgspec.Meta(ge=0)]}, "tightened_bound", ".number"),
    "a required field further in": ({"inner": InnerWithLess}, "newly_required", ".inner.other"),
}


def changed(change: Fields) -> dict[str, Any]:
    return schema({**FIELDS, **change})


@pytest.mark.parametrize("change", MUST_PASS.values(), ids=MUST_PASS)
def test_what_still_reads_old_records_passes(change: Fields) -> None:
    assert event_breaks("Fact.v1", OLD, changed(change)) == ()


@pytest.mark.parametrize(("change", "rule", "field"), MUST_FAIL.values(), ids=MUST_FAIL)
def test_what_cannot_read_old_records_fails(change: Fields, rule: Rule, field: str) -> None:
    assert event_breaks("Fact.v1", OLD, changed(change)) == (Break(f"Fact.v1{field}", rule),)


def test_a_removed_field_fails() -> None:
    assert event_breaks("Fact.v1", schema({"a": str, "b": str}), schema({"a": str})) == (
        Break("Fact.v1.b", "removed_field"),
    )


def test_a_wider_bound_passes_and_a_closed_object_fails() -> None:
    old = {"type": "object", "properties": {"a": {"type": "integer", "minimum": 1}}}
    wider = {"type": "object", "properties": {"a": {"type": "integer", "minimum": 0}}}
    assert event_breaks("F", old, wider) == ()
    assert event_breaks("F", old, {**old, "additionalProperties": False}) == (Break("F[]", "narrowed_type"),)


def test_another_identity_would_give_old_facts_new_ids() -> None:
    old = {**OLD, "x-identity": ["text"]}
    assert event_breaks("Fact.v1", old, {**OLD, "x-identity": ["number"]}) == (Break("Fact.v1", "changed_identity"),)


def test_a_new_version_beside_the_old_one_passes_and_in_its_place_fails() -> None:
    incompatible = schema({"text": int})
    assert breaks({"Fact.v1": OLD}, {"Fact.v1": OLD, "Fact.v2": incompatible}) == ()
    assert breaks({"Fact.v1": OLD}, {"Fact.v2": incompatible}) == (Break("Fact.v1", "removed_event"),)


@pytest.mark.parametrize("name", generated())
def test_every_event_is_compatible_with_itself_and_not_without_a_field(name: str) -> None:
    document = msgspec.json.decode(generated()[name])
    own = name.removesuffix(".v1")
    assert event_breaks(name, document, document) == ()
    properties = dict(document["$defs"][own]["properties"])
    del properties["interview_id"]
    without = {**document, "$defs": {**document["$defs"], own: {**document["$defs"][own], "properties": properties}}}
    assert event_breaks(name, document, without) == (Break(f"{name}.interview_id", "removed_field"),)


def test_the_base_of_every_event_is_what_the_schemas_say() -> None:
    assert Event.__struct_fields__ == ("interview_id",)
