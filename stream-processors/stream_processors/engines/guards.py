"""Why: Whisper writes captions of silence and falls into loops; neither may reach a transcript."""

import unicodedata
import zlib
from typing import Final

_COMPRESSION_LIMIT: Final = 2.4
_LOOP_REPEATS: Final = 4
_LONGEST_LOOP_WORDS: Final = 6
_LONGEST_LOOP_LETTERS: Final = 12
_LOOP_LETTERS: Final = 16
_SURE_OF_SILENCE: Final = 0.6
_UNSURE_LOG_PROBABILITY: Final = -1.0
_PHRASE_SILENCE: Final = 0.2
_PHRASE_LOG_PROBABILITY: Final = -0.6
_PHRASE_LETTERS_PER_S: Final = 12.0
_ECHO_WORDS: Final = 3
_ECHO_LETTERS: Final = 6

SILENCE_PHRASES: Final = frozenset(
    {
        "시청해주셔서감사합니다",
        "감사합니다",
        "구독과좋아요",
        "구독과좋아요부탁드립니다",
        "다음영상에서만나요",
        "한글자막by",
        "thankyouforwatching",
        "thanksforwatching",
        "thankyou",
        "you",
    }
)


def letters(text: str) -> str:
    """The letters and digits of a text, case folded."""
    return "".join(c for c in unicodedata.normalize("NFC", text).casefold() if c.isalnum())


def is_looping(text: str) -> bool:
    """Whether the text repeats itself as no speaker does."""
    encoded = text.encode()
    if len(encoded) > 40 and len(encoded) / len(zlib.compress(encoded)) > _COMPRESSION_LIMIT:
        return True
    return _repeats(text.split(), _LONGEST_LOOP_WORDS) or _letters_repeat(letters(text))


def words_before_echo(text: str) -> int:
    """How many words stand before the text begins again with its own first words; all of them where it does not.

    Over a padded window the model may start the sentence anew. For interims only: a person who starts anew is shown
    in the final.
    """
    words = text.split()
    opening = letters("".join(words[:_ECHO_WORDS]))
    again = letters(text).find(opening, len(opening))
    if len(opening) < _ECHO_LETTERS or again < 0:
        return len(words)
    before = 0
    for count, word in enumerate(words):
        before += len(letters(word))
        if before > again:
            return count
    return len(words)


def is_silence_caption(text: str, no_speech: float, log_probability: float, voiced_s: float) -> bool:
    """Whether the text was made up over audio that does not carry it.

    A known phrase is kept where the model hears speech, is sure of it and the audio is long enough to say it in:
    people end their answers with "감사합니다".
    """
    if no_speech > _SURE_OF_SILENCE and log_probability < _UNSURE_LOG_PROBABILITY:
        return True
    spoken = letters(text)
    if spoken not in SILENCE_PHRASES:
        return False
    too_short = voiced_s * _PHRASE_LETTERS_PER_S < len(spoken)
    return too_short or no_speech > _PHRASE_SILENCE or log_probability < _PHRASE_LOG_PROBABILITY


def _repeats(parts: list[str], longest: int) -> bool:
    """Whether some run of at most `longest` parts stands four times in a row."""
    for size in range(1, longest + 1):
        run = 0
        for index in range(size, len(parts)):
            run = run + 1 if parts[index] == parts[index - size] else 0
            if run >= size * (_LOOP_REPEATS - 1):
                return True
    return False


def _letters_repeat(spoken: str) -> bool:
    """The same over letters, for scripts with few spaces; short laughter is no loop."""
    for size in range(1, _LONGEST_LOOP_LETTERS + 1):
        needed = max(size * (_LOOP_REPEATS - 1), _LOOP_LETTERS)
        run = 0
        for index in range(size, len(spoken)):
            run = run + 1 if spoken[index] == spoken[index - size] else 0
            if run >= needed:
                return True
    return False
