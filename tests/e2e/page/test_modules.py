from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.e2e
SNAPSHOT: dict[str, Any] = {
    "type": "snapshot",
    "interview_id": "one",
    "language": "ko",
    "status": "started",
    "stage_count": 3,
    "cursor_sample": 0,
    "finals": [],
    "questions": [],
    "turns": [],
}


def final(start: int, end: int, text: str) -> dict[str, Any]:
    return {"type": "final", "segment_id": f"s{start}", "from_sample": start, "to_sample": end, "text": text}


def partial(start: int, rev: int, text: str) -> dict[str, Any]:
    texts = {"stable_text": text, "tentative_text": ""}
    return {
        "type": "partial",
        "segment_id": f"s{start}",
        "rev": rev,
        "from_sample": start,
        "end_sample": start,
        **texts,
    }


def delta(attempt: int, index: int, text: str) -> dict[str, Any]:
    return {"type": "question-delta", "question_id": "q0", "attempt": attempt, "index": index, "text": text}


QUESTION: dict[str, Any] = {"type": "question", "question_id": "q0", "stage_id": "a", "ordinal": 0, "text": "Why?"}
TURN: dict[str, Any] = {"type": "turn", "turn_id": "t0", "question_id": "q0", "ordinal": 0, "end_sample": 900}


def reduced(page: Page, *messages: dict[str, Any]) -> dict[str, Any]:
    state: dict[str, Any] = page.evaluate(
        """async (messages) => {
          const { NOTHING_YET, reduce } = await import("/static/captions.js");
          return messages.reduce(reduce, NOTHING_YET);
        }""",
        list(messages),
    )
    return state


def shown(state: dict[str, Any]) -> list[str]:
    return [one["text"] for one in state["finals"]] + [one["stable_text"] for one in state["partials"]]


def test_each_message_may_come_twice(modules: Page) -> None:
    story = [SNAPSHOT, QUESTION, partial(0, 1, "a"), final(0, 500, "ab"), partial(500, 1, "c"), TURN]
    once, twice = reduced(modules, *story), reduced(modules, *(message for message in story for _ in range(2)))
    assert once == twice
    assert reduced(modules, *story, SNAPSHOT) == once


def test_partials_go_forward_and_yield_to_finals_and_silence(modules: Page) -> None:
    assert shown(reduced(modules, SNAPSHOT, partial(0, 2, "new"), partial(0, 1, "old"))) == ["new"]
    assert shown(reduced(modules, SNAPSHOT, partial(0, 1, "a"), final(0, 500, "A"), partial(0, 9, "late"))) == ["A"]
    watermark = {"type": "watermark", "to_sample": 500}
    assert shown(reduced(modules, SNAPSHOT, partial(0, 1, "noise"), watermark, partial(0, 2, "noise"))) == []
    assert shown(reduced(modules, SNAPSHOT, final(500, 900, "B"), final(0, 500, "A"))) == ["A", "B"]


def test_the_first_final_question_and_turn_win(modules: Page) -> None:
    other = {**QUESTION, "text": "Other?"}
    state = reduced(modules, SNAPSHOT, final(0, 500, "A"), final(0, 400, "Z"), QUESTION, other)
    assert shown(state) == ["A"]
    assert [question["text"] for question in state["questions"]] == ["Why?"]


def test_deltas_are_joined_by_index_of_the_highest_attempt_and_end_with_the_question(modules: Page) -> None:
    state = reduced(modules, SNAPSHOT, delta(0, 0, "x"), delta(1, 1, "y?"), delta(1, 0, "Wh"), delta(0, 1, "z"))
    assert state["draft"]["words"] == {"0": "Wh", "1": "y?"}
    assert reduced(modules, SNAPSHOT, delta(0, 0, "x"), QUESTION, delta(0, 1, "y"))["draft"] is None


def test_a_late_snapshot_and_an_old_state_do_not_go_back(modules: Page) -> None:
    ended = {"type": "state", "status": "ended", "time_ms": 20}
    started = {"type": "state", "status": "started", "time_ms": 10}
    assert reduced(modules, SNAPSHOT, ended, started, SNAPSHOT)["status"] == "ended"
    paused = {"type": "state", "status": "paused", "time_ms": 20}
    assert reduced(modules, SNAPSHOT, paused, started)["status"] == "paused"
    assert reduced(modules, SNAPSHOT, final(0, 500, "A"), SNAPSHOT)["cursorSample"] == 500


def test_the_snapshot_of_another_interview_starts_anew(modules: Page) -> None:
    assert shown(reduced(modules, SNAPSHOT, final(0, 500, "A"), {**SNAPSHOT, "interview_id": "two"})) == []


BUFFER = """async (steps) => {
  const { AudioBuffer } = await import("/static/audio-buffer.js");
  const buffer = new AudioBuffer(16000);
  const out = [];
  let value = 0;
  const frame = (length) => Int16Array.from({ length }, () => value++ % 32768);
  for (const [name, ...args] of steps) {
    if (name === "append") buffer.append(frame(args[0]), 0);
    else if (name === "missing") out.push(buffer.takeMissing());
    else if (name === "captured") out.push(buffer.captured);
    else if (name === "drain") {
      for (let message = buffer.peek(); message; message = buffer.peek()) {
        out.push([message.startSample, message.samples.length, message.samples[0]]);
        buffer.markSent(message);
      }
    } else buffer[name](...args);
  }
  return out;
}"""


