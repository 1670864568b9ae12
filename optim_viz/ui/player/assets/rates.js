// The learning-rate page: the deck, and charts that are asked of the server by requests of their own.

import { Deck } from "./deck.js";
import { Fan } from "./fan.js";
import { items } from "./inscribed.js";
import { Chart } from "./chart.js";
import { Link } from "./link.js";
import { Map2d } from "./map.js";
import { memory } from "./memory.js";
import { heard, mounting } from "./mounting.js";
import { Outbox } from "./outbox.js";
import { library } from "./library.js";

const MAPS = ["map-a", "map-b", "map-beta1", "map-beta2"];
const LONG = 500; // ms after which someone who waits wants to see why
const PATIENCE = 3000; // ms until a server that does not answer is asked again
const NARROW = 800; // pixels under which the small charts stand below each other

class Rates {
  constructor(parent) {
    this.root = parent.querySelector(".ov");
    const find = (selector) => this.root.querySelector(selector);
    const post = (message) => this.outbox.post(message);
    this.outbox = new Outbox((messages) => this.send(messages));
    this.deck = new Deck(this.root, {
      onGrab: () => {},
      onMove: (path, index) => this.drag(path, index),
      onSet: (path, text) => post({ type: "set", ...this.setting(path, text) }),
      onLetGo: () => this.letGo(),
      onSlot: (slot, key) => post({ type: "slot", slot, key }),
      onMode: (mode) => this.outbox.post({ type: "mode", mode }, "mode"),
    });
    this.address = new Link(find(".ov-copy"));
    this.message = find(".ov-message");
    this.words = find(".ov-words-robust");
    this.busyBar = find(".ov-busy");
    this.robustness = new Chart(find("[data-chart=robustness]"));
    this.multiples = new Chart(find("[data-chart=multiples]"));
    this.fan = new Fan(find(".ov-fan"), this.root);
    const load = (cell) => post({ type: "load", ...cell });
    this.maps = MAPS.map((name) => new Map2d(find(".ov-maps"), name, load));
    find(".ov-best").addEventListener("click", () => post({ type: "load", best: true }));
    find(".ov-ratio").addEventListener("change", () => {
      if (this.cancel) this.showFan(this.cancel.signal);
    });
    this.ratio = find(".ov-ratio");
    this.seen = new WeakSet();
    this.watcher = new IntersectionObserver((entries) => this.looked(entries), { rootMargin: "400px" });
    this.parts = [
      [find("[data-chart=multiples]"), (signal) => this.showMultiples(signal)],
      [find(".ov-fan"), (signal) => this.showFan(signal)],
      ...this.maps.map((map) => [map.element, (signal) => map.show((chart, more) => this.ask(chart, more, signal))]),
    ];
    for (const [element] of this.parts) this.watcher.observe(element);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.root);
    this.width = 0;
    Object.assign(this, { session: memory.session, query: memory.query });
  }

  update(data, send) {
    if (!heard(this, data, send)) return;
    if (data.revision === this.outbox.has) return;
    this.outbox.has = data.revision;
    Object.assign(memory, { query: data.query, mode: data.deck.mode });
    Object.assign(this, { query: data.query, mode: data.mode, url: new URL(data.charts, document.baseURI) });
    this.address.set(this.query, 0);
    this.ready ??= library(data.plotly);
    this.ready.then(() => this.refresh()).catch((error) => this.say(error.message));
  }

  say(text) {
    this.message.textContent = (text ?? "").replaceAll("`", "");
    this.message.hidden = !text;
  }

  // The server is gone, perhaps for a moment.
  lost() {
    this.say("The server does not answer; the charts are those of before.");
    this.silent = true;
    clearTimeout(this.again);
    this.again = setTimeout(() => this.refresh(), PATIENCE);
  }

  found() {
    if (this.silent) this.say("");
    this.silent = false;
  }

  // One answer of the server; nothing when the page has moved on.
  async ask(chart, more, signal) {
    const fields = new URLSearchParams(more.query ?? this.query);
    for (const [key, value] of Object.entries({ chart, mode: this.mode, ...more })) if (key !== "query") fields.set(key, value);
    try {
      const answer = await fetch(`${this.url}?${fields}`, { signal });
      this.found();
      if (answer.ok) return await answer.json();
      this.say(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.lost();
    }
    return null;
  }

  // Everything anew, what is on the screen first; what was being asked for is dropped.
  async refresh() {
    if (this.stopped) return;
    this.wanted = null;
    this.cancel?.abort();
    this.cancel = new AbortController();
    const { signal } = this.cancel;
    this.fresh = new WeakSet();
    const drawn = await this.showRobustness({}, signal);
    if (!drawn || signal.aborted) return;
    this.root.dataset.revision = this.query;
    await this.showFormula(signal);
    await this.rest(signal);
  }

  // One part after the other, those on the screen first come; a hidden one may have something to show again.
  async rest(signal) {
    if (this.busy === signal) return;
    this.busy = signal;
    const next = () =>
      this.parts.find(([element]) => !this.fresh.has(element) && (this.seen.has(element) || element.hidden));
    try {
      for (let part = next(); part && !signal.aborted; part = next()) {
        this.fresh.add(part[0]);
        await part[1](signal);
      }
    } finally {
      if (this.busy === signal) this.busy = null;
    }
  }

  looked(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.seen.add(target);
      else this.seen.delete(target);
    }
    if (this.cancel && this.fresh) this.rest(this.cancel.signal);
  }

  async showRobustness(more, signal) {
    const late = setTimeout(() => (this.busyBar.hidden = false), LONG);
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const answer = await this.ask("robustness", more, signal);
    clearTimeout(late);
    this.busyBar.hidden = true;
    // An answer that a later question has overtaken is dropped.
    if (!answer || signal?.aborted || this.stopped || turn !== this.turn) return false;
    this.drawn = more.query ?? this.query;
    await this.robustness.draw(answer.figure);
    // Until the formula's sentence is there again, what stands below stays where it is.
    this.words.style.minHeight = `${this.words.getBoundingClientRect().height}px`;
    this.words.replaceChildren(...items(answer.words));
    this.root.classList.add("ov-ready");
    return true;
  }

  async showFormula(signal) {
    const answer = await this.ask("formula", {}, signal);
    if (!answer || signal.aborted) return;
    this.words.append(...items(answer.words));
    this.words.style.minHeight = "";
  }

  async showMultiples(signal) {
    const narrow = (this.narrow = this.root.clientWidth < NARROW);
    const answer = await this.ask("multiples", { narrow: Number(narrow) }, signal);
    if (answer && !signal.aborted && narrow === this.narrow) await this.multiples.draw(answer.figure);
  }

  async showFan(signal) {
    const ratio = this.ratio.value;
    const answer = await this.ask("fan", { ratio }, signal);
    // Another one may have been chosen since.
    if (answer && !signal.aborted && ratio === this.ratio.value) await this.fan.show(answer);
  }

  // While a slider is dragged the chart follows: one request in flight, the newest position wins.
  async drag(path, index) {
    const together = this.deck.together(path);
    for (const other of together) if (other !== path) this.deck.follow(other, index);
    const setting = this.setting(path, this.deck.controls.get(path).data.positions[index]);
    const fields = new URLSearchParams(this.query);
    for (const each of together) fields.set(each === path ? setting.path : each, setting.text);
    this.wanted = fields.toString();
    if (this.following) return;
    this.following = true;
    try {
      while (this.wanted && !this.stopped) {
        const query = this.wanted;
        this.wanted = null;
        await this.showRobustness({ query });
        this.root.dataset.shown = query;
      }
    } finally {
      this.following = false;
    }
  }

  // What a control says as a part of the link: there, both coordinates of the start are one setting.
  setting(path, text) {
    if (!path.startsWith("start.")) return { path, text };
    const others = [...this.deck.controls].filter(([each]) => each.startsWith("start."));
    return { path: "start", text: others.map(([each, { field }]) => (each === path ? text : field.value)).join(",") };
  }

  letGo() {
    if (this.outbox.waiting.some((message) => message.type === "set")) return;
    this.deck.restore();
    this.wanted = null;
    if (this.ready && this.drawn !== this.query) this.refresh();
  }

  resize() {
    const width = this.root.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    for (const chart of [this.robustness, this.multiples, this.fan, ...this.maps]) chart.resize();
    if (this.narrow !== undefined && this.narrow !== width < NARROW) this.showMultiples(this.cancel.signal);
  }

  stop() {
    this.stopped = true;
    this.outbox.waiting = this.outbox.waiting.filter(({ type }) => type !== "load");
    this.outbox.leave();
    clearTimeout(this.again);
    this.cancel?.abort();
    this.outbox.stop();
    this.address.stop();
    this.watcher.disconnect();
    this.observer.disconnect();
    this.fan.stop();
    for (const plot of this.root.querySelectorAll(".ov-plot")) if (plot._fullLayout) globalThis.Plotly.purge(plot);
  }
}

export default mounting(Rates);
