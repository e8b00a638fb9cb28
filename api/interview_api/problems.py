"""Why: an error says what was wrong and what to do, in one shape (RFC 9457), and repeats nothing it was sent."""

from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from interview_runtime.bus import Unavailable
from interview_runtime.keys import KeyDestroyed
from interview_runtime.logs import get_logger

RETRY_SECONDS: Final = 2


class Problem(Exception):
    """An answer that is not the one that was asked for."""

    def __init__(self, status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers or {}


def answer(problem: Problem, **more: object) -> JSONResponse:
    """Problem JSON."""
    body = {
        "type": f"urn:parley:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        **more,
    }
    return JSONResponse(body, problem.status, problem.headers, media_type="application/problem+json")


def unknown_interview() -> Problem:
    """The same answer for a malformed id and for one that nobody made."""
    return Problem(404, "unknown-interview", "There is no interview with this id. List them with GET /v1/interviews.")


def too_many(wait_seconds: float) -> Problem:
    """Says when to come back."""
    seconds = max(1, round(wait_seconds))
    return Problem(429, "too-many-requests", f"Try again in {seconds} s.", {"Retry-After": str(seconds)})


def install(app: FastAPI) -> None:
    """Every way in which a request can fail ends here."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(KeyDestroyed, _erased)


async def _problem(_request: Request, error: Exception) -> JSONResponse:
    return answer(error) if isinstance(error, Problem) else _unexpected()


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    found: list[dict[str, Any]] = list(error.errors()) if isinstance(error, RequestValidationError) else []
    # Only where and which rule: pydantic's own texts can repeat the input, which may hold a token.
    errors = [{"at": ".".join(str(part) for part in entry["loc"]), "rule": entry["type"]} for entry in found]
    detail = "The request does not have the documented form. See `errors` for each place, correct it and send it again."
    return answer(Problem(422, "invalid-request", detail), errors=errors)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        return _unexpected()
    detail = _HTTP_DETAIL.get(error.status_code, "The request can't be answered. Check its method, path and body.")
    phrase = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    return answer(Problem(error.status_code, phrase, detail, dict(error.headers or {})))


_HTTP_DETAIL: Final = {
    404: "There is nothing at this path.",
    405: "This path takes another method.",
}


async def _unavailable(_request: Request, error: Exception) -> JSONResponse:
    get_logger().warning("request_refused", reason="server_away", server=str(error))
    detail = "The database or the event log can't be reached now. Nothing is lost; send the same request again."
    return answer(Problem(503, "try-again", detail, {"Retry-After": str(RETRY_SECONDS)}))


async def _erased(_request: Request, _error: Exception) -> JSONResponse:
    return answer(Problem(410, "erased", "This interview's content was erased. Create a new interview."))


def _unexpected() -> JSONResponse:
    return answer(Problem(500, "internal", "Something failed here. The operator's log says where."))
