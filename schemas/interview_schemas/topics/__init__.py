"""Why: topics are data; whoever creates, reads or documents one reads it here."""

from importlib.resources import files
from typing import Final

import msgspec

PARTITIONS: Final = 12
_DAY_MS: Final = 86_400_000


class Topic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One topic. `retention_ms` -1 keeps for ever; `sealed` values carry a person's words, image or voice.

    `display_only` topics may be lost without harm: they are neither projected nor replayed.
    """

    name: str
    about: str
    events: tuple[str, ...]
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    retention_ms: int
    sealed: bool
    display_only: bool = False
    partitions: int = PARTITIONS

    @property
    def dead_letter(self) -> str:
        """Where a bad record of this topic goes."""
        return f"{self.name}-dlq"

    @property
    def dead_letter_retention_ms(self) -> int:
        """The shorter of 30 days and the topic's own."""
        month = 30 * _DAY_MS
        return month if self.retention_ms < 0 else min(month, self.retention_ms)


def _load() -> dict[str, Topic]:
    folder = files(__name__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    loaded = (msgspec.yaml.decode((folder / name).read_bytes(), type=Topic) for name in names)
    return {topic.name: topic for topic in loaded}


TOPICS: Final[dict[str, Topic]] = _load()
