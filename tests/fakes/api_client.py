"""Why: what a browser shows is a reduction of messages that may repeat; this is that reduction, by the protocol."""

from typing import Any

Message = dict[str, Any]  # JSON


class Page:
    """Reduces by id. `view` is what the person sees."""

    def __init__(self) -> None:
        self.finals: dict[str, Message] = {}
        self.questions: dict[str, Message] = {}
        self.turns: dict[str, Message] = {}
        self.repeats: set[str] = set()
        self.partial: Message | None = None
        self.cursor = 0
        self.status = "scheduled"
        self._states: set[str] = set()

    def take(self, message: Message) -> None:
        getattr(self, "_" + message["type"].replace("-", "_"))(message)

    def _plan(self, message: Message) -> None:
        assert message["stage_count"] > 0

    def _resume(self, message: Message) -> None:
        assert message["state"] in {"received", "reading", "ready", "failed"}

    @property
    def view(self) -> dict[str, object]:
        shown = self.partial if self.partial is not None and self.partial["from_sample"] >= self.cursor else None
        return {
            "finals": sorted((m["from_sample"], m["text"]) for m in self.finals.values()),
            "questions": sorted((m["ordinal"], m["text"]) for m in self.questions.values()),
            "turns": sorted((m["ordinal"], m["end_sample"]) for m in self.turns.values()),
            "repeats": self.repeats,
            "partial": None if shown is None else (shown["segment_id"], shown["rev"]),
            "cursor": self.cursor,
            "status": self.status,
        }

    def _snapshot(self, message: Message) -> None:
        self.status, self.cursor = message["status"], max(self.cursor, message["cursor_sample"])
        for kind in ("finals", "questions", "turns"):
            for one in message[kind]:
                self.take(one)

    def _partial(self, message: Message) -> None:
        known = self.partial
        lower = known is not None and known["segment_id"] == message["segment_id"] and known["rev"] >= message["rev"]
        if message["from_sample"] >= self.cursor and not lower:
            self.partial = message

    def _final(self, message: Message) -> None:
        self.finals.setdefault(message["segment_id"], message)
        self.cursor = max(self.cursor, message["to_sample"])

    def _watermark(self, message: Message) -> None:
        self.cursor = max(self.cursor, message["to_sample"])

    def _question(self, message: Message) -> None:
        self.questions.setdefault(message["question_id"], message)

    def _turn(self, message: Message) -> None:
        self.turns.setdefault(message["question_id"], message)

    def _repeat(self, message: Message) -> None:
        self.repeats.add(message["command_id"])

    def _state(self, message: Message) -> None:
        if message["event_id"] not in self._states:
            self._states.add(message["event_id"])
            self.status = message["status"]

    def _question_delta(self, message: Message) -> None:
        assert message["index"] >= 0
