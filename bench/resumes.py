"""Why: what the rules find in resumes is known per section, layout and file type only where the truth is known."""

import importlib
import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fakes import plain_reader
from fakes.resume_files import Made, labelled_set
from fakes.resume_people import Label
from llm_service.resumes.structure.core import structure

SERVICE = "llm_service.resumes.reading.reading"
READER = "pymupdf" if importlib.util.find_spec("llm_service.resumes.reading") else "plain"
SECTIONS = ("header", "education", "experience", "project", "certificate", "award", "self_introduction")


def main() -> Mapping[str, Any]:
    """Precision and recall over the labelled set; a fact counts where section, kind and value agree."""
    made = list(labelled_set())
    found = {each.name: facts_of(each) for each in made}
    print(f"{len(made)} resumes of invented people, 6 layouts, 2 languages, PDF, DOCX, HWPX and text")
    print("the labels and the rules have the same author: figures on other people's resumes will be lower")
    result = {"resumes": len(made), "reader": READER}
    result["sections"] = [{"section": each, **scores(made, found, section=each)} for each in SECTIONS]
    for what in ("layout", "language", "file_type"):
        values = sorted({getattr(each, what) for each in made})
        result[f"by_{what}"] = [
            {what: value, **scores([each for each in made if getattr(each, what) == value], found)} for value in values
        ]
    result["all"] = scores(made, found)
    return result


def facts_of(made: Made) -> frozenset[Label]:
    """What the rules find, compared without spaces and case: lines are wrapped by the renderer."""
    return normal((fact.section, fact.kind, fact.value) for fact in structure(text_of(made)).facts)


def text_of(made: Made) -> str:
    """By the service's reader where it is installed, else in the plainest order of the engines."""
    if READER == "plain":
        return plain_reader.read(made.name, made.content)
    text: str = importlib.import_module(SERVICE).read_document(made.content, READER).text
    return text


def normal(facts: Iterable[Label]) -> frozenset[Label]:
    """Without spaces and case; a photo is a mention and no label."""
    return frozenset((s, kind, re.sub(r"\s", "", value).casefold()) for s, kind, value in facts if kind != "photo")


def scores(
    made: Iterable[Made], found: Mapping[str, frozenset[Label]], *, section: str | None = None
) -> dict[str, float]:
    """Micro averages."""
    counts: Counter[str] = Counter()
    for each in made:
        labels, facts = (
            {fact for fact in facts if section in {None, fact[0]}} for facts in (normal(each.labels), found[each.name])
        )
        counts.update(right=len(labels & facts), labelled=len(labels), found=len(facts))
    return {
        "precision": round(counts["right"] / max(counts["found"], 1), 3),
        "recall": round(counts["right"] / max(counts["labelled"], 1), 3),
    }


if __name__ == "__main__":
    print(main())
