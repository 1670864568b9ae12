// Deck, stage, clock and what Python says, brought together.

import { Arithmetic } from "./arithmetic.js";
import { Clock } from "./clock.js";
import { Deck } from "./deck.js";
import { Handles } from "./handles.js";
import { library } from "./library.js";
import { Link } from "./link.js";
import { Live } from "./live.js";
import { memory } from "./memory.js";
import { heard } from "./mounting.js";
import { Outbox } from "./outbox.js";
import { Stage } from "./stage.js";
import { Batch } from "./tracks.js";
import { Transport } from "./transport.js";

const HIDDEN = 1000; // ms, since a page that is not looked at has no frames

export class Player {
  constructor(parent) {
    this.root = parent.querySelector(".ov");
    this.outbox = new Outbox((messages) => this.send(messages));
    this.clock = new Clock((what) => this.ticked(what));
    this.stage = new Stage(this.root.querySelector(".ov-stage"));
    this.transport = new Transport(this.root, this.clock);
    this.deck = new Deck(this.root, {
      onGrab: (path) => this.grab(path),
      onMove: (path, index) => this.drag(path, index),
      onSet: (path, text) => this.outbox.post({ type: "set", path, text }),
      onLetGo: () => this.letGo(),
      onSlot: (slot, key) => this.outbox.post({ type: "slot", slot, key }),
      onMode: (mode) => {
        this.forget();
        this.outbox.post({ type: "mode", mode }, "mode");
      },
    });
    this.handles = new Handles(this.root, this.stage, {
      onDrag: (start) => this.dragStart(start),
      onSettle: (start) => this.outbox.post({ type: "start", start }),
    });
    this.arithmetic = new Arithmetic(this.root, {
      onOpen: (open) => this.outbox.post({ type: "arithmetic", open }, "arithmetic"),
    });
    this.stage.onMove = () => {
      this.handles.place();
      this.stage.draw(this.clock.t);
    };
    this.address = new Link(this.root.querySelector(".ov-copy"));
    this.message = this.root.querySelector(".ov-message");
    this.family = null; // { path, paths, query, batches, shapes } once it has come
    this.asked = null; // the family that is on its way
    this.pending = null; // where the thumb stood before the family came
    this.wanted = null; // the newest start whose runs have not been asked for
    this.following = false;
    this.observer = new ResizeObserver(() => this.stage.resize());
    this.observer.observe(this.stage.root);
    this.settling = Promise.resolve();
    Object.assign(this, { session: memory.session, query: memory.query });
  }

  update(data, send) {
    if (!heard(this, data, send)) return;
    if (data.revision !== this.outbox.has) {
      if (data.scene) this.settling = this.settle(data).catch((error) => this.say(error.message));
      else if (!this.outbox.waiting.length) this.outbox.post({ type: "need" });
    } else if (!this.outbox.waiting.length && !this.deck.held && !this.handles.busy) {
      this.letGo();
      if (this.stage.scene) this.handles.set(this.stage.scene.start); // or it would stay where it was refused
    }
    if (data.arithmetic && data.revision === this.revision) this.explain(data.arithmetic);
    this.link();
  }

  // A settled experiment: new figure, new tracks, same playhead.
  async settle(data) {
    const { revision, plotly, live, figure, scene, query, step } = data;
    const before = this.settling;
    this.revision = revision;
    this.outbox.has = revision;
    const parsed = JSON.parse(scene);
    const drawing = JSON.parse(figure);
    const tracks = {};
    for (const slot of ["a", "b"]) tracks[slot] = new Batch(parsed.slots[slot].track).member(0);
    if (!this.stage.scene) await this.begin(parsed, drawing, tracks, step);
    await library(plotly);
    await before;
    if (this.revision !== revision || this.stopped) return;
    this.query = memory.query = query;
    memory.mode = this.deck.mode;
    this.live ??= new Live(live);
    if (this.family && !sameBase(this.family, query)) this.forget();
    if (this.deck.held) this.grab(this.deck.held);
    await this.stage.show(parsed, drawing, tracks);
    this.clock.setSteps(parsed.steps);
    this.handles.set(parsed.start);
    this.root.dataset.revision = revision;
    this.root.classList.add("ov-ready");
    if (data.arithmetic) this.explain(data.arithmetic);
    this.stage.draw(this.clock.t);
    this.link();
  }

