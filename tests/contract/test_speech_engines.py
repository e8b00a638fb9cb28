"""Why: tests on the scripted engine say something about the real one."""

import pytest

from contract.speech_engines import Speech, SpeechEngineContract, VoiceActivityContract
from fakes.scripted_speech import EnergyVoiceActivity, Line, ScriptedSpeechEngine, scripted_pcm
from stream_processors.transcription.ports import SpeechEngine, VoiceActivity

pytestmark = pytest.mark.contract

LINES = [Line(8_000, 40_000, "I lead a small team")]


@pytest.fixture
def speech() -> Speech:
    return Speech(scripted_pcm(LINES, 48_000), "en", "team")


class TestScriptedSpeechEngine(SpeechEngineContract):
    @pytest.fixture
    def engine(self) -> SpeechEngine:
        return ScriptedSpeechEngine(LINES)


class TestEnergyVoiceActivity(VoiceActivityContract):
    @pytest.fixture
    def voice(self) -> VoiceActivity:
        return EnergyVoiceActivity()


def test_a_line_heard_in_two_parts_gives_each_word_once() -> None:
    engine = ScriptedSpeechEngine([Line(0, 20_000, "one two three four")])
    pcm = scripted_pcm([Line(0, 20_000, "")], 20_000)
    parts = [engine.transcribe_final(part, "en").text for part in (pcm[:10_000], pcm[10_000:])]
    assert parts[0] == "one two"
