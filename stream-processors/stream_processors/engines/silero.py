"""Why: voice activity is told window by window while audio arrives, with the state of each stream kept apart."""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnxruntime

from stream_processors.transcription.ports import Pcm

WINDOW_SAMPLES: Final = 512
_CONTEXT_SAMPLES: Final = 64
_STATE_SHAPE: Final = (1, 1, 128)
_FULL_SCALE: Final = np.float32(32_768.0)
_ASSET: Final = Path("assets") / "silero_vad_v6.onnx"

Floats = npt.NDArray[np.float32]


def _zeros() -> Floats:
    return np.zeros(_STATE_SHAPE, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class SileroState:
    """What a stream carries from one window to the next: the recurrent state and the last 64 samples."""

    hidden: Floats = field(default_factory=_zeros)
    cell: Floats = field(default_factory=_zeros)
    context: Floats = field(default_factory=lambda: np.zeros(_CONTEXT_SAMPLES, dtype=np.float32))


class SileroModel:
    """The network, shared by all streams of a process; one thread."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(
            str(_asset()), providers=["CPUExecutionProvider"], sess_options=options
        )

    def run(self, windows: Floats, state: SileroState) -> tuple[Floats, SileroState]:
        """Probabilities of consecutive windows of shape (n, 512), n > 0, and the state after them."""
        tails = windows[:, -_CONTEXT_SAMPLES:]
        contexts = np.concatenate([state.context[np.newaxis], tails[:-1]])
        inputs = {"input": np.concatenate([contexts, windows], axis=1), "h": state.hidden, "c": state.cell}
        output, hidden, cell = self._session.run(None, inputs)
        return output.reshape(-1), SileroState(hidden, cell, tails[-1].copy())


class SileroVoiceActivity:
    """One stream's voice activity."""

    def __init__(self, model: SileroModel) -> None:
        self._model = model
        self.state = SileroState()

    def probability(self, window: Floats) -> float:
        """Voice probability of the next 512 samples, in -1..1."""
        output, self.state = self._model.run(window[np.newaxis], self.state)
        return float(output[0])

    def probabilities(self, pcm: Pcm) -> Sequence[float]:
        """Voice probabilities of the next windows of 512 samples."""
        windows = (pcm.astype(np.float32) / _FULL_SCALE).reshape(-1, WINDOW_SAMPLES)
        output, self.state = self._model.run(windows, self.state)
        return [float(value) for value in output]

    def reset(self) -> None:
        """Begin anew."""
        self.state = SileroState()


def _asset() -> Path:
    spec = importlib.util.find_spec("faster_whisper")
    if spec is None or spec.origin is None:
        raise RuntimeError("faster-whisper, which ships the voice activity model, is not installed")
    return Path(spec.origin).parent / _ASSET
