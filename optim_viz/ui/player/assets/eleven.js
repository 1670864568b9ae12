// The page of eleven learning rates: deck, clock, and the pictures of a study, which are asked of the server.

import { Board } from "./board.js";
import { Clock } from "./clock.js";
import { Deck } from "./deck.js";
import { Following } from "./following.js";
import { library } from "./library.js";
import { Link } from "./link.js";
import { memory } from "./memory.js";
import { heard, mounting } from "./mounting.js";
import { Outbox } from "./outbox.js";
import { BARS, COST, NARROW, WINDOWS } from "./rows.js";
import { Run } from "./study.js";
import { Transport } from "./transport.js";

const PATIENCE = 3000; // ms until a server that does not answer is asked again

class Eleven {
  constructor(parent) {
    this.root = parent.querySelector(".ov");
    const find = (selector) => this.root.querySelector(selector);
    this.outbox = new Outbox((messages) => this.send(messages));
    this.clock = new Clock((what) => this.ticked(what));
    this.transport = new Transport(this.root, this.clock);
    this.board = new Board(find(".ov-board"), { onLit: () => this.following.show() });
    this.board.onMove = () => this.place();
    this.following = new Following(find(".ov-follow"), this.board);
    this.deck = new Deck(this.root, {
      onGrab: () => {},
      onMove: (path, index) => this.drag(path, index),
      onSet: (path, text) => this.outbox.post({ type: "set", path, text }),
      onLetGo: () => this.letGo(),
      onSlot: (slot, key) => this.outbox.post({ type: "slot", slot, key }),
      onMode: (mode) => this.outbox.post({ type: "mode", mode }, "mode"),
    });
    this.address = new Link(find(".ov-copy"));
    this.message = find(".ov-message");
    this.measure = find(".ov-measure");
    this.window = find(".ov-window");
    this.optimum = find(".ov-window [value=optimum] + span");
    this.fates = find(".ov-fates");
    this.pair = [find(".ov-across"), find(".ov-up")];
    this.measure.addEventListener("change", (event) => this.board.measureBy(event.target.value));
    this.window.addEventListener("change", (event) => this.choose(event.target));
    this.observer = new ResizeObserver(() => this.board.resize());
    this.observer.observe(this.board.root);
    Object.assign(this, { session: memory.session, query: memory.query, names: "", drawn: null });
  }

  update(data, send) {
    if (!heard(this, data, send)) return;
    this.root.classList.toggle("ov-no-best", !data.best);
    if (data.revision === this.outbox.has) {
      if (!this.outbox.waiting.length && !this.deck.held) this.letGo();
      return;
    }
    this.outbox.has = data.revision;
    Object.assign(memory, { query: data.query, mode: data.deck.mode });
    Object.assign(this, { query: data.query, mode: data.mode, url: new URL(data.pictures, document.baseURI) });
    if (this.opening === undefined) this.open({ step: data.step, window: memory.window ?? data.window });
    this.plotly = data.plotly;
    this.refresh();
  }

  // What the link says of clock and windows.
  open({ step, window }) {
    this.opening = step;
    const [, pair, present] = /^(\d+,\d+)(,present)?$/.exec(window) ?? [];
    if (pair) this.chosen = pair.split(",").map(Number);
    if (present) this.window.querySelector("[value=present]").checked = true;
  }

  say(text) {
    this.message.textContent = (text ?? "").replaceAll("`", "");
    this.message.hidden = !text;
  }

