"""Why: Korean and English are both first class, so a text without one of them doesn't load."""

import msgspec

from interview_schemas.events.lifecycle import Language


class Localized(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text in both languages."""

    ko: str
    en: str

    def __post_init__(self) -> None:
        """Refuses a language without words."""
        if not (self.ko.strip() and self.en.strip()):
            raise ValueError("a text is needed in both ko and en")

    def text(self, language: Language) -> str:
        """The words in `language`."""
        return self.ko if language == "ko" else self.en


class LocalizedTexts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Several texts in both languages."""

    ko: tuple[str, ...]
    en: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuses a blank text."""
        if not all(text.strip() for text in (*self.ko, *self.en)):
            raise ValueError("a blank text")

    def texts(self, language: Language) -> tuple[str, ...]:
        """The texts in `language`."""
        return self.ko if language == "ko" else self.en
