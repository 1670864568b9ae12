// Messages to Python.  Each stays until Python has answered it, so that none is lost between two reruns.

const PATIENCE = 3000;

export class Outbox {
  constructor(send, onSilence) {
    this.send = send; // (messages) => void
    this.onSilence = onSilence; // called while a message finds no answer
    this.mount = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
    this.id = 0;
    this.waiting = [];
    this.has = null; // the revision that is on the screen
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

  // To a session that has not heard of this player: first where things stand, then the changes that are waiting.
  resume(message, changes) {
    const waiting = this.waiting.filter(({ type }) => changes.has(type));
    this.waiting = [message, ...waiting].map((each) => ({ ...each, id: ++this.id }));
    this.flush();
    this.watch();
  }

  watch() {
    clearTimeout(this.timer);
    if (!this.waiting.length) return;
    this.timer = setTimeout(() => {
      this.onSilence();
      this.watch();
    }, PATIENCE);
  }

  stop() {
    clearTimeout(this.timer);
  }
}
