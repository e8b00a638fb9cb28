import pytest

from architecture.rules.purity import imported, pure_cores
from architecture.rules.sources import Module, NothingToCheck, source

pytestmark = pytest.mark.architecture

SIBLING = "from parley.flow.clock import now"


def core(text: str) -> Module:
    return Module("parley.flow.core", text)


def test_the_cores_are_pure() -> None:
    assert pure_cores(source()) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "import re\nfrom dataclasses import dataclass",
        "import msgspec\nfrom interview_schemas.events import Event",
        "from interview_schemas import ids",
    ],
)
def test_a_pure_core_passes(text: str) -> None:
    assert pure_cores([core(text)]) == []


@pytest.mark.parametrize(
    "text",
    [
        "import numpy",
        "from interview_runtime.bus import Bus",
        "import time",
        "from asyncio import sleep",
        "import os.path",
        "def f() -> None:\n    import random",
        "from pydantic import BaseModel",
    ],
)
def test_a_core_that_reaches_out_fails(text: str) -> None:
    assert len(pure_cores([core(text)])) == 1


@pytest.mark.parametrize("text", [SIBLING, "from .clock import now", "from parley.flow import clock"])
def test_a_core_is_as_pure_as_its_siblings(text: str) -> None:
    assert pure_cores([core(text), Module("parley.flow.clock", "import re")]) == []
    assert pure_cores([core(text), Module("parley.flow.clock", "import time")]) == ["parley.flow.clock imports time"]


def test_siblings_may_import_each_other() -> None:
    assert pure_cores([core(SIBLING), Module("parley.flow.clock", "from parley.flow.core import f")]) == []


def test_without_a_core_the_rule_fails() -> None:
    with pytest.raises(NothingToCheck):
        pure_cores([Module("parley.flow.worker", "")])


def test_relative_imports_are_resolved() -> None:
    assert list(imported(Module("a.b.c", "from . import d\nfrom ..e import f\nimport g.h"))) == [
        "a.b.d",
        "a.e.f",
        "g.h",
    ]
