// Why: the binary audio message has one layout, docs/protocol.md, and one place that writes it.

export const PROTOCOL_VERSION = 1;
export const SAMPLE_RATE = 16_000;
export const HEADER_BYTES = 24;
const KIND_AUDIO = 1;

/**
 * @typedef {object} AudioMessage
 * @property {number} startSample absolute position in the interview
 * @property {number} capturedAtMs Unix time of the first sample
 * @property {Int16Array} samples PCM16 mono, 16 kHz
 */

/**
 * Writes the 24 byte header and the samples, little endian.
 * @param {number} seq from 0 in each connection
 * @param {AudioMessage} message
 * @returns {ArrayBuffer}
 */
export function encodeAudio(seq, { startSample, capturedAtMs, samples }) {
  const buffer = new ArrayBuffer(HEADER_BYTES + samples.length * 2);
  const view = new DataView(buffer);
  view.setUint8(0, PROTOCOL_VERSION);
  view.setUint8(1, KIND_AUDIO);
  view.setUint16(2, 0, true);
  view.setUint32(4, seq, true);
  view.setBigUint64(8, BigInt(startSample), true);
  view.setBigUint64(16, BigInt(Math.round(capturedAtMs)), true);
  for (let index = 0; index < samples.length; index += 1) view.setInt16(HEADER_BYTES + index * 2, samples[index], true);
  return buffer;
}
