// Why: a microphone can be refused, absent or lost, and each needs other words; what comes out is always PCM16 at 16 kHz.

import { SAMPLE_RATE } from "./wire.js";

/** @typedef {"denied" | "absent" | "busy" | "unsupported" | "lost"} MicrophoneProblem */

/** The microphone cannot be used, with the reason. */
export class MicrophoneError extends Error {
  /** @param {MicrophoneProblem} problem */
  constructor(problem) {
    super(`microphone ${problem}`);
    this.problem = problem;
  }
}

/** @type {Record<string, MicrophoneProblem>} */
const PROBLEMS = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "absent", NotReadableError: "busy" };
const CONSTRAINTS = { audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: true } };

export class Capture {
  #onFrame;
  #onLost;
  /** @type {MediaStream | null} */ #stream = null;
  /** @type {AudioContext | null} */ #context = null;

  /**
   * @param {(frame: Int16Array, atMs: number) => void} onFrame 20 ms and the Unix time of its first sample
   * @param {() => void} onLost the device went away
   */
  constructor(onFrame, onLost) {
    this.#onFrame = onFrame;
    this.#onLost = onLost;
  }

  /**
   * Opens the microphone; asks the person where the browser must.
   * @returns {Promise<boolean>} false where the browser wants a click first
   */
  async start() {
    this.stop();
    if (!navigator.mediaDevices?.getUserMedia || !globalThis.AudioWorkletNode) throw new MicrophoneError("unsupported");
    this.#context = new AudioContext({ sampleRate: SAMPLE_RATE });
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia(CONSTRAINTS);
      await this.#wire(this.#context, this.#stream);
    } catch (error) {
      this.stop();
      throw new MicrophoneError(PROBLEMS[/** @type {Error} */ (error).name] ?? "unsupported");
    }
    if (await isRunning(this.#context)) return true;
    this.stop();
    return false;
  }

  stop() {
    for (const track of this.#stream?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
    void this.#context?.close().catch(() => undefined);
    this.#stream = null;
    this.#context = null;
  }

  /** @param {AudioContext} context @param {MediaStream} stream */
  async #wire(context, stream) {
    await context.audioWorklet.addModule(new URL("./capture-worklet.js", import.meta.url));
    const options = { numberOfInputs: 1, numberOfOutputs: 0, channelCount: 1, channelCountMode: /** @type {const} */ ("explicit") };
    const node = new AudioWorkletNode(context, "parley-capture", options);
    node.port.onmessage = (event) => {
      if (this.#context === context) this.#onFrame(event.data, Date.now() - (event.data.length * 1_000) / SAMPLE_RATE);
    };
    context.createMediaStreamSource(stream).connect(node);
    context.onstatechange = () => {
      if (String(context.state) === "interrupted" || context.state === "suspended") void context.resume().catch(() => undefined);
    };
    stream.getAudioTracks()[0].onended = () => {
      this.stop();
      this.#onLost();
    };
  }
}

/** A page that was reloaded may have to wait for a click before it may run an audio context. @param {AudioContext} context */
async function isRunning(context) {
  const patience = new Promise((resolve) => setTimeout(resolve, 1_000));
  await Promise.race([context.resume().catch(() => undefined), patience]);
  return context.state === "running";
}

/**
 * Loudness of a frame for the eye: the peak on a decibel scale from -50 to 0 dB.
 * @param {Int16Array} frame
 * @returns {number} 0 to 1
 */
export function levelOf(frame) {
  let peak = 1;
  for (const sample of frame) peak = Math.max(peak, Math.abs(sample));
  return Math.max(0, Math.min(1, 1 + (20 * Math.log10(peak / 32768)) / 50));
}
