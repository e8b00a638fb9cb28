"""Why: audio may be delivered before the event that says in which language the interview is held."""

import asyncio

from interview_schemas.events import Language


class Languages:
    """The language of each interview, waited for until it is known."""

    def __init__(self) -> None:
        self._known: dict[str, Language] = {}
        self._waiting: dict[str, asyncio.Future[Language]] = {}

    def learn(self, interview_id: str, language: Language) -> None:
        """The first value stays."""
        known = self._known.setdefault(interview_id, language)
        waiting = self._waiting.pop(interview_id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(known)

    async def of(self, interview_id: str) -> Language:
        """Return once the language is known."""
        if interview_id in self._known:
            return self._known[interview_id]
        waiting = self._waiting.setdefault(interview_id, asyncio.get_running_loop().create_future())
        return await asyncio.shield(waiting)
