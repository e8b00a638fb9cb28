// Why: which screen stands and what the status line says is decided in one pure place, so that no combination is a dead end.

import { SAMPLE_RATE } from "./wire.js";

/** @typedef {import("./captions.js").RelayState} RelayState */
/** @typedef {import("./capture.js").MicrophoneProblem} MicrophoneProblem */
/** @typedef {"loading" | "away" | "landing" | "resume" | "microphone" | "taken-over" | "link" | "failed" | "ended" | "interview"} ScreenName */
/** @typedef {"connecting" | "preparing" | "saving" | "finishing" | "listening" | "delayed" | "reconnecting" | "paused"} StatusName */
/**
 * @typedef {object} Facts everything that the page knows
 * @property {{interviewId: string | null, fresh: boolean} | null} entry null while the invitation is exchanged
 * @property {boolean} isAway the server did not answer at all
 * @property {RelayState} relay
 * @property {string} relayConnection
 * @property {string} uplink its state
 * @property {number} capturedSample
 * @property {number} unacknowledgedSamples
 * @property {string | null} finishingQuestion whose finish-answer is not acknowledged
 * @property {boolean} isResumeBusy the resume is being read
 * @property {"off" | "opening" | "on" | "wants-click"} microphone
 * @property {MicrophoneProblem | null} microphoneProblem
 */

const DELAYED_SAMPLES = SAMPLE_RATE * 8;

/** @param {Facts} facts @returns {ScreenName} */
export function screenOf(facts) {
  return lastScreen(facts) ?? hinderedScreen(facts) ?? openScreen(facts);
}

/** @param {Facts} facts @returns {ScreenName | null} */
function lastScreen({ entry, relay, relayConnection, uplink }) {
  const isOther = entry?.interviewId && relay.interviewId && entry.interviewId !== relay.interviewId;
  if (isOther) return "link";
  if (relay.status === "ended" || relay.status === "assessed") return "ended";
  if (relayConnection === "session" || uplink === "session") return "link";
  return null;
}

/** @param {Facts} facts @returns {ScreenName | null} */
function hinderedScreen({ uplink, relayConnection, microphoneProblem, microphone }) {
  if (uplink === "taken-over") return "taken-over";
  if (uplink === "failed" || relayConnection === "failed") return "failed";
  if (microphoneProblem) return "microphone";
  return microphone === "wants-click" ? "resume" : null;
}

/** @param {Facts} facts @returns {ScreenName} */
function openScreen({ entry, relay, isAway, relayConnection, microphone, uplink }) {
  if (microphone === "on" || (microphone === "opening" && uplink !== "idle")) return "interview";
  const isUnderWay = relay.status === "started" || relay.status === "paused";
  if (isUnderWay) return "resume";
  if (relay.status === "scheduled" || entry?.fresh) return "landing";
  return isAway || relayConnection === "reconnecting" ? "away" : "loading";
}

/** The question that waits for an answer. @param {RelayState} relay */
export function openQuestionOf(relay) {
  const latest = relay.questions.at(-1);
  return latest && !relay.turns.some((turn) => turn.question_id === latest.question_id) ? latest : null;
}

/** @param {Facts} facts @returns {StatusName} */
export function statusOf(facts) {
  const { relay, uplink, finishingQuestion } = facts;
  if (uplink === "reconnecting") return "reconnecting";
  if (uplink !== "live") return facts.unacknowledgedSamples > SAMPLE_RATE * 3 ? "reconnecting" : "connecting";
  if (relay.status === "paused") return "paused";
  const open = openQuestionOf(relay);
  if (!open) return relay.stageCount > 0 && relay.turns.length >= relay.stageCount ? "finishing" : "preparing";
  if (open.question_id === finishingQuestion) return "saving";
  return isDelayed(facts) ? "delayed" : "listening";
}

/** @param {Facts} facts @returns {boolean} */
function isDelayed({ relay, relayConnection, capturedSample }) {
  if (relayConnection !== "live") return true;
  const heard = Math.max(relay.cursorSample, ...relay.partials.map((partial) => partial.end_sample));
  return capturedSample - heard > DELAYED_SAMPLES;
}

/** Whether the answer can be finished: a question is open, and the sound has its place in the interview. @param {Facts} facts */
export function canFinish(facts) {
  const open = openQuestionOf(facts.relay);
  const isPlaced = facts.uplink === "live" || facts.uplink === "reconnecting";
  return Boolean(open) && isPlaced && facts.relay.status !== "paused" && open?.question_id !== facts.finishingQuestion;
}

/** The words of the question that stands on the page; null while none is written. @param {RelayState} relay @returns {string | null} */
export function questionText(relay) {
  const open = openQuestionOf(relay);
  if (open) return open.text;
  const words = relay.draft?.words;
  if (!words) return null;
  return Object.keys(words).map(Number).sort((a, b) => a - b).map((index) => words[index]).join("");
}

/** Captions of the answer that stands on the page: after a question has come those before it are left out. @param {RelayState} relay */
export function shownCaptions(relay) {
  const closed = relay.turns.length - (openQuestionOf(relay) || relay.draft ? 1 : 2);
  const fromSample = closed >= 0 ? relay.turns[closed].end_sample : 0;
  return {
    finals: relay.finals.filter((final) => final.to_sample > fromSample && final.text !== ""),
    partials: relay.partials,
  };
}

/** @param {RelayState} relay @returns {{now: number, count: number} | null} */
export function progressOf(relay) {
  if (relay.stageCount === 0) return null;
  const now = Math.max(1, relay.questions.length);
  return { now: Math.min(now, relay.stageCount), count: relay.stageCount };
}
