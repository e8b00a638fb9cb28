// Why: sound and commands go up over one socket, in order, and nothing is forgotten before the server has acknowledged it.

import { AudioBuffer } from "./audio-buffer.js";
import { CommandQueue } from "./command-queue.js";
import { Pacer } from "./pacer.js";
import { Socket } from "./socket.js";
import { PROTOCOL_VERSION, encodeAudio } from "./wire.js";

/** @typedef {"idle" | "connecting" | "live" | "reconnecting" | import("./socket.js").Refusal} UplinkState */

const TICK_MS = 100;
/** Without an acknowledgement for this long the connection is taken for dead. */
const STALLED_MS = 15_000;
const MOST_WAITING_BYTES = 128_000;

export class Uplink {
  /** @type {UplinkState} */ state = "idle";
  #clientId;
  #onChange;
  #socket;
  #buffer = new AudioBuffer();
  #commands = new CommandQueue(sessionStorage);
  #pacer = new Pacer();
  #takeover = false;
  #seq = 0;
  #movedAtMs = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #timer;

  /** @param {string} clientId @param {() => void} onChange */
  constructor(clientId, onChange) {
    this.#clientId = clientId;
    this.#onChange = onChange;
    this.#socket = new Socket("audio", {
      onOpen: () => this.#hello(),
      onMessage: (message) => this.#receive(message),
      onLost: () => this.#become(this.state === "live" || this.state === "reconnecting" ? "reconnecting" : "connecting"),
      onRefused: (refusal) => this.#refused(refusal),
    });
  }

  get capturedSample() {
    return this.#buffer.captured;
  }

  get unacknowledgedSamples() {
    return this.#buffer.unacknowledged;
  }

  start() {
    if (this.state !== "idle") return;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#socket.start();
    this.#become("connecting");
  }

  /** Takes the interview over from another tab. Sound that was kept here belongs to the time before, so counting starts anew. */
  takeOver() {
    this.stop();
    this.#buffer = new AudioBuffer();
    this.#takeover = true;
    this.start();
  }

  stop() {
    clearInterval(this.#timer);
    this.#socket.stop();
    this.state = "idle";
  }

  /** @param {Int16Array} frame @param {number} atMs Unix time of its first sample */
  capture(frame, atMs) {
    this.#buffer.append(frame, atMs);
    this.#pump();
  }

  /** @param {"start-interview" | "resume-interview"} name */
  command(name) {
    if (!this.#commands.isPending(name)) this.#send(this.#commands.add(name));
  }

  /** The answer ends with what is captured by now. @param {string} questionId */
  finishAnswer(questionId) {
    if (this.isFinishing(questionId) || !this.#isPlaced) return;
    this.#buffer.flush();
    this.#pump();
    this.#send(this.#commands.addFinish(questionId, this.capturedSample, Date.now()));
  }

  /** @param {string} questionId */
  isFinishing(questionId) {
    return this.#commands.isFinishing(questionId, Date.now());
  }

  /** Positions are known once the server has said where it stands. */
  get #isPlaced() {
    return this.state === "live" || this.state === "reconnecting";
  }

  #hello() {
    this.#socket.send({ type: "hello", version: PROTOCOL_VERSION, client_id: this.#clientId, takeover: this.#takeover });
  }

  /** @param {Record<string, any>} message */
  #receive(message) {
    this.#movedAtMs = performance.now();
    if (message.type === "hello") this.#resume(message.next_sample);
    else if (message.type === "ack") this.#buffer.acknowledge(message.next_sample);
    else if (message.type === "command-ack") this.#commands.acknowledge(message.command_id);
    this.#onChange();
  }

  /** @param {number} nextSample */
  #resume(nextSample) {
    this.#takeover = false;
    this.#seq = 0;
    this.#socket.settled();
    this.#buffer.align(nextSample, this.#commands.promisedSample);
    this.#become("live");
    this.#pump();
    for (const command of this.#commands.pending) this.#send(command);
  }

  #pump() {
    if (this.state !== "live") return;
    const missing = this.#buffer.takeMissing();
    if (missing) this.#send({ type: "samples-missing", from_sample: missing.from, to_sample: missing.to });
    for (let message = this.#buffer.peek(); message; message = this.#buffer.peek()) {
      if (this.#socket.waitingBytes > MOST_WAITING_BYTES) return;
      if (!this.#pacer.allow(message.samples.length, performance.now())) return;
      if (!this.#buffer.hasSentUnacknowledged) this.#movedAtMs = performance.now();
      this.#socket.send(encodeAudio(this.#seq, message));
      this.#buffer.markSent(message);
      this.#seq += 1;
    }
  }

  #tick() {
    this.#pump();
    const isStalled = this.#buffer.hasSentUnacknowledged && performance.now() - this.#movedAtMs > STALLED_MS;
    if (this.state === "live" && isStalled) this.#socket.restart();
  }

  /** @param {Record<string, unknown>} message */
  #send(message) {
    if (this.state === "live") this.#socket.send(message);
  }

  /** @param {import("./socket.js").Refusal} refusal */
  #refused(refusal) {
    clearInterval(this.#timer);
    this.#become(refusal);
  }

  /** @param {UplinkState} state */
  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.#onChange();
  }
}
