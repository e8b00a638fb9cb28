// Why: a pressed button counts once: its command keeps its id and is sent again, even after a reload, until the server has it.

/** @typedef {{type: "command", command_id: string, command: string, question_id?: string, end_sample?: number}} Command */

const COMMANDS = "parley.commands";
const FINISHED = "parley.finished";
/** An answer whose end was acknowledged and that is still open after this long may be finished again. */
const FINISHED_MS = 20_000;

/** The tab's storage is the queue's only state. */
export class CommandQueue {
  #storage;

  /** @param {Pick<Storage, "getItem" | "setItem">} storage */
  constructor(storage) {
    this.#storage = storage;
  }

  /** @returns {readonly Command[]} in the order of asking */
  get pending() {
    return JSON.parse(this.#storage.getItem(COMMANDS) ?? "[]");
  }

  /** The furthest end of an answer that was promised and not acknowledged; 0 without one. */
  get promisedSample() {
    return Math.max(0, ...this.pending.map((command) => command.end_sample ?? 0));
  }

  /**
   * @param {string} command
   * @param {{question_id?: string, end_sample?: number}} fields
   * @returns {Command}
   */
  add(command, fields = {}) {
    /** @type {Command} */
    const made = { type: "command", command_id: crypto.randomUUID(), command, ...fields };
    this.#store([...this.pending, made]);
    return made;
  }

  /** @param {string} questionId @param {number} endSample @param {number} nowMs @returns {Command} */
  addFinish(questionId, endSample, nowMs) {
    this.#storage.setItem(FINISHED, JSON.stringify({ questionId, atMs: nowMs }));
    return this.add("finish-answer", { question_id: questionId, end_sample: endSample });
  }

  /** @param {string} commandId */
  acknowledge(commandId) {
    this.#store(this.pending.filter((command) => command.command_id !== commandId));
  }

  /** @param {string} command */
  isPending(command) {
    return this.pending.some((one) => one.command === command);
  }

  /** Whether the answer's end is on its way or was recorded just now. @param {string} questionId @param {number} nowMs */
  isFinishing(questionId, nowMs) {
    if (this.pending.some((one) => one.command === "finish-answer" && one.question_id === questionId)) return true;
    const finished = JSON.parse(this.#storage.getItem(FINISHED) ?? "null");
    return finished?.questionId === questionId && nowMs - finished.atMs < FINISHED_MS;
  }

  /** @param {readonly Command[]} commands */
  #store(commands) {
    this.#storage.setItem(COMMANDS, JSON.stringify(commands));
  }
}

/** Commands of another interview must not reach this one. @param {Pick<Storage, "removeItem">} storage */
export function forgetCommands(storage) {
  storage.removeItem(COMMANDS);
  storage.removeItem(FINISHED);
}