  // One answer of the server; nothing when the page has moved on.
  async ask(query, part, more, signal) {
    const fields = new URLSearchParams(query);
    for (const [key, value] of Object.entries({ part, mode: this.mode, ...more })) fields.set(key, value);
    try {
      const answer = await fetch(`${this.url}?${fields}`, { signal });
      if (this.silent) this.say("");
      this.silent = false;
      if (answer.ok) return await answer.json();
      this.say(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.lost();
    }
    return null;
  }

  // The server is gone, perhaps for a moment.
  lost() {
    this.say("The server does not answer; the pictures are those of before.");
    this.silent = true;
    clearTimeout(this.again);
    this.again = setTimeout(() => this.refresh(), PATIENCE);
  }

  // Everything anew for what has settled.
  async refresh() {
    if (this.stopped) return;
    this.wanted = null;
    this.cancel?.abort();
    this.cancel = new AbortController();
    const { signal } = this.cancel;
    const { query, mode } = this;
    const slots = concerned(this.drawn, query).join();
    const { looking } = this;
    const answer = await this.ask(query, "everything", { ...looking, slots }, signal);
    if (!answer || signal.aborted || this.stopped) return;
    const first = !this.board.scene;
    this.board.take(answer);
    this.drawn = query;
    this.looked = JSON.stringify(looking);
    this.offer(answer);
    if (first) {
      this.clock.t = memory.times[this.outbox.cost] ?? this.opening ?? 0;
      this.clock.setSteps(answer.study.steps);
      this.board.begin();
      this.board.draw(this.clock.t);
      this.place();
      this.root.classList.add("ov-first");
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    try {
      await library(this.plotly);
    } catch (error) {
      this.say(error.message);
      return;
    }
    if (signal.aborted || this.stopped) return;
    await this.board.show();
    this.clock.setSteps(answer.study.steps);
    this.board.draw(this.clock.t);
    this.following.show();
    this.tell();
    this.root.classList.add("ov-ready");
    this.root.dataset.revision = `${query} ${mode}`;
    this.link();
    this.followWindow();
  }

  // The menus of parameters, filled anew when these are others.
  offer({ study, windows }) {
    const names = study.names.join("\n");
    if (names !== this.names) {
      if (this.names) this.chosen = null;
      this.names = names;
      for (const menu of this.pair)
        menu.replaceChildren(...study.names.map((name, j) => new Option(`w${study.symbols[j]} ${name}`, j)));
      this.following.offer(study);
    }
    if (this.chosen) this.chosen = windows.pair;
    windows.pair.forEach((j, at) => (this.pair[at].value = j));
    this.optimum.textContent = study.minimum ? "at their optimum" : "as at the last step";
  }

  // What the windows show, as fields of a question.
  get looking() {
    const pair = this.chosen ? { pair: this.chosen.join() } : {};
    // Where the others are at their optimum, no step matters.
    const step = this.others === "present" ? { step: Math.floor(this.clock.t) } : {};
    return { ...pair, others: this.others, ...step };
  }

  get others() {
    return this.window.querySelector("input:checked").value;
  }

  choose(target) {
    if (target.tagName === "SELECT") {
      const [across, up] = this.pair.map((menu) => Number(menu.value));
      // One parameter has one place: the menu that had it takes the other's.
      const before = this.board.windows.pair;
      this.chosen = across !== up ? [across, up] : target === this.pair[0] ? [across, before[0]] : [before[1], up];
    }
    this.lookAnew();
  }

  // Level lines anew: one question in flight, the newest step wins.
  async lookAnew() {
    this.anew = true;
    if (this.asking) return;
    this.asking = true;
    while (this.anew && !this.stopped) {
      this.anew = false;
      // About what is on the screen: what has been settled since brings level lines of its own.
      const { drawn, looking } = this;
      this.looked = JSON.stringify(looking);
      const windows = await this.ask(drawn, "windows", looking);
      if (!windows || drawn !== this.drawn || this.stopped) continue;
      windows.pair.forEach((j, at) => (this.pair[at].value = j));
      await this.board.look(windows);
      this.link();
      this.root.dataset.window = `${windows.pair} ${windows.others}`;
    }
    this.asking = false;
  }

  // While the other parameters are those of the present step, the level lines go along with the clock.
  followWindow() {
    if (this.drawn && JSON.stringify(this.looking) !== this.looked) this.lookAnew();
  }

  ticked(what) {
    if (what === "state") this.transport.show();
    else this.transport.time();
    this.board.draw(this.clock.t);
    this.following?.show();
    this.followWindow();
    if (!this.clock.playing) this.link();
  }

  link() {
    if (!this.query || !this.drawn) return;
    this.address.set(this.query, Math.floor(this.clock.t), this.looksAt);
  }

  // What the windows show, where it is not the usual, as a link says it.
  get looksAt() {
    const present = this.others === "present" ? ",present" : "";
    return this.chosen || present ? `${this.board.windows.pair}${present}` : "";
  }

  // What became of runs whose numbers have ended.
  tell() {
    for (const slot of ["a", "b"]) {
      const { fate } = this.board.run(slot);
      this.fates.querySelector(`.ov-fate-${slot}`).textContent = fate ? `${this.board.scene.slots[slot].name}: ${fate}` : "";
    }
  }

  // While a slider is dragged the runs follow: one question in flight, the newest position wins.
  async drag(path, index) {
    const together = this.deck.together(path);
    for (const other of together) if (other !== path) this.deck.follow(other, index);
    const fields = new URLSearchParams(this.query);
    for (const each of together) fields.set(each, this.deck.controls.get(path).data.positions[index]);
    const slots = [...new Set(together.map((each) => each[0]))];
    this.wanted = { query: fields.toString(), slots };
    if (this.busy) return;
    this.busy = true;
    document.body.classList.add("ov-dragging");
    while (this.wanted && !this.stopped) {
      const { query, slots: asked } = this.wanted;
      this.wanted = null;
      const answer = await this.ask(query, "runs", { slots: asked.join() });
      if (!answer || !this.deck.held) continue;
      this.board.drag(Object.fromEntries(Object.entries(answer.tracks).map(([slot, run]) => [slot, new Run(run)])));
      this.tell();
      this.root.dataset.shown = query;
    }
    this.busy = false;
  }

  letGo() {
    if (this.outbox.waiting.some((message) => message.type === "set")) return;
    this.deck.restore();
    this.wanted = null;
    document.body.classList.remove("ov-dragging");
    if (!Object.keys(this.board.ghosts).length) return;
    this.board.drop();
    this.tell();
  }

  // What belongs to a panel stands at it.
  place() {
    const cost = this.board.axes(COST).frame;
    const narrow = this.board.width < NARROW;
    const lift = narrow ? 26 : 3; // above the heading, or beside it
    Object.assign(this.measure.style, { left: `${cost.left + cost.width}px`, top: `${cost.top - lift}px` });
    const { top } = this.board.axes(WINDOWS.a).frame;
    // It grows upwards, where it takes several lines.
    Object.assign(this.window.style, { top: `${top - 28}px` });
    const bars = this.board.axes(BARS).frame;
    Object.assign(this.fates.style, { left: `${bars.left + bars.width}px`, top: `${bars.top}px` });
  }

  stop() {
    this.stopped = true;
    if (this.drawn) {
      memory.times[this.outbox.cost] = this.clock.t;
      memory.window = this.looksAt;
    }
    this.outbox.leave();
    clearTimeout(this.again);
    this.cancel?.abort();
    document.body.classList.remove("ov-dragging");
    this.outbox.stop();
    this.clock.stop();
    this.transport.stop();
    this.observer.disconnect();
    this.address.stop();
    this.board.stop();
  }
}

// The contenders whose run is another one under the new link; both, where more has changed.
function concerned(before, after) {
  if (before === null) return ["a", "b"];
  const [old, now] = [before, after].map((text) => new URLSearchParams(text));
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key));
  const slots = new Set(changed.map((key) => (/^[ab](\.|$)/.test(key) ? key[0] : "f")));
  return slots.has("f") ? ["a", "b"] : [...slots];
}

export default mounting(Eleven);