  // The first pictures, on the screen before Plotly begins with its own.
  begin(scene, figure, tracks, step) {
    this.stage.begin(scene, figure, tracks);
    this.clock.t = memory.times[this.outbox.cost] ?? step;
    this.clock.setSteps(scene.steps);
    this.stage.draw(this.clock.t);
    this.root.classList.add("ov-first");
    return new Promise((resolve) => {
      requestAnimationFrame(() => requestAnimationFrame(resolve));
      setTimeout(resolve, HIDDEN);
    });
  }

  say(text) {
    this.message.textContent = (text ?? "").replaceAll("`", "");
    this.message.hidden = !text;
  }

  explain(tables) {
    if (!this.stage.scene) return;
    this.arithmetic.show(tables, this.stage.scene.slots, this.stage.tracks.a.n);
    this.arithmetic.time(this.clock.t, this.clock.steps);
  }

  ticked(what) {
    if (what === "state") this.transport.show();
    else this.transport.time();
    this.stage.draw(this.clock.t);
    this.arithmetic?.time(this.clock.t, this.clock.steps);
    if (!this.clock.playing) this.link();
  }

  link() {
    if (this.query) this.address.set(this.query, Math.floor(this.clock.t));
  }

  // A slider is taken hold of: its family is asked for, unless it is there or on its way.
  async grab(path) {
    this.pending = null;
    const asked = { path, paths: this.deck.together(path), query: this.query };
    const good = (family) => family?.path === path && sameBase(family, this.query);
    if (!this.live || good(this.family) || good(this.asked)) return;
    this.asked = asked;
    const answer = await this.live.ask(asked.query, { vary: asked.paths.join() });
    if (this.asked !== asked || this.stopped) return;
    this.asked = null;
    if (!answer || !sameBase(asked, this.query)) return;
    this.family = { ...asked, ...answer };
    this.root.dataset.family = path;
    if (this.pending?.path === path && this.deck.held) this.drag(path, this.pending.index);
  }

  forget() {
    this.family = this.asked = null;
    delete this.root.dataset.family;
  }

  drag(path, index) {
    for (const other of this.deck.together(path)) if (other !== path) this.deck.follow(other, index);
    if (this.family?.path !== path) {
      this.pending = { path, index };
      return;
    }
    const { batches, shapes } = this.family;
    const ghosts = {};
    for (const [slot, batch] of Object.entries(batches)) ghosts[slot] = batch.member(index);
    this.stage.drag(ghosts, shapes ? shapes.subarray(4 * index, 4 * index + 4) : null);
    this.stage.draw(this.clock.t);
    this.root.dataset.shown = `${path}:${index}`;
  }

  letGo() {
    if (this.outbox.waiting.some((message) => message.type === "set")) return;
    this.deck.restore();
    if (!Object.keys(this.stage.ghosts).length) return;
    this.stage.drop();
    this.stage.moved();
  }

  // The start follows by round trips: one in flight, the newest wins.
  async dragStart(start) {
    this.wanted = start;
    if (this.following) return;
    this.following = true;
    while (this.wanted && this.handles.busy && !this.stopped) {
      const asked = this.wanted;
      this.wanted = null;
      const answer = await this.live.ask(this.query, { start: asked.join() });
      if (answer && this.handles.busy && !this.stopped) this.preview(asked, answer.batches);
    }
    this.wanted = null;
    this.following = false;
  }

  preview(start, batches) {
    this.stage.drag({ a: batches.a.member(0), b: batches.b.member(0) });
    this.stage.draw(this.clock.t);
    this.root.dataset.preview = start.join(",");
  }

  // Whoever comes back from another page finds the playhead where it was.
  stop() {
    memory.times[this.outbox.cost] = this.clock.t;
    this.outbox.leave();
    this.stopped = true;
    this.outbox.stop();
    this.clock.stop();
    this.transport.stop();
    this.observer.disconnect();
    this.address.stop();
    if (this.stage.plot._fullLayout) globalThis.Plotly.purge(this.stage.plot);
  }
}

// A family stays good as long as nothing but its own slider has moved.
function sameBase(family, query) {
  const rest = (text) => {
    const fields = new URLSearchParams(text);
    for (const path of family.paths) fields.delete(path);
    return fields.toString();
  };
  return rest(family.query) === rest(query);
}
