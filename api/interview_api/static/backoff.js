// Why: thousands of pages that lost one server must not come back in the same instant.

const FIRST_MS = 250;
const LONGEST_MS = 8_000;

/**
 * How long to wait before attempt `attempt` (0 is the first repeat): exponential, the upper half of it random.
 * @param {number} attempt
 * @param {number} random 0 up to, not including, 1
 * @returns {number} milliseconds
 */
export function delayMs(attempt, random) {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return whole / 2 + (whole / 2) * random;
}

/** @param {number} ms @returns {Promise<void>} */
export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
