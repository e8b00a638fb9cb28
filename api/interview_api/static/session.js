// Why: the invitation's token is used once and must not stay in the address bar, the history or a log.

import { delayMs, sleep } from "./backoff.js";
import { forgetCommands } from "./command-queue.js";
import { Refused, post } from "./http.js";

/** @typedef {{interviewId: string | null, language: string | null, fresh: boolean}} Entry */

/**
 * Splits `#<interview_id>.<token>`.
 * @param {string} hash
 * @returns {{interviewId: string, token: string} | null}
 */
export function parseInvitation(hash) {
  const match = /^#([^.]+)\.(.+)$/.exec(hash);
  return match ? { interviewId: match[1], token: match[2] } : null;
}

/**
 * Exchanges the invitation for the cookie; without an invitation, or with a used one, the cookie of before may still serve.
 * @param {() => void} onAway called each time the server could not be reached
 * @returns {Promise<Entry>} `fresh` when the token was accepted now
 */
export async function enter(onAway) {
  const invitation = parseInvitation(location.hash);
  if (!invitation) return { interviewId: null, language: sessionStorage.getItem("parley.language"), fresh: false };
  for (let attempt = 0; ; attempt += 1) {
    try {
      const session = await post("/v1/candidate/session", {
        interview_id: invitation.interviewId,
        candidate_token: invitation.token,
      });
      forgetInvitation();
      forgetCommands(sessionStorage);
      sessionStorage.setItem("parley.language", session.language);
      return { interviewId: session.interview_id, language: session.language, fresh: true };
    } catch (error) {
      if (error instanceof Refused) {
        forgetInvitation();
        return { interviewId: invitation.interviewId, language: null, fresh: false };
      }
      onAway();
      await sleep(delayMs(attempt, Math.random()));
    }
  }
}

function forgetInvitation() {
  history.replaceState(null, "", location.pathname + location.search);
}

/** The id that tells this tab from others; it outlives a reload. @returns {string} */
export function clientId() {
  const stored = sessionStorage.getItem("parley.client");
  if (stored) return stored;
  const made = crypto.randomUUID();
  sessionStorage.setItem("parley.client", made);
  return made;
}
