"""Why: every state of the page can be drawn without playing an interview, for axe and for the eye."""

from typing import Any, Final

from e2e.page.recordings import Language, script_of

Facts = dict[str, Any]
SECOND: Final = 16_000
DRAW: Final = """async ([facts, language]) => {
  const { View } = await import("/static/view.js");
  const actions = ["start", "resume", "microphone-retry", "take-over", "reload", "finish", "unpause"];
  const { ResumePanel } = await import("/static/resume-panel.js");
  window.resumePanel ??= new ResumePanel(() => undefined);
  window.resumePanel.render(facts.relay.resume, language);
  const view = window.view ??= new View(Object.fromEntries(actions.map((id) => [id, () => undefined])));
  view.render(facts, language);
  view.renderLevel(0.55);
}"""


def states(language: Language) -> dict[str, Facts]:
    """By name; each holds what screen.js calls Facts."""
    scheduled = _facts(_relay(language, "scheduled"), microphone="off", uplink="idle")
    answering = _facts(_answering(language))
    nothing = {**_relay(language, "scheduled"), "status": None, "stageCount": 0}
    return {
        "loading": {**_facts(nothing, microphone="off", uplink="idle"), "entry": None},
        "away": {**_facts(nothing, microphone="off", uplink="idle"), "entry": None, "isAway": True},
        "landing": scheduled,
        **{f"resume {state}": _with_resume(scheduled, state) for state in ("reading", "ready", "failed")},
        "opening": {**scheduled, "microphone": "opening"},
        "denied": {**scheduled, "microphoneProblem": "denied"},
        "unsupported": {**scheduled, "microphoneProblem": "unsupported"},
        "writing": _facts(_writing(language)),
        "asked": _facts({**_answering(language), "finals": [], "partials": []}),
        "answering": answering,
        "saving": {**answering, "finishingQuestion": "question-1"},
        "delayed": {**answering, "capturedSample": 90 * SECOND},
        "reconnecting": {**answering, "uplink": "reconnecting", "unacknowledgedSamples": 83 * SECOND},
        "paused": _facts({**_answering(language), "status": "paused"}),
        "lost": {**answering, "microphone": "off", "microphoneProblem": "lost"},
        "resume": {**answering, "microphone": "wants-click"},
        "taken-over": {**answering, "uplink": "taken-over"},
        "link": {**scheduled, "relayConnection": "session"},
        "failed": {**answering, "relayConnection": "failed"},
        "ended": _facts(_relay(language, "ended")),
    }


def _facts(relay: Facts, *, microphone: str = "on", uplink: str = "live") -> Facts:
    return {
        "entry": {"interviewId": "one", "fresh": relay["status"] is not None},
        "isAway": False,
        "relay": relay,
        "relayConnection": "live",
        "uplink": uplink,
        "capturedSample": 42 * SECOND,
        "unacknowledgedSamples": SECOND // 10,
        "finishingQuestion": None,
        "isResumeBusy": False,
        "microphone": microphone,
        "microphoneProblem": None,
    }


def _with_resume(facts: Facts, state: str) -> Facts:
    resume = {"state": state, "sha256": "a", "attempt": 0, "reason": None}
    return {**facts, "relay": {**facts["relay"], "resume": resume}}


def _relay(language: Language, status: str) -> Facts:
    return {
        "interviewId": "one",
        "language": language,
        "status": status,
        "statusAtMs": 0,
        "stageCount": 3,
        "cursorSample": 40 * SECOND,
        "finals": [],
        "partials": [],
        "questions": [],
        "turns": [],
        "draft": None,
        "resume": {"state": "none", "sha256": None, "attempt": 0, "reason": None},
    }


def _answering(language: Language) -> Facts:
    script = script_of(language)
    times = {"think_seconds": 30, "answer_seconds": 120}
    questions = [
        {"question_id": f"question-{ordinal}", "stage_id": "stage", "ordinal": ordinal, "text": text, **times}
        for ordinal, text in enumerate(script.questions[:2])
    ]
    words = script.words
    finals = [
        {"segment_id": f"s{at}", "from_sample": 10 * SECOND + at, "to_sample": 11 * SECOND + at, "text": " ".join(part)}
        for at, part in enumerate((words[:9], words[9:24]))
    ]
    texts = {"stable_text": " ".join(words[24:28]), "tentative_text": " ".join(words[28:31])}
    partial = {"segment_id": "s9", "rev": 1, "from_sample": 40 * SECOND, "end_sample": 41 * SECOND, **texts}
    turn = {"turn_id": "t0", "question_id": "question-0", "ordinal": 0, "end_sample": 9 * SECOND, "cause": "finish"}
    return {
        **_relay(language, "started"),
        "questions": questions,
        "turns": [turn],
        "finals": finals,
        "partials": [partial],
    }


def _writing(language: Language) -> Facts:
    pieces = script_of(language).questions[0].split(" ")[:5]
    words = {index: f"{piece} " for index, piece in enumerate(pieces)}
    return {
        **_relay(language, "started"),
        "draft": {"question_id": "question-0", "attempt": 0, "words": words},
    }
