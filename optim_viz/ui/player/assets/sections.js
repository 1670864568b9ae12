// Parts of a page that are asked for when they are on the screen, and anew while what they show goes on.

const PAUSE = 1200; // ms between two rounds while it goes on: they are looked at, not watched

export class Sections {
  // `ask(part, have)` gives an answer, `{ same }` where `have` names what is there, `{ missing }` where nothing is.
  constructor(ask, parts) {
    this.ask = ask;
    this.parts = parts.map(([name, element, Kind]) => ({ name, element, view: new Kind(element), have: "", seen: false }));
    for (const { element } of this.parts) element.hidden = true;
    this.watcher = new IntersectionObserver((entries) => this.looked(entries), { rootMargin: "300px" });
    for (const { element } of this.parts) this.watcher.observe(element);
  }

  // There may be something new; `over` says that it will be the last.
  refresh(over) {
    this.over = over;
    this.fresh = false;
    // A part that is not there yet cannot be seen.
    if (this.busy) return;
    const wait = over ? 0 : Math.max(0, (this.last ?? 0) + PAUSE - performance.now());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.round(), wait);
  }

  looked(entries) {
    for (const { target, isIntersecting } of entries) {
      const part = this.parts.find(({ element }) => element === target);
      part.seen = isIntersecting;
    }
    if (this.over !== undefined) this.refresh(this.over);
  }

  async round() {
    if (this.stopped) return;
    this.busy = this.fresh = true;
    try {
      for (const part of this.parts) if (part.seen || part.element.hidden) await this.look(part);
    } finally {
      this.busy = false;
      this.last = performance.now();
    }
    if (!this.fresh && !this.stopped) this.refresh(this.over);
  }

  async look(part) {
    const answer = await this.ask(part.name, part.have);
    if (this.stopped || !answer || answer.same) return;
    part.have = answer.version;
    part.element.hidden = Boolean(answer.missing);
    if (!answer.missing) await part.view.show(answer);
    part.element.dataset.version = answer.version;
  }

  resize() {
    for (const { view, element } of this.parts) if (!element.hidden) view.resize();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.watcher.disconnect();
    for (const { view } of this.parts) view.stop();
  }
}
