// Why: captions and questions come down over a socket of their own, and a lost one costs display only.

import { NOTHING_YET, reduce } from "./captions.js";
import { Socket } from "./socket.js";
import { PROTOCOL_VERSION } from "./wire.js";

/** @typedef {"connecting" | "live" | "reconnecting" | import("./socket.js").Refusal} RelayConnection */

export class Relay {
  state = NOTHING_YET;
  /** @type {RelayConnection} */ connection = "connecting";
  #onChange;
  #socket;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
    this.#socket = new Socket("relay", {
      onOpen: () => this.#socket.send({ type: "hello", version: PROTOCOL_VERSION }),
      onMessage: (message) => this.#receive(message),
      onLost: () => this.#become("reconnecting"),
      onRefused: (refusal) => this.#become(refusal),
    });
  }

  start() {
    this.#socket.start();
  }

  stop() {
    this.#socket.stop();
  }

  /** @param {Record<string, any>} message */
  #receive(message) {
    if (message.type === "snapshot") {
      this.#socket.settled();
      this.connection = "live";
    }
    this.state = reduce(this.state, message);
    this.#onChange();
  }

  /** @param {RelayConnection} connection */
  #become(connection) {
    this.connection = connection;
    this.#onChange();
  }
}
