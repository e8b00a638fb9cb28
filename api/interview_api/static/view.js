// Why: the document is touched here alone, and only where something changed.

import { CaptionView, element, setText } from "./caption-view.js";
import { canFinish, openQuestionOf, progressOf, questionText, screenOf, shownCaptions, statusOf } from "./screen.js";
import { say, sayDuration } from "./texts.js";
import { SAMPLE_RATE } from "./wire.js";

/** @typedef {import("./screen.js").Facts} Facts */
/** @typedef {import("./texts.js").Language} Language */
/** @typedef {"start" | "resume" | "microphone-retry" | "take-over" | "reload" | "finish" | "unpause"} Action the id of a button */

const METER_MS = 50;

export class View {
  #captions = new CaptionView();
  /** @type {Language | null} */ #language = null;
  #screen = "loading";
  #meterAtMs = 0;

  /** @param {Record<Action, () => void>} actions */
  constructor(actions) {
    for (const [id, act] of Object.entries(actions)) element(id).addEventListener("click", act);
  }

  /** @param {Facts} facts @param {Language} language */
  render(facts, language) {
    this.#translate(language);
    this.#show(screenOf(facts));
    this.#renderProgress(facts);
    this.#renderEntry(facts);
    this.#renderQuestion(facts);
    this.#renderStatus(facts);
    const { finals, partials } = shownCaptions(facts.relay);
    this.#captions.render(finals, partials);
    element("captions-empty").hidden = finals.length + partials.length > 0;
    setText(element("captions-empty"), this.#say(openQuestionOf(facts.relay) ? "captionsEmpty" : "captionsWait"));
  }

  /** @param {number} level 0 to 1 */
  renderLevel(level) {
    const nowMs = performance.now();
    if (nowMs - this.#meterAtMs < METER_MS) return;
    this.#meterAtMs = nowMs;
    element("level-fill").style.transform = `scaleX(${level.toFixed(2)})`;
    element("level").setAttribute("aria-valuenow", String(Math.round(level * 100)));
  }

  /** @param {Language} language */
  #translate(language) {
    if (this.#language === language) return;
    this.#language = language;
    document.documentElement.lang = language;
    document.title = this.#say("title");
    for (const node of document.querySelectorAll("[data-text]")) {
      node.textContent = this.#say(/** @type {HTMLElement} */ (node).dataset.text ?? "");
    }
    element("captions").setAttribute("aria-label", this.#say("captionsLabel"));
    element("level").setAttribute("aria-label", this.#say("levelLabel"));
  }

  /** @param {import("./screen.js").ScreenName} screen */
  #show(screen) {
    if (this.#screen === screen) return;
    this.#screen = screen;
    for (const node of document.querySelectorAll("[data-screen]")) {
      const section = /** @type {HTMLElement} */ (node);
      section.hidden = section.dataset.screen !== screen;
      if (!section.hidden) section.querySelector("h1")?.focus({ preventScroll: true });
    }
    scrollTo(0, 0);
  }

  /** @param {Facts} facts */
  #renderProgress({ relay }) {
    const progress = this.#screen === "interview" ? progressOf(relay) : null;
    element("progress").hidden = progress === null;
    if (!progress) return;
    setText(element("progress-label"), this.#say("progress", progress));
    const dots = element("progress-dots");
    dots.classList.toggle("many", progress.count > 6);
    while (dots.children.length < progress.count) dots.append(document.createElement("i"));
    [...dots.children].forEach((dot, index) => {
      dot.className = index + 1 < progress.now ? "done" : index + 1 === progress.now ? "now" : "";
    });
  }

  /** @param {Facts} facts */
  #renderEntry({ relay, microphone, microphoneProblem, isResumeBusy }) {
    const lead = relay.stageCount > 0 ? "landingLead" : "landingLeadPlain";
    setText(element("landing-lead"), this.#say(lead, { count: relay.stageCount }));
    for (const id of /** @type {const} */ (["start", "resume"])) {
      const button = /** @type {HTMLButtonElement} */ (element(id));
      button.disabled = microphone === "opening" || (id === "start" && isResumeBusy);
      setText(button, this.#say(microphone === "opening" ? "starting" : id));
    }
    element("microphone-safe").hidden = relay.questions.length === 0;
    if (!microphoneProblem) return;
    setText(element("microphone-title"), this.#say(`microphone_${microphoneProblem}_title`));
    setText(element("microphone-text"), this.#say(`microphone_${microphoneProblem}_text`));
  }

  /** @param {Facts} facts */
  #renderQuestion({ relay }) {
    const open = openQuestionOf(relay);
    setText(element("question"), questionText(relay) ?? this.#say("preparingQuestion"));
    setText(element("announcement"), open?.text ?? "");
    const times = open && { think: this.#duration(open.think_seconds), answer: this.#duration(open.answer_seconds) };
    setText(element("question-time"), times ? this.#say("questionTime", times) : "");
  }

  /** @param {Facts} facts */
  #renderStatus(facts) {
    const status = statusOf(facts);
    element("status").dataset.state = status;
    const kept = this.#duration(Math.max(1, facts.unacknowledgedSamples / SAMPLE_RATE));
    setText(element("status-text"), this.#say(`status_${status}`, { kept }));
    const finish = /** @type {HTMLButtonElement} */ (element("finish"));
    finish.disabled = !canFinish(facts);
    finish.hidden = status === "paused";
    element("unpause").hidden = status !== "paused";
  }

  /** @param {number} seconds */
  #duration(seconds) {
    return sayDuration(this.#language ?? "en", seconds);
  }

  /** @param {string} key @param {Record<string, string | number>} [values] */
  #say(key, values) {
    return say(this.#language ?? "en", key, values);
  }
}
