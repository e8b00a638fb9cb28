// Why: both sockets are opened by ticket and opened again after a loss, and that belongs in one place.

import { delayMs } from "./backoff.js";
import { Refused, post } from "./http.js";

/** @typedef {"session" | "taken-over" | "failed"} Refusal why no further attempt is made */
/**
 * @typedef {object} SocketHandlers
 * @property {() => void} onOpen the socket is open; say hello
 * @property {(message: Record<string, any>) => void} onMessage a text message
 * @property {() => void} onLost closed, and another attempt follows
 * @property {(refusal: Refusal) => void} onRefused closed for good
 */

const TAKEN_OVER = 4409;
/** What a second attempt can hardly mend: a few are made, since a deployment may be under way. */
const STUBBORN = new Set([4400, 4403, 4404, 4413, 4426]);
const STUBBORN_ATTEMPTS = 6;
const OPENING_MS = 10_000;

export class Socket {
  #purpose;
  #handlers;
  /** @type {WebSocket | null} */ #socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #attempt = 0;
  #stubborn = 0;
  /** Each attempt has a number; what a superseded one still reports is ignored. */
  #generation = 0;
  #running = false;
  #retryNow = () => this.#hurry();

  /** @param {"audio" | "relay"} purpose @param {SocketHandlers} handlers */
  constructor(purpose, handlers) {
    this.#purpose = purpose;
    this.#handlers = handlers;
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.#attempt = 0;
    this.#stubborn = 0;
    addEventListener("online", this.#retryNow);
    void this.#connect();
  }

  stop() {
    this.#running = false;
    removeEventListener("online", this.#retryNow);
    clearTimeout(this.#timer);
    this.#abandon();
  }

  /** The server has answered: the next loss starts with a short wait again. */
  settled() {
    this.#attempt = 0;
    this.#stubborn = 0;
  }

  /** Gives this connection up and opens another, for one that no longer moves. */
  restart() {
    if (!this.#running || !this.#socket) return;
    this.#abandon();
    this.#lost();
  }

  /** Bytes that the browser has not handed to the network yet. */
  get waitingBytes() {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** @param {Record<string, unknown> | ArrayBuffer} message */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(message instanceof ArrayBuffer ? message : JSON.stringify(message));
  }

  async #connect() {
    const generation = ++this.#generation;
    try {
      const { ticket, url } = await post("/v1/tickets", { purpose: this.#purpose });
      if (generation === this.#generation && this.#running) this.#open(url, ticket, generation);
    } catch (error) {
      if (generation !== this.#generation || !this.#running) return;
      if (error instanceof Refused) this.#refuse("session");
      else this.#lost();
    }
  }

  /** @param {string} url @param {string} ticket @param {number} generation */
  #open(url, ticket, generation) {
    const socket = new WebSocket(url, ["parley.v1", `ticket.${ticket}`]);
    this.#socket = socket;
    const isCurrent = () => generation === this.#generation && this.#running;
    const opening = setTimeout(() => socket.close(), OPENING_MS);
    socket.onopen = () => {
      clearTimeout(opening);
      if (isCurrent()) this.#handlers.onOpen();
    };
    socket.onmessage = (event) => {
      if (isCurrent() && typeof event.data === "string") this.#handlers.onMessage(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      clearTimeout(opening);
      if (isCurrent()) this.#closed(event.code);
    };
  }

  /** @param {number} code */
  #closed(code) {
    this.#socket = null;
    if (code === TAKEN_OVER) return this.#refuse("taken-over");
    if (STUBBORN.has(code) && ++this.#stubborn >= STUBBORN_ATTEMPTS) return this.#refuse("failed");
    return this.#lost();
  }

  #lost() {
    this.#handlers.onLost();
    this.#timer = setTimeout(() => void this.#connect(), delayMs(this.#attempt, Math.random()));
    this.#attempt += 1;
  }

  /** @param {Refusal} refusal */
  #refuse(refusal) {
    this.stop();
    this.#handlers.onRefused(refusal);
  }

  #hurry() {
    if (this.#socket || !this.#running) return;
    clearTimeout(this.#timer);
    void this.#connect();
  }

  #abandon() {
    this.#generation += 1;
    this.#socket?.close();
    this.#socket = null;
  }
}