def test_frames_leave_as_messages_of_100_ms_from_the_servers_position(modules: Page) -> None:
    steps = [["append", 2000], ["align", 48_000], ["append", 1200], ["drain"]]
    assert modules.evaluate(BUFFER, steps) == [[48_000, 1600, 0], [49_600, 1600, 1600]]


def test_after_a_loss_sending_resumes_in_the_middle_of_a_message(modules: Page) -> None:
    steps = [["align", 0], ["append", 3200], ["drain"], ["acknowledge", 1000], ["align", 1000], ["drain"]]
    assert modules.evaluate(BUFFER, steps)[2:] == [[1000, 600, 1000], [1600, 1600, 1600]]


def test_a_flush_lets_the_last_part_of_a_message_go(modules: Page) -> None:
    steps = [["align", 0], ["append", 320], ["drain"], ["flush"], ["drain"], ["captured"]]
    assert modules.evaluate(BUFFER, steps) == [[0, 320, 0], 320]


def test_what_the_buffer_no_longer_holds_is_declared_once(modules: Page) -> None:
    steps = [["align", 0], ["append", 24_000], ["align", 0], ["missing"], ["missing"], ["drain"]]
    missing, again, first, *_rest = modules.evaluate(BUFFER, steps)
    assert (missing, again) == ({"from": 0, "to": 8_000}, None)
    assert first == [8_000, 1600, 8_000]


def test_after_a_reload_counting_goes_on_above_a_promised_end(modules: Page) -> None:
    steps = [["append", 1600], ["align", 1_000, 5_000], ["missing"], ["drain"]]
    assert modules.evaluate(BUFFER, steps) == [{"from": 1_000, "to": 5_000}, [5_000, 1600, 0]]


def test_when_the_server_is_ahead_counting_goes_on_there(modules: Page) -> None:
    steps = [["align", 0], ["append", 1600], ["align", 9_000], ["append", 1600], ["missing"], ["drain"]]
    assert modules.evaluate(BUFFER, steps) == [None, [9_000, 1600, 1600]]


def test_the_binary_header_is_that_of_the_protocol(modules: Page) -> None:
    data = modules.evaluate(
        """async () => {
          const { encodeAudio } = await import("/static/wire.js");
          const message = { startSample: 2 ** 33 + 5, capturedAtMs: 1700000000000, samples: Int16Array.of(1, -2) };
          return [...new Uint8Array(encodeAudio(7, message))];
        }"""
    )
    expected = bytes([1, 1, 0, 0]) + (7).to_bytes(4, "little") + (2**33 + 5).to_bytes(8, "little")
    assert bytes(data) == expected + (1_700_000_000_000).to_bytes(8, "little") + bytes([1, 0, 254, 255])


def test_catching_up_stays_below_four_times_real_time(modules: Page) -> None:
    allowed = modules.evaluate(
        """async () => {
          const { Pacer } = await import("/static/pacer.js");
          const pacer = new Pacer();
          let samples = 0;
          for (let ms = 0; ms < 10000; ms += 10) while (pacer.allow(1600, 1000 + ms)) samples += 1600;
          return samples;
        }"""
    )
    assert 3.3 * 160_000 < allowed < 4 * 160_000


def test_waiting_grows_to_a_bound_and_differs_between_pages(modules: Page) -> None:
    low, high = modules.evaluate(
        """async () => {
          const { delayMs } = await import("/static/backoff.js");
          const attempts = [0, 1, 2, 5, 50];
          return [attempts.map((n) => delayMs(n, 0)), attempts.map((n) => delayMs(n, 0.999))];
        }"""
    )
    assert low == [125, 250, 500, 4_000, 4_000]
    assert all(one < two <= 8_000 for one, two in zip(low, high, strict=True))


def test_both_languages_have_every_text(modules: Page) -> None:
    keys = modules.evaluate("async () => (await import('/static/texts.js')).textKeys()")
    assert set(keys["ko"]) == set(keys["en"])


def test_commands_survive_a_reload_and_are_not_asked_twice(modules: Page) -> None:
    modules.evaluate(
        """async () => {
          const { CommandQueue } = await import("/static/command-queue.js");
          new CommandQueue(sessionStorage).addFinish("q0", 1600, 1000);
        }"""
    )
    modules.reload()
    facts = modules.evaluate(
        """async () => {
          const { CommandQueue } = await import("/static/command-queue.js");
          const queue = new CommandQueue(sessionStorage);
          const before = [queue.promisedSample, queue.isFinishing("q0", 1000), queue.pending.length];
          queue.acknowledge(queue.pending[0].command_id);
          return [...before, queue.pending.length, queue.isFinishing("q0", 2000), queue.isFinishing("q0", 60000)];
        }"""
    )
    assert facts == [1600, True, 1, 0, True, False]
