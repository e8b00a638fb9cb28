// Why: what was said stays here until the server says that it has it, so that a lost connection loses no word.

import { SAMPLE_RATE } from "./wire.js";

/** @typedef {import("./wire.js").AudioMessage} AudioMessage */
/** @typedef {{from: number, to: number}} Missing samples that are gone for good */

const MESSAGE_SAMPLES = SAMPLE_RATE / 10;
const LONGEST_SAMPLES = SAMPLE_RATE * 600;

/** Samples [head, captured) in messages of 100 ms; positions are counted from 0 until the first `align` places them. */
export class AudioBuffer {
  /** @type {AudioMessage[]} */ #messages = [];
  /** @type {Int16Array} */ #open = new Int16Array(MESSAGE_SAMPLES);
  #openLength = 0;
  #openAtMs = 0;
  #head = 0;
  #sent = 0;
  #closedEnd = 0;
  #placed = false;
  #longest;

  /** @param {number} longest samples that are kept at most */
  constructor(longest = LONGEST_SAMPLES) {
    this.#longest = longest;
  }

  /** The position after the last captured sample. */
  get captured() {
    return this.#closedEnd + this.#openLength;
  }

  /** Samples that the server has not acknowledged. */
  get unacknowledged() {
    return this.captured - this.#head;
  }

  /** Whether something was sent and not acknowledged yet. */
  get hasSentUnacknowledged() {
    return this.#sent > this.#head;
  }

  /** @param {Int16Array} frame @param {number} atMs Unix time of its first sample */
  append(frame, atMs) {
    let offset = 0;
    while (offset < frame.length) {
      if (this.#openLength === 0) this.#openAtMs = atMs + (offset * 1_000) / SAMPLE_RATE;
      const count = Math.min(frame.length - offset, MESSAGE_SAMPLES - this.#openLength);
      this.#open.set(frame.subarray(offset, offset + count), this.#openLength);
      this.#openLength += count;
      offset += count;
      if (this.#openLength === MESSAGE_SAMPLES) this.flush();
    }
  }

  /** Closes the message in the making, so that everything captured can be sent now. */
  flush() {
    if (this.#openLength === 0) return;
    const samples = this.#open.slice(0, this.#openLength);
    this.#messages.push({ startSample: this.#closedEnd, capturedAtMs: this.#openAtMs, samples });
    this.#closedEnd += samples.length;
    this.#openLength = 0;
    while (this.#closedEnd - this.#messages[0].startSample > this.#longest) this.#messages.shift();
    this.#head = Math.max(this.#head, this.#messages[0].startSample);
  }

  /**
   * Goes on where the server stands. Before the first call nothing has a place; then the first sample takes the server's position.
   * @param {number} nextSample the first sample that the server lacks
   * @param {number} atLeast a position that was promised before a reload, for example an answer's end
   */
  align(nextSample, atLeast = 0) {
    if (!this.#placed) {
      this.#placed = true;
      this.#shift(Math.max(nextSample, atLeast));
    } else if (nextSample > this.captured) {
      this.#messages = [];
      this.#shift(nextSample - this.#closedEnd);
    }
    this.#sent = nextSample;
    this.acknowledge(nextSample);
  }

  /** @param {number} nextSample every sample below is safe */
  acknowledge(nextSample) {
    while (this.#messages.length > 0 && end(this.#messages[0]) <= nextSample) this.#messages.shift();
    this.#head = Math.max(this.#head, Math.min(nextSample, this.captured));
    this.#sent = Math.max(this.#sent, Math.min(nextSample, this.captured));
  }

  /** What should go next but is no longer here; it counts as sent. @returns {Missing | null} */
  takeMissing() {
    const first = this.#messages.length > 0 ? this.#messages[0].startSample : this.#closedEnd;
    if (this.#sent >= first) return null;
    const missing = { from: this.#sent, to: first };
    this.#sent = first;
    return missing;
  }

  /** The next message to send, cut at what was sent already. @returns {AudioMessage | null} */
  peek() {
    if (this.#sent >= this.#closedEnd) return null;
    const message = this.#messages.find((candidate) => end(candidate) > this.#sent);
    if (!message) return null;
    const skip = Math.max(0, this.#sent - message.startSample);
    if (skip === 0) return message;
    return {
      startSample: this.#sent,
      capturedAtMs: message.capturedAtMs + (skip * 1_000) / SAMPLE_RATE,
      samples: message.samples.subarray(skip),
    };
  }

  /** @param {AudioMessage} message that went out */
  markSent(message) {
    this.#sent = end(message);
  }

  /** @param {number} by */
  #shift(by) {
    for (const message of this.#messages) message.startSample += by;
    this.#closedEnd += by;
    this.#head += by;
  }
}

/** @param {AudioMessage} message @returns {number} */
function end(message) {
  return message.startSample + message.samples.length;
}
