// Why: a final is written into the page once, so that a screen reader says it once and twenty minutes of words stay cheap.

/** @typedef {import("./captions.js").Final} Final */
/** @typedef {import("./captions.js").Partial} Partial */

const NEAR_END_PX = 48;

export class CaptionView {
  #box = element("captions");
  #finals = element("finals");
  #stable = element("stable");
  #tentative = element("tentative");
  /** @type {Map<number, HTMLElement>} */ #shown = new Map();

  /** @param {readonly Final[]} finals @param {readonly Partial[]} partials */
  render(finals, partials) {
    const isAtEnd = this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight < NEAR_END_PX;
    this.#removeOthers(new Set(finals.map((final) => final.from_sample)));
    for (const final of finals) if (!this.#shown.has(final.from_sample)) this.#insert(final);
    setText(this.#stable, partials.map((partial) => partial.stable_text).filter(Boolean).join(" "));
    const tentative = partials.map((partial) => partial.tentative_text).filter(Boolean).join(" ");
    setText(this.#tentative, tentative && this.#stable.textContent ? ` ${tentative}` : tentative);
    if (isAtEnd) this.#box.scrollTop = this.#box.scrollHeight;
  }

  /** @param {Set<number>} kept */
  #removeOthers(kept) {
    for (const [fromSample, node] of this.#shown) {
      if (kept.has(fromSample)) continue;
      node.remove();
      this.#shown.delete(fromSample);
    }
  }

  /** @param {Final} final */
  #insert(final) {
    const node = document.createElement("span");
    node.textContent = `${final.text} `;
    node.dataset.from = String(final.from_sample);
    const later = [...this.#finals.children].find((other) => Number(/** @type {HTMLElement} */ (other).dataset.from) > final.from_sample);
    this.#finals.insertBefore(node, later ?? null);
    this.#shown.set(final.from_sample, node);
  }
}

/** @param {string} id @returns {HTMLElement} */
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/** @param {HTMLElement} node @param {string} text written only when it differs, so that nothing is announced twice */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
