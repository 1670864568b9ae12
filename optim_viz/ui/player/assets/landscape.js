// The loss over a plane through the weights, on which both trainings walk; asked of the server when it is looked at.

import { Clock } from "./clock.js";
import { listed } from "./inscribed.js";
import { memory } from "./memory.js";
import { show } from "./numbers.js";
import { Terrain } from "./terrain.js";
import { Transport } from "./transport.js";
import { inView } from "./view.js";

const OFTEN = 250; // ms between two questions while it is being drawn
const PATIENCE = 3000; // ms until a server that does not answer is asked again
const SEEDS = 1000000;

export class Landscape {
  // `ask(fields)` gives an answer of the server, or null where there is none.
  constructor(section, ask) {
    this.section = section;
    this.ask = ask;
    const find = (selector) => section.querySelector(selector);
    this.planes = find(".ov-planes");
    this.other = find(".ov-other");
    this.note = find(".ov-note");
    this.retry = find(".ov-again");
    this.losses = { a: find(".ov-losses-a"), b: find(".ov-losses-b") };
    this.words = find(".ov-words-landscape");
    // The page has its link elsewhere.
    find(".ov-copy").remove();
    this.terrain = new Terrain(find(".ov-terrain"));
    this.clock = new Clock((what) => this.ticked(what));
    this.controls = find(".ov-clock");
    this.transport = new Transport(section, this.clock, () => this.drawn && !this.controls.inert && inView(this.terrain.stage));
    this.clock.speed = this.transport.speed.value = "whole";
    const { plane = "principal", seed = 0, time = 0, training = null } = memory.landscape ?? {};
    Object.assign(this, { plane, seed, training });
    this.clock.t = time;
    find(`[name=ov-plane][value=${plane}]`).checked = true;
    this.planes.addEventListener("change", (event) => this.choose(event.target.value, 0));
    this.other.addEventListener("click", () => this.choose(this.plane, (this.seed + 1) % SEEDS));
    this.retry.addEventListener("click", () => this.anew());
    this.observer = new IntersectionObserver((entries) => {
      this.seen = entries.at(-1).isIntersecting;
      this.look();
    });
    this.observer.observe(section);
  }

  // What was trained is another one, or the look of the page is.
  stale(version) {
    this.version = version;
    this.look();
  }

  choose(plane, seed) {
    // Who chooses the one before again, while another is on its way, is to see it again.
    Object.assign(this, { plane, seed, shown: null });
    if (this.drawn) this.hold();
    this.look();
  }

  anew() {
    Object.assign(this, { again: true, shown: null });
    this.look();
  }

  get wanted() {
    return `${this.version} ${this.plane} ${this.seed}`;
  }

  // One question after the other until what is wanted stands there, as long as somebody sees it.
  async look() {
    if (this.asking || !this.version) return;
    this.asking = true;
    try {
      while (this.seen && !this.stopped && this.wanted !== this.shown) await this.once();
    } finally {
      this.asking = false;
    }
  }

  async once() {
    const { wanted, plane, seed } = this;
    const fields = { plane, seed, have: this.have ?? "", again: Number(this.again ?? false) };
    this.again = false;
    const answer = await this.ask(fields);
    // What was asked for may have been left by now.
    if (this.stopped || wanted !== this.wanted) return;
    if (answer && !answer.pending) {
      await this.show(answer);
      this.shown = wanted;
      return;
    }
    this.tell(this.drawn ? "pending" : "empty", answer?.pending ?? "There was no answer; it is asked for again.");
    await new Promise((resolve) => setTimeout(resolve, answer ? OFTEN : PATIENCE));
  }

  async show({ same, missing, again, version, training, names, figure, landscape, words }) {
    if (same) {
      this.tell("drawn");
      this.release();
      return;
    }
    if (missing) {
      this.clock.pause();
      Object.assign(this, { drawn: false, have: null, held: false });
      // Where there are trainings, the other planes stay to choose from.
      this.tell(names ? "empty" : "missing", missing, again);
      if (names) this.name(names);
      return;
    }
    this.name(names);
    this.tell("drawn");
    listed(this.words, words);
    await this.terrain.show(figure, landscape);
    Object.assign(this, { drawn: true, have: version });
    if (training !== this.training) {
      this.training = training;
      this.clock.pause();
      this.held = false;
      this.clock.t = 0;
    }
    this.clock.setSteps(landscape.steps);
    this.release();
    this.section.dataset.version = version;
  }

  // Over what is drawn, or in its place.
  tell(shown, text = "", again = false) {
    this.section.dataset.shown = shown;
    this.note.textContent = text.replaceAll("`", "");
    this.retry.hidden = !again;
    // Its place stays, or all below would move.
    this.other.style.visibility = this.plane === "principal" ? "hidden" : "";
    if (shown === "pending") this.hold();
  }

  // Paths on another plane than the chosen one do not go on under its name.
  hold() {
    this.held ||= this.clock.playing;
    this.clock.pause();
    this.controls.inert = true;
  }

  // What is chosen is drawn: the clock goes on if it went before.
  release() {
    this.controls.inert = false;
    if (this.held) this.clock.play();
    this.held = false;
  }

  name(names) {
    for (const [slot, name] of Object.entries(names))
      this.planes.querySelector(`[value=random-${slot}] + span`).textContent = `random plane around ${name}`;
  }

  ticked(what) {
    if (what === "state") this.transport.show();
    else this.transport.time();
    if (!this.drawn) return;
    this.terrain.draw(this.clock.t);
    for (const slot of ["a", "b"]) this.read(slot);
  }

  // The loss of a training itself at its last snapshot, mostly some steps before the clock's, and how far from the
  // plane that is.
  read(slot) {
    const walk = this.terrain.walks[slot];
    const { name } = walk.look;
    const i = walk.before(this.clock.t);
    const at = `last kept step ${walk.step(i).toLocaleString("en")}`;
    const there = `loss ${show(walk.loss[i], 3)}, ${show(walk.distance[i], 2)} from the plane`;
    const text = walk.isLost(this.clock.t) ? `${name}: ${walk.fate}` : `${name}, ${at}: ${there}`;
    if (text !== this.losses[slot].textContent) this.losses[slot].textContent = text;
  }

  resize() {
    if (this.drawn) this.terrain.resize();
  }

  stop() {
    this.stopped = true;
    memory.landscape = { plane: this.plane, seed: this.seed, time: this.clock.t, training: this.training };
    this.observer.disconnect();
    this.clock.stop();
    this.transport.stop();
    this.terrain.stop();
  }
}
