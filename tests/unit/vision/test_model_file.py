"""Why: native code is given verified bytes or none."""

import hashlib
import sys
from pathlib import Path

import pytest

from vision_service.engines.model_file import PACKAGE, SHA256, ModelDamaged, ModelMissing, read_model

pytestmark = pytest.mark.unit


def test_the_packaged_model_is_the_verified_one_and_its_package_is_not_imported() -> None:
    model = read_model()
    assert hashlib.sha256(model).hexdigest() == SHA256
    assert PACKAGE not in sys.modules


def test_a_given_file_is_verified_too(tmp_path: Path) -> None:
    file = tmp_path / "face.task"
    file.write_bytes(b"model")
    assert read_model(str(file), hashlib.sha256(b"model").hexdigest()) == b"model"
    with pytest.raises(ModelDamaged, match=r"face\.task"):
        read_model(str(file))


@pytest.mark.parametrize("damage", [b"", b"modem", b"model "])
def test_damaged_bytes_are_refused(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "face.task"
    file.write_bytes(damage)
    with pytest.raises(ModelDamaged):
        read_model(str(file), hashlib.sha256(b"model").hexdigest())


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        read_model(str(tmp_path / "none.task"))
    with pytest.raises(ModelMissing):
        read_model(str(tmp_path))
