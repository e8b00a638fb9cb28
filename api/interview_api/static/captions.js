// Why: the relay may repeat, overtake and go back, so what the page knows is a fold that any repetition leaves unchanged.

/** @typedef {{segment_id: string, from_sample: number, to_sample: number, start_sample: number, end_sample: number, text: string}} Final */
/** @typedef {{segment_id: string, rev: number, from_sample: number, end_sample: number, stable_text: string, tentative_text: string}} Partial */
/** @typedef {{question_id: string, stage_id: string, ordinal: number, text: string, think_seconds: number, answer_seconds: number}} Question */
/** @typedef {{turn_id: string, question_id: string, ordinal: number, end_sample: number, cause: string}} Turn */
/** @typedef {{question_id: string, attempt: number, words: Record<number, string>}} Draft words of a question in the making, by index */
/** @typedef {{state: "none" | "received" | "reading" | "ready" | "failed", sha256: string | null, attempt: number, reason: string | null}} ResumeState */
/**
 * @typedef {object} RelayState
 * @property {string | null} interviewId
 * @property {string | null} language
 * @property {"scheduled" | "started" | "paused" | "ended" | "assessed" | null} status null before the first snapshot
 * @property {number} statusAtMs
 * @property {number} stageCount
 * @property {number} cursorSample samples below it are final or silent
 * @property {readonly Final[]} finals by position
 * @property {readonly Partial[]} partials by position, none below the cursor
 * @property {readonly Question[]} questions by ordinal
 * @property {readonly Turn[]} turns by ordinal
 * @property {Draft | null} draft
 * @property {ResumeState} resume
 */

/** @type {RelayState} */
export const NOTHING_YET = Object.freeze({
  interviewId: null, language: null, status: null, statusAtMs: 0, stageCount: 0, cursorSample: 0,
  finals: [], partials: [], questions: [], turns: [], draft: null,
  resume: { state: "none", sha256: null, attempt: 0, reason: null },
});

const RANK = { scheduled: 0, started: 1, paused: 1, ended: 2, assessed: 3 };

/** @type {Record<string, (state: RelayState, message: any) => RelayState>} */
const STEPS = {
  snapshot: withSnapshot,
  partial: withPartial,
  final: withFinal,
  watermark: (state, message) => withCursor(state, message.to_sample),
  question: withQuestion,
  "question-delta": withDelta,
  turn: (state, message) => ({ ...state, turns: added(state.turns, message, "question_id", "ordinal") }),
  state: withStatus,
  plan: (state, message) => ({ ...state, stageCount: state.stageCount || message.stage_count }),
  resume: withResume,
};

const RESUME_RANK = { none: 0, received: 1, reading: 2, failed: 3, ready: 4 };

/**
 * @param {RelayState} state
 * @param {Record<string, any>} message
 * @returns {RelayState} the same object where the message says nothing new
 */
export function reduce(state, message) {
  return STEPS[message.type]?.(state, message) ?? state;
}

/** @param {RelayState} state @param {any} message @returns {RelayState} */
function withSnapshot(state, message) {
  const base = state.interviewId === message.interview_id ? state : NOTHING_YET;
  const isNewer = base.status === null || rank(message.status) >= rank(base.status);
  let next = {
    ...base,
    interviewId: message.interview_id,
    language: message.language,
    stageCount: message.stage_count,
    status: isNewer ? message.status : base.status,
    resume: message.resume ?? base.resume,
  };
  for (const final of message.finals) next = withFinal(next, final);
  for (const question of message.questions) next = withQuestion(next, question);
  for (const turn of message.turns) next = STEPS.turn(next, turn);
  return withCursor(next, message.cursor_sample);
}

/** @param {RelayState} state @param {any} message @returns {RelayState} */
function withPartial(state, message) {
  if (message.from_sample < state.cursorSample) return state;
  const known = state.partials.find((partial) => partial.segment_id === message.segment_id);
  if (known && known.rev >= message.rev) return state;
  const others = state.partials.filter((partial) => partial !== known);
  return { ...state, partials: sorted([...others, message], "from_sample") };
}

/** @param {RelayState} state @param {any} message @returns {RelayState} */
function withFinal(state, message) {
  const finals = added(state.finals, message, "from_sample", "from_sample");
  return finals === state.finals ? state : withCursor({ ...state, finals }, message.to_sample, message.segment_id);
}

/** @param {RelayState} state @param {number} toSample @param {string} [segmentId] @returns {RelayState} */
function withCursor(state, toSample, segmentId) {
  const cursorSample = Math.max(state.cursorSample, toSample);
  const partials = state.partials.filter((one) => one.from_sample >= cursorSample && one.segment_id !== segmentId);
  return { ...state, cursorSample, partials };
}

/** @param {RelayState} state @param {any} message @returns {RelayState} */
function withQuestion(state, message) {
  const draft = state.draft?.question_id === message.question_id ? null : state.draft;
  return { ...state, draft, questions: added(state.questions, message, "question_id", "ordinal") };
}

/** @param {RelayState} state @param {any} message @returns {RelayState} */
function withDelta(state, message) {
  if (state.questions.some((question) => question.question_id === message.question_id)) return state;
  const draft = state.draft?.question_id === message.question_id ? state.draft : null;
  if (draft && draft.attempt > message.attempt) return state;
  const words = draft?.attempt === message.attempt ? draft.words : {};
  return {
    ...state,
    draft: { question_id: message.question_id, attempt: message.attempt, words: { ...words, [message.index]: message.text } },
  };
}

/** @param {RelayState} state @param {any} message @returns {RelayState} */
function withStatus(state, message) {
  const atMs = message.time_ms ?? state.statusAtMs;
  const isOld = atMs < state.statusAtMs || (state.status !== null && rank(message.status) < rank(state.status));
  return isOld ? state : { ...state, status: message.status, statusAtMs: atMs };
}

/** @param {RelayState} state @param {any} message @returns {RelayState} */
function withResume(state, { state: now, sha256, attempt, reason }) {
  const known = state.resume;
  const isOther = sha256 !== known.sha256;
  const isLater = attempt > known.attempt || (attempt === known.attempt && RESUME_RANK[now] > RESUME_RANK[known.state]);
  const isNews = isOther ? now === "received" && attempt === 0 : known.state !== "ready" && (now === "ready" || isLater);
  return isNews ? { ...state, resume: { state: now, sha256, attempt, reason } } : state;
}

/** @param {keyof typeof RANK} status @returns {number} */
function rank(status) {
  return RANK[status];
}

/**
 * First in the log wins: an item whose key is known is dropped.
 * @template {Record<string, any>} T
 * @param {readonly T[]} items @param {T} item @param {string} key @param {string} order
 * @returns {readonly T[]}
 */
function added(items, item, key, order) {
  return items.some((known) => known[key] === item[key]) ? items : sorted([...items, item], order);
}

/** @template {Record<string, any>} T @param {T[]} items @param {string} order @returns {T[]} */
function sorted(items, order) {
  return items.sort((a, b) => a[order] - b[order]);
}
