// Messages to Python.  Each stays until Python has answered it, so that none is lost between two reruns.

import { memory } from "./memory.js";

const PATIENCE = 3000;

// The messages that change something.
export const CHANGES = new Set(["set", "start", "slot", "mode", "load"]);

export class Outbox {
  constructor(send) {
    this.send = send; // (messages) => void
    this.mount = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
    this.id = 0;
    this.waiting = [];
    this.has = null; // the revision that is on the screen
    this.cost = null; // what the page is about
  }

  // `replaces` names a kind of message of which only the newest counts.
  post(message, replaces = null) {
    this.id += 1;
    if (replaces) this.waiting = this.waiting.filter((m) => m.type !== replaces);
    this.waiting.push({ ...message, id: this.id });
    this.flush();
    this.watch();
    return this.id;
  }

  flush() {
    this.send({ mount: this.mount, has: this.has, messages: this.waiting });
  }

  answered({ mount, seen }) {
    if (mount !== this.mount) return;
    this.waiting = this.waiting.filter((message) => message.id > seen);
    this.watch();
  }

  // The changes that whoever stood here before, on a page about the same cost, had no answer to.
  inherit() {
    for (const { id, ...message } of this.left()) if (CHANGES.has(message.type)) this.post(message);
  }

  // What is left to others, and taken from them.
  leave() {
    memory.waiting.push(...this.waiting.map((message) => ({ ...message, cost: this.cost })));
  }

  left() {
    const mine = memory.waiting.filter(({ cost }) => cost === this.cost);
    memory.waiting = memory.waiting.filter(({ cost }) => cost !== this.cost);
    return mine.map(({ cost, ...message }) => message);
  }

  // To a session that has not heard of this page, as after a restart of the server: first where things stand, then
  // the changes that are waiting, also those of whoever stood here before.
  resume(query, mode) {
    const waiting = [...this.left(), ...this.waiting].filter(({ type }) => CHANGES.has(type));
    const stands = { type: "resume", query, mode: mode ?? memory.mode };
    this.waiting = [stands, ...waiting].map((each) => ({ ...each, id: ++this.id }));
    this.flush();
    this.watch();
  }

  watch() {
    clearTimeout(this.timer);
    if (!this.waiting.length) return;
    this.timer = setTimeout(() => {
      revive();
      this.watch();
    }, PATIENCE);
  }

  stop() {
    clearTimeout(this.timer);
  }
}

// A session that does not know the page cannot answer it: running all of it makes them known to each other.
function revive() {
  document.querySelector(".st-key-revive button")?.click();
}
