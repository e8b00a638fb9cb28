// Why: a resume may be given before the start, and where it stands is always to be seen.

import { element, setText } from "./caption-view.js";
import { say } from "./texts.js";

/** @typedef {import("./texts.js").Language} Language */
/** @typedef {import("./captions.js").ResumeState} ResumeState */

const LARGEST_BYTES = 10 * 1024 * 1024;
const PATIENCE_MS = 20_000;

export class ResumePanel {
  #onChange;
  /** @type {"idle" | "sending" | "tooLarge" | "notSent"} */ #sending = "idle";
  /** @type {Record<Language, string> | null} what to do, in the server's words */ #advice = null;
  #adviceFor = "";
  #busySinceMs = 0;
  /** @type {ResumeState} */ #state = { state: "none", sha256: null, attempt: 0, reason: null };

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
    element("cv-file").addEventListener("change", () => void this.#upload());
    element("cv-retry").addEventListener("click", () => void this.#send("/v1/candidate/resume/retry"));
  }

  /** Whether the interview should wait a moment, so that it begins with what is being read. Never for long. */
  get isBusy() {
    const isUnderWay = this.#sending === "sending" || this.#state.state === "received" || this.#state.state === "reading";
    if (!isUnderWay) this.#busySinceMs = 0;
    else this.#busySinceMs ||= performance.now();
    return isUnderWay && performance.now() - this.#busySinceMs < PATIENCE_MS;
  }

  /** @param {ResumeState} state @param {Language} language */
  render(state, language) {
    this.#state = state;
    const name = this.#sending === "idle" ? state.state : this.#sending;
    element("cv").dataset.state = name;
    const advice = name === "failed" ? this.#adviceOf(state)?.[language] : null;
    setText(element("cv-status"), advice ?? say(language, `cv_${name}`));
    setText(element("cv-label"), say(language, name === "none" ? "cvChoose" : "cvReplace"));
    element("cv-retry").hidden = name !== "failed";
    /** @type {HTMLInputElement} */ (element("cv-file")).disabled = name === "sending";
  }

  /** @param {ResumeState} state */
  #adviceOf(state) {
    const failure = `${state.sha256} ${state.attempt}`;
    if (this.#adviceFor !== failure) {
      this.#adviceFor = failure;
      this.#advice = null;
      void this.#ask();
    }
    return this.#advice;
  }

  async #ask() {
    const response = await fetch("/v1/candidate/resume", { credentials: "same-origin" }).catch(() => null);
    if (response?.ok) this.#advice = (await response.json()).messages;
    this.#onChange();
  }

  async #upload() {
    const input = /** @type {HTMLInputElement} */ (element("cv-file"));
    const file = input.files?.[0];
    if (!file) return;
    if (file.size > LARGEST_BYTES) this.#become("tooLarge");
    else await this.#send("/v1/candidate/resume", file);
    input.value = "";
  }

  /** @param {string} path @param {File} [file] */
  async #send(path, file) {
    this.#become("sending");
    const init = { method: "POST", body: file, credentials: /** @type {const} */ ("same-origin") };
    const response = await fetch(path, init).catch(() => null);
    this.#become(response?.ok ? "idle" : response?.status === 413 ? "tooLarge" : "notSent");
  }

  /** @param {"idle" | "sending" | "tooLarge" | "notSent"} sending */
  #become(sending) {
    this.#sending = sending;
    this.#onChange();
  }
}
