// Messages to Python.  Each stays until Python has answered it, so that none is lost between two reruns.

export class Outbox {
  constructor(send) {
    this.send = send; // (messages) => void
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
    return this.id;
  }

  flush() {
    this.send({ mount: this.mount, has: this.has, messages: this.waiting });
  }

  answered({ mount, seen }) {
    if (mount === this.mount) this.waiting = this.waiting.filter((message) => message.id > seen);
  }
}
