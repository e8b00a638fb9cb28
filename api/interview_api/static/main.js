// Why: the one place where the page's parts meet.

import { Capture, MicrophoneError, levelOf } from "./capture.js";
import { Relay } from "./relay.js";
import { ResumePanel } from "./resume-panel.js";
import { openQuestionOf, screenOf } from "./screen.js";
import { clientId, enter } from "./session.js";
import { languageOf } from "./texts.js";
import { Uplink } from "./uplink.js";
import { View } from "./view.js";

const REFRESH_MS = 500;
const LONG_UNSENT_SAMPLES = 48_000;

/** @type {import("./session.js").Entry | null} */ let entry = null;
/** @type {import("./screen.js").Facts["microphone"]} */ let microphone = "off";
/** @type {import("./screen.js").Facts["microphoneProblem"]} */ let microphoneProblem = null;
let isAway = false;
let isDrawn = false;

const relay = new Relay(changed);
const uplink = new Uplink(clientId(), changed);
const capture = new Capture(hear, () => {
  microphone = "off";
  microphoneProblem = "lost";
  changed();
});
const resumePanel = new ResumePanel(changed);
const view = new View({
  start: () => void begin(),
  resume: () => void listen(),
  "microphone-retry": () => void (isUnderWay() ? listen() : begin()),
  "take-over": () => {
    uplink.takeOver();
    void listen();
  },
  reload: () => location.reload(),
  finish: () => {
    const open = openQuestionOf(relay.state);
    if (open) uplink.finishAnswer(open.question_id);
    changed();
  },
  unpause: () => uplink.command("resume-interview"),
});

/** @returns {import("./screen.js").Facts} */
function facts() {
  const open = openQuestionOf(relay.state);
  return {
    entry, isAway, microphone, microphoneProblem,
    relay: relay.state,
    relayConnection: relay.connection,
    uplink: uplink.state,
    capturedSample: uplink.capturedSample,
    unacknowledgedSamples: uplink.unacknowledgedSamples,
    isResumeBusy: resumePanel.isBusy,
    finishingQuestion: open && uplink.isFinishing(open.question_id) ? open.question_id : null,
  };
}

/** Draws at most once a frame, however many messages came. */
function changed() {
  if (isDrawn) return;
  isDrawn = true;
  setTimeout(draw, 0);
}

function draw() {
  isDrawn = false;
  const now = facts();
  const screen = screenOf(now);
  if (screen === "ended" || screen === "link" || screen === "failed" || screen === "taken-over") close(screen);
  else if (isUnderWay() && microphone === "off" && !microphoneProblem) void listen();
  const language = relay.state.language ?? entry?.language ?? navigator.language;
  resumePanel.render(relay.state.resume, languageOf(language));
  view.render(facts(), languageOf(language));
}

/** @param {string} screen */
function close(screen) {
  capture.stop();
  microphone = "off";
  if (screen === "taken-over") return;
  uplink.stop();
  relay.stop();
}

function isUnderWay() {
  return relay.state.status === "started" || relay.state.status === "paused";
}

/** The candidate pressed Start: the microphone first, since without it the interview must not begin. */
async function begin() {
  if (await listen()) uplink.command("start-interview");
}

/** Opens the microphone and the way up. @returns {Promise<boolean>} */
async function listen() {
  if (microphone === "opening") return false;
  microphone = "opening";
  microphoneProblem = null;
  changed();
  try {
    microphone = (await capture.start()) ? "on" : "wants-click";
  } catch (error) {
    microphone = "off";
    microphoneProblem = error instanceof MicrophoneError ? error.problem : "unsupported";
  }
  if (microphone === "on") uplink.start();
  changed();
  return microphone === "on";
}

/** @param {Int16Array} frame @param {number} atMs */
function hear(frame, atMs) {
  uplink.capture(frame, atMs);
  view.renderLevel(levelOf(frame));
}

addEventListener("beforeunload", (event) => {
  if (microphone === "on" && uplink.unacknowledgedSamples > LONG_UNSENT_SAMPLES) event.preventDefault();
});

setInterval(changed, REFRESH_MS);
changed();
entry = await enter(() => {
  isAway = true;
  changed();
});
isAway = false;
relay.start();
changed();
