"""Why: the real weights keep the promises that the pipeline was tested with."""

from pathlib import Path

import numpy as np
import pytest
from faster_whisper.vad import get_vad_model

from contract.speech_engines import Speech, SpeechEngineContract, VoiceActivityContract
from parley.accuracy import ErrorCount, errors
from parley.recordings import Language, answers
from stream_processors.engines.silero import SileroModel, SileroVoiceActivity
from stream_processors.engines.whisper import FasterWhisperEngine
from stream_processors.engines.whisper_weights import locate
from stream_processors.transcription.ports import SpeechEngine, VoiceActivity
from stream_processors.transcription.settings import WhisperOptions

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SpeechEngine:
    cache: Path = tmp_path_factory.mktemp("weights")
    made = FasterWhisperEngine(locate("", cache), WhisperOptions())
    made.warm_up()
    assert locate("", cache).parent == cache
    return made


@pytest.fixture(scope="module")
def speech() -> Speech:
    piece = next(each for each in answers("en") if each.id == "jfk-2")
    return Speech(np.frombuffer(piece.pcm, dtype=np.int16), "en", "country")


class TestFasterWhisperEngine(SpeechEngineContract):
    def test_noise_has_no_text(self, engine: SpeechEngine) -> None:
        noise = np.random.default_rng(1).normal(0, 30, 48_000).astype(np.int16)
        assert engine.transcribe_final(noise, "ko").text == ""
        assert engine.transcribe_final(noise, "en").text == ""

    @pytest.mark.parametrize(("language", "limit"), [("ko", 0.12), ("en", 0.08)])
    def test_answers_are_understood(self, engine: SpeechEngine, language: Language, limit: float) -> None:
        total = ErrorCount(0, 0)
        for each in answers(language):
            heard = engine.transcribe_final(np.frombuffer(each.pcm, dtype=np.int16), language)
            total += errors(each.text, heard.text, language)
        assert total.rate <= limit


class TestSileroVoiceActivity(VoiceActivityContract):
    @pytest.fixture
    def voice(self) -> VoiceActivity:
        return SileroVoiceActivity(SileroModel())

    def test_streaming_gives_what_the_batch_gives(self, speech: Speech) -> None:
        pcm = speech.pcm[: len(speech.pcm) // 512 * 512]
        batch = get_vad_model()(pcm.astype(np.float32) / 32_768.0).reshape(-1)
        streaming = SileroVoiceActivity(SileroModel()).probabilities(pcm)
        # The batch code overwrites the end of its last window with zeros.
        assert np.allclose(batch[:-1], streaming[:-1], atol=1e-4)

    def test_streams_do_not_share_state(self, speech: Speech) -> None:
        model = SileroModel()
        one, other = SileroVoiceActivity(model), SileroVoiceActivity(model)
        expected = [one.probability(window) for window in _windows(speech)]
        mixed = []
        for window in _windows(speech):
            mixed.append(other.probability(window))
            SileroVoiceActivity(model).probability(window)
        assert mixed == expected


def _windows(speech: Speech) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    pcm = speech.pcm[: 512 * 20].astype(np.float32) / np.float32(32_768.0)
    return list(pcm.reshape(-1, 512))
