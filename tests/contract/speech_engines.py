"""Why: the scripted engine may stand for the real one only while both keep the same promises."""

from dataclasses import dataclass

import numpy as np

from interview_schemas.events.lifecycle import Language
from stream_processors.transcription.ports import FinalText, Pcm, SpeechEngine, VoiceActivity


@dataclass(frozen=True, slots=True)
class Speech:
    """Audio with speech in its middle second at least, and a word that it holds."""

    pcm: Pcm
    language: Language
    word: str


class SpeechEngineContract:
    """Inherited by a test class that has fixtures `engine` and `speech`."""

    def test_has_a_name(self, engine: SpeechEngine) -> None:
        assert engine.model

    def test_final_holds_the_words(self, engine: SpeechEngine, speech: Speech) -> None:
        final = engine.transcribe_final(speech.pcm, speech.language)
        assert speech.word in final.text.casefold()
        assert 0.0 < final.confidence <= 1.0

    def test_words_lie_in_the_audio_in_order(self, engine: SpeechEngine, speech: Speech) -> None:
        words = engine.transcribe_final(speech.pcm, speech.language).words
        assert words
        starts = [word.start_sample for word in words]
        assert starts == sorted(starts)
        assert all(0 <= word.start_sample <= word.end_sample <= len(speech.pcm) for word in words)
        assert all(0.0 <= word.confidence <= 1.0 for word in words)

    def test_words_are_the_text(self, engine: SpeechEngine, speech: Speech) -> None:
        final = engine.transcribe_final(speech.pcm, speech.language)
        assert "".join(word.text for word in final.words).replace(" ", "") == final.text.replace(" ", "")

    def test_interim_holds_the_words(self, engine: SpeechEngine, speech: Speech) -> None:
        assert speech.word in engine.transcribe_interim(speech.pcm, speech.language).text.casefold()

    def test_same_audio_gives_the_same_final(self, engine: SpeechEngine, speech: Speech) -> None:
        finals = [engine.transcribe_final(speech.pcm, speech.language) for _ in range(2)]
        assert finals[0] == finals[1]

    def test_silence_has_no_text(self, engine: SpeechEngine) -> None:
        silence = np.zeros(32_000, dtype=np.int16)
        for language in ("ko", "en"):
            assert engine.transcribe_final(silence, "ko" if language == "ko" else "en") == FinalText("")

    def test_a_few_samples_are_no_fault(self, engine: SpeechEngine) -> None:
        assert engine.transcribe_interim(np.zeros(160, dtype=np.int16), "en").text == ""


class VoiceActivityContract:
    """Inherited by a test class that has fixtures `voice` and `speech`."""

    def test_one_probability_a_window(self, voice: VoiceActivity, speech: Speech) -> None:
        assert len(voice.probabilities(speech.pcm[: 512 * 7])) == 7

    def test_speech_is_voice_and_silence_is_none(self, voice: VoiceActivity, speech: Speech) -> None:
        whole = speech.pcm[: len(speech.pcm) // 512 * 512]
        assert max(voice.probabilities(whole)) > 0.8
        voice.reset()
        assert max(voice.probabilities(np.zeros(512 * 20, dtype=np.int16))) < 0.3

    def test_pieces_give_what_the_whole_gives(self, voice: VoiceActivity, speech: Speech) -> None:
        pcm = speech.pcm[: 512 * 30]
        whole = list(voice.probabilities(pcm))
        voice.reset()
        pieces = [value for at in range(0, len(pcm), 512 * 6) for value in voice.probabilities(pcm[at : at + 512 * 6])]
        assert np.allclose(whole, pieces, atol=1e-5)
