"""Why: a socket that is refused says what was wrong and what to do, in one vocabulary of close codes."""

from typing import Final

import msgspec


class Problem(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="problem"):
    """What the browser is told; `code` is the close code that follows."""

    code: int
    title: str
    detail: str


MAX_MESSAGE_BYTES: Final = 65_536


def bad_message(detail: str) -> Problem:
    """The message is none of the protocol's."""
    return Problem(code=4400, title="Bad message", detail=detail)


def gap(next_sample: int, start_sample: int) -> Problem:
    """Samples are missing before this message."""
    return Problem(
        code=4422,
        title="Gap in the samples",
        detail=f"The next expected sample is {next_sample}, the message begins at {start_sample}. Reconnect and send "
        "from hello.next_sample, or say samples-missing from there.",
    )


TICKET: Final = Problem(
    code=4401,
    title="Ticket missing, used or expired",
    detail='Take a new one from POST /v1/tickets with purpose "audio" and offer it as the subprotocol ticket.<ticket>.',
)
ORIGIN: Final = Problem(
    code=4403, title="Origin not allowed", detail="Open the interview from the page whose address you were given."
)
UNKNOWN_INTERVIEW: Final = Problem(
    code=4404, title="Unknown interview", detail="It does not exist, or it was erased. Ask for a new link."
)
HELD: Final = Problem(
    code=4409,
    title="Another client holds the interview",
    detail='Close the other window, or say hello with "takeover": true.',
)
TAKEN_OVER: Final = Problem(
    code=4409, title="Another client took over", detail="This socket is no longer the interview's. Do not reconnect."
)
TOO_LARGE: Final = Problem(
    code=4413,
    title="Message too large",
    detail=f"A message has at most {MAX_MESSAGE_BYTES} bytes; audio at most 400 ms a message.",
)
VERSION: Final = Problem(
    code=4426, title="Unsupported version", detail='This server speaks version 1, subprotocol "parley.v1".'
)
TOO_FAST: Final = Problem(
    code=4429,
    title="Too fast",
    detail="More came in than 4 times real time for too long. Reconnect and send at most 4 seconds of audio a second.",
)
RESTART: Final = Problem(code=1012, title="Service restart", detail="Reconnect; nothing acknowledged is lost.")
TRY_LATER: Final = Problem(
    code=1013, title="Try again later", detail="A part of the service is away. Reconnect in a few seconds."
)
NO_CAMERA_CONSENT: Final = Problem(
    code=4403,
    title="Camera frame without consent",
    detail='The frame was dropped. Send give-consent with scope "camera" first, or stop sending frames.',
)
