"""Why: the candidate's page comes from the same origin as the api, so the cookie is enough."""

from pathlib import Path
from typing import Final

from starlette.responses import FileResponse, Response

from interview_api.problems import Problem

STATIC: Final = Path(__file__).resolve().parents[1] / "static"
_PAGE: Final = STATIC / "interview.html"


async def interview_page() -> Response:
    """The page; the interview and its token stand in the fragment, which is never sent here."""
    if not _PAGE.is_file():
        raise Problem(
            404, "no-page", "This build has no candidate page. Install the api package with its static files."
        )
    return FileResponse(_PAGE, media_type="text/html; charset=utf-8")


async def status() -> dict[str, str]:
    """That somebody answers, and nothing else."""
    return {"status": "ok"}
