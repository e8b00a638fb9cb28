// Why: after an outage the page catches up fast, yet never faster than the gateway allows (4x real time).

const SAMPLES_PER_MS = (16_000 * 3.5) / 1_000;
const BURST_SAMPLES = 8_000;

/** A token bucket counted in samples. */
export class Pacer {
  #tokens = BURST_SAMPLES;
  #filledAtMs = 0;

  /**
   * Whether `samples` may go now; if so they are taken from the bucket.
   * @param {number} samples
   * @param {number} nowMs a steady clock
   */
  allow(samples, nowMs) {
    this.#tokens = Math.min(BURST_SAMPLES, this.#tokens + Math.max(0, nowMs - this.#filledAtMs) * SAMPLES_PER_MS);
    this.#filledAtMs = nowMs;
    if (this.#tokens < samples) return false;
    this.#tokens -= samples;
    return true;
  }
}
