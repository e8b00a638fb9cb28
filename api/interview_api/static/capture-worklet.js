// Why: samples leave the audio thread as 20 ms frames of PCM16, so that the page thread may be busy without losing any.

const FRAME_SAMPLES = 320;

class Capture extends AudioWorkletProcessor {
  #frame = new Int16Array(FRAME_SAMPLES);
  #length = 0;

  /** @param {Float32Array[][]} inputs */
  process(inputs) {
    const channel = inputs[0]?.[0];
    if (!channel) return true;
    for (const value of channel) {
      this.#frame[this.#length] = Math.max(-32768, Math.min(32767, Math.round(value * 32767)));
      this.#length += 1;
      if (this.#length === FRAME_SAMPLES) this.#post();
    }
    return true;
  }

  #post() {
    this.port.postMessage(this.#frame, [this.#frame.buffer]);
    this.#frame = new Int16Array(FRAME_SAMPLES);
    this.#length = 0;
  }
}

registerProcessor("parley-capture", Capture);
