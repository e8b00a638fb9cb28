// Why: the two REST calls of the page fail in the same ways, so the difference between "refused" and "unreachable" is made once.

/** An answer of the server that asking again will not change (4xx other than 408 and 429). */
export class Refused extends Error {
  /** @param {number} status */
  constructor(status) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

const TEMPORARY = new Set([408, 425, 429]);

/**
 * Posts JSON and returns the answer's JSON.
 * @param {string} path
 * @param {Record<string, unknown>} body
 * @returns {Promise<Record<string, any>>} throws Refused, or Error when the server cannot be reached
 */
export async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    credentials: "same-origin",
    signal: AbortSignal.timeout(10_000),
  });
  if (response.ok) return response.json();
  if (response.status < 500 && !TEMPORARY.has(response.status)) throw new Refused(response.status);
  throw new Error(`the server answered ${response.status}`);
}
