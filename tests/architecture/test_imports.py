from pathlib import Path

import pytest

from architecture.rules.imports import broken_contracts, write_packages
from architecture.rules.sources import ROOT, NothingToCheck

pytestmark = pytest.mark.architecture

LAYERS = "Services import runtime and schemas, and never each other"
ENGINES = "Third-party engines are imported in engines/ only"
LANGUAGE_MODELS = "llm-service speaks to its engine in llm_service.engines only"
FACES = "Questions and assessment cannot reach vision"

MUST_PASS = {
    "llm_service.questions.core": "import interview_schemas",
    "llm_service.questions.worker": "import interview_runtime\nimport llm_service.engines.client",
    "llm_service.engines.client": "import httpx",
    "stream_processors.engines.whisper": "import faster_whisper, ctranslate2",
    "stream_processors.transcription.worker": "import stream_processors.engines.whisper",
    "vision_service.engines.landmarks": "import mediapipe, cv2",
    "interview_runtime.bus": "import interview_schemas",
    "parley.client": "import httpx",
}
MUST_FAIL = [
    ({"ingest_gateway.a": "import stream_processors"}, [LAYERS]),
    ({"parley.a": "import interview_api"}, [LAYERS]),
    ({"interview_runtime.a": "import ingest_gateway"}, [LAYERS]),
    ({"interview_schemas.a": "import interview_runtime"}, [LAYERS]),
    ({"interview_schemas.a": "def f():\n    import llm_service"}, [LAYERS]),
    ({"stream_processors.transcription.worker": "from faster_whisper import WhisperModel"}, [ENGINES]),
    ({"interview_api.resumes.worker": "import pymupdf"}, [ENGINES]),
    ({"llm_service.questions.worker": "import httpx"}, [LANGUAGE_MODELS]),
    ({"llm_service.assessment.worker": "import vision_service"}, [LAYERS, FACES]),
    ({"llm_service.engines.face": "import mediapipe"}, [FACES]),
]


def test_our_packages_keep_the_contracts() -> None:
    assert broken_contracts(ROOT) == []


def test_packages_that_keep_the_contracts_pass(tmp_path: Path) -> None:
    write_packages(tmp_path, MUST_PASS)
    assert broken_contracts(tmp_path) == []


@pytest.mark.parametrize(("modules", "broken"), MUST_FAIL, ids=[next(reversed(modules)) for modules, _ in MUST_FAIL])
def test_a_package_that_breaks_a_contract_fails(tmp_path: Path, modules: dict[str, str], broken: list[str]) -> None:
    write_packages(tmp_path, modules)
    assert broken_contracts(tmp_path) == broken


def test_packages_that_cannot_be_read_fail(tmp_path: Path) -> None:
    write_packages(tmp_path, {"parley.a": "def ("})
    with pytest.raises(NothingToCheck):
        broken_contracts(tmp_path)
