"""Why: an interview has one socket in a process; the one before is closed and written out before the next begins."""

from collections import OrderedDict
from typing import Final, Protocol

from ingest_gateway.problems import TAKEN_OVER, Problem
from ingest_gateway.session.state import State

REMEMBERED: Final = 10_000


class Held(Protocol):
    """A socket's session."""

    @property
    def state(self) -> State:
        """What is known of it."""
        ...

    @property
    def epoch(self) -> int:
        """The connection's number; 0 before it has one."""
        ...

    async def tick(self) -> None:
        """Time has passed."""
        ...

    async def stop(self, problem: Problem) -> None:
        """Close the socket and return once everything taken from it is in the log, or after a while."""
        ...


class Registry:
    """The sessions of this process."""

    def __init__(self) -> None:
        self.live: set[Held] = set()
        self._holders: dict[str, Held] = {}
        self._ended: OrderedDict[str, tuple[int, int]] = OrderedDict()

    @property
    def epochs(self) -> dict[str, int]:
        """The interviews held here, with their epochs."""
        return {interview_id: held.epoch for interview_id, held in self._holders.items()}

    def holder(self, interview_id: str) -> Held | None:
        """The session that holds the interview here."""
        return self._holders.get(interview_id)

    async def enter(self, interview_id: str, session: Held) -> bool:
        """Make way for `session`; False where a later epoch is here already."""
        before = self._holders.get(interview_id)
        if before is not None and before.epoch > session.epoch:
            return False
        self._holders[interview_id] = session
        if before is not None and before is not session:
            await before.stop(TAKEN_OVER)
        return True

    def leave(self, interview_id: str, session: Held) -> None:
        """The session is over; where its samples end in the log is remembered if all of them are there."""
        self.live.discard(session)
        if self._holders.get(interview_id) is session:
            del self._holders[interview_id]
        if session.state.phase == "gone" and session.state.epoch:
            self._remember(interview_id, session.state)

    def end_of(self, interview_id: str, epoch: int) -> int | None:
        """Where the samples ended when the session of just this epoch was over."""
        remembered = self._ended.get(interview_id)
        return remembered[1] if remembered is not None and remembered[0] == epoch else None

    def _remember(self, interview_id: str, state: State) -> None:
        if self._ended.get(interview_id, (0, 0))[0] < state.epoch:
            self._ended[interview_id] = (state.epoch, state.stored_sample)
            self._ended.move_to_end(interview_id)
        if len(self._ended) > REMEMBERED:
            self._ended.popitem(last=False)
