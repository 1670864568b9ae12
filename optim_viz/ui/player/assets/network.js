// The page on which a network is trained: the deck, a training that runs on the server, and what has come of it.

import { Alphas } from "./alphas.js";
import { Chart } from "./chart.js";
import { Deck } from "./deck.js";
import { items } from "./inscribed.js";
import { Answers, Confusion, Rates, Units } from "./inside.js";
import { Landscape } from "./landscape.js";
import { library } from "./library.js";
import { Link } from "./link.js";
import { memory } from "./memory.js";
import { heard, mounting } from "./mounting.js";
import { Outbox } from "./outbox.js";
import { Sections } from "./sections.js";

const KEPT = "optim-viz training"; // where the window keeps whose training it shows
const OFTEN = 120; // ms between two questions while it trains: more than four answers a second
const SELDOM = 700; // ms, while it waits or pauses
const SWEEPING = 1500; // ms, while a sweep goes on
const PATIENCE = 3000; // ms until a server that does not answer is asked again
const NARROW = 640; // pixels under which panels stand below each other

class Network {
  constructor(parent) {
    this.root = parent.querySelector(".ov");
    const find = (selector) => this.root.querySelector(selector);
    const post = (message) => this.outbox.post(message);
    this.outbox = new Outbox((messages) => this.send(messages));
    this.deck = new Deck(this.root, {
      onGrab: () => {},
      onMove: (path, index) => this.drag(path, index),
      onSet: (path, text) => post({ type: "set", path, text }),
      onLetGo: () => this.deck.restore(),
      onSlot: (slot, key) => post({ type: "slot", slot, key }),
      onMode: (mode) => this.outbox.post({ type: "mode", mode }, "mode"),
    });
    this.address = new Link(find(".ov-copy"));
    this.message = find(".ov-message");
    this.buttons = { train: find(".ov-train"), pause: find(".ov-pause"), halt: find(".ov-halt"), pin: find(".ov-pin") };
    this.done = find(".ov-done");
    this.status = find(".ov-status");
    this.limits = find(".ov-limits");
    this.pins = find(".ov-pins");
    this.words = find(".ov-words-network ul");
    this.scale = find(".ov-accuracies");
    this.curves = new Chart(find("[data-chart=curves]"));
    this.sections = new Sections((part, have) => this.answerOf(part, { have }), [
      ["rates", find(".ov-inside-rates"), Rates],
      ["units", find(".ov-inside-units"), Units],
      ["answers", find(".ov-inside-answers"), Answers],
      ["confusion", find(".ov-inside-confusion"), Confusion],
    ]);
    this.alphas = new Alphas(find(".ov-which div"), {
      onDo: (what) => this.order(`alphas-${what}`),
      onLook: () => this.lookAtAlphas(),
    });
    this.watcher = new IntersectionObserver(([{ isIntersecting }]) => this.near(isIntersecting), { rootMargin: "300px" });
    this.watcher.observe(find(".ov-which"));
    this.landscape = new Landscape(find(".ov-landscape"), (fields) => this.answerOf("landscape", fields));
    this.buttons.train.addEventListener("click", () => this.order("train"));
    this.buttons.pause.addEventListener("click", () => this.order(this.state === "paused" ? "resume-training" : "pause"));
    this.buttons.halt.addEventListener("click", () => this.order("halt"));
    this.buttons.pin.addEventListener("click", () => this.order("pin"));
    this.scale.addEventListener("change", () => this.ask(true));
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.root);
    this.width = 0;
    Object.assign(this, { session: memory.session, query: memory.network, version: null });
  }

  update(data, send) {
    if (!heard(this, data, send)) return;
    Object.assign(this, { mode: data.mode, job: data.job, url: new URL(data.answers, document.baseURI) });
    this.findAgain(data.job);
    if (data.query !== this.query || !this.linked) {
      this.query = memory.network = data.query;
      this.linked = true;
      this.address.set(data.query, 0);
    }
    this.outbox.has = data.revision;
    this.root.dataset.revision = `${data.query} ${data.mode}`;
    this.plotly ??= library(data.plotly);
    // Something was started, stopped or pinned, or the look is another one.
    this.plotly.then(() => Promise.all([this.ask(true), this.lookAtAlphas()])).catch((error) => this.say(error.message));
  }

  // After a reload, what was begun before belongs to this window still: its name outlives the page.
  findAgain(job) {
    const before = sessionStorage.getItem(KEPT);
    const sought = before && before !== job && !this.sought;
    this.sought = true;
    if (sought) this.order("find-again", { job: before });
    else sessionStorage.setItem(KEPT, job);
  }

  near(isNear) {
    this.isNear = isNear;
    if (isNear) this.lookAtAlphas();
  }

  // The sweep of alpha, where it is on the screen; again soon while it goes on.
  async lookAtAlphas() {
    clearTimeout(this.soon);
    if (!this.isNear || !globalThis.Plotly || this.stopped) return;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const answer = await this.answerOf("alphas", this.alphas.wanted);
    // An answer that a later question has overtaken is dropped.
    if (this.stopped || turn !== this.turn) return;
    if (answer) await this.alphas.show(answer);
    clearTimeout(this.soon);
    const { going, version } = this.alphas;
    if (going || !version) this.soon = setTimeout(() => this.lookAtAlphas(), answer ? SWEEPING : PATIENCE);
  }

  order(type, more = {}) {
    this.outbox.post({ type, ...more });
  }

  say(text) {
    this.message.textContent = (text ?? "").replaceAll("`", "");
    this.message.hidden = !text;
  }

  // While a slider is dragged only its number moves: a training is not begun by that.
  drag(path, index) {
    for (const other of this.deck.together(path)) if (other !== path) this.deck.follow(other, index);
  }

  get narrow() {
    return this.root.clientWidth < NARROW;
  }

  // What the server says of a part; nothing where it does not answer.
  async answerOf(part, more) {
    const fields = { part, job: this.job, mode: this.mode, narrow: Number(this.narrow), ...more };
    try {
      const reply = await fetch(`${this.url}?${new URLSearchParams(fields)}`);
      if (this.silent) this.say("");
      this.silent = false;
      if (reply.ok) return await reply.json();
      this.say(await reply.text());
    } catch {
      this.say("The server does not answer; what is shown is that of before.");
      this.silent = true;
    }
    return null;
  }

  // How the training stands: one question in flight, and the next one soon while something moves.
  async ask(anew = false) {
    clearTimeout(this.timer);
    // Before plotly.js is there nothing can be drawn; this is called when it is.
    if (this.stopped || !globalThis.Plotly) return;
    if (this.asking) {
      this.again = this.again || anew;
      return;
    }
    this.asking = true;
    try {
      await this.look(anew ? "" : this.version);
    } finally {
      this.asking = false;
    }
    if (this.stopped) return;
    if (this.again) {
      this.again = false;
      this.ask(true);
    } else if (this.silent || (this.refused && this.over === false)) this.timer = setTimeout(() => this.ask(true), PATIENCE);
    else if (this.over === false) this.timer = setTimeout(() => this.ask(), ["waiting", "paused"].includes(this.state) ? SELDOM : OFTEN);
  }

  async look(have) {
    const answer = await this.answerOf("course", { have, scale: this.scale.querySelector("input:checked").value });
    this.refused = !answer;
    if (answer?.figure && !this.stopped) await this.show(answer);
  }

  async show(answer) {
    if (this.over === false && answer.over) this.order("ended");
    Object.assign(this, { version: answer.version, state: answer.state, over: answer.over });
    this.tell(answer);
    await this.curves.draw(answer.figure);
    this.sections.refresh(answer.over);
    this.landscape.stale(answer.over ? answer.version : "goes on");
    this.root.dataset.state = answer.state;
    this.root.dataset.share = answer.share;
    this.root.classList.add("ov-ready");
  }

  // The words and buttons around the curves.
  tell({ state, over, status, share, pins, words, limits }) {
    const { train, pause, halt, pin } = this.buttons;
    const moves = ["waiting", "running", "paused"].includes(state);
    train.textContent = moves ? "Train anew" : "Train";
    pause.hidden = !moves || state === "waiting";
    pause.textContent = state === "paused" ? "Go on" : "Pause";
    halt.hidden = !moves;
    pin.disabled = !over || share === 0 || pins.some(({ present }) => present);
    this.done.value = share;
    this.status.textContent = status;
    this.limits.textContent = limits;
    this.status.classList.toggle("ov-failed", state === "failed");
    const shown = JSON.stringify(pins);
    if (shown !== this.pinned) {
      this.pinned = shown;
      this.pins.replaceChildren(...pins.map((each) => this.pinOf(each)));
    }
    const said = JSON.stringify(words);
    if (said !== this.said) {
      this.said = said;
      this.words.replaceChildren(...items(words));
    }
  }

  pinOf({ number, text, colour, query }) {
    const item = document.createElement("li");
    item.style.setProperty("--pin", colour);
    const load = Object.assign(document.createElement("button"), { type: "button", textContent: text, title: "Put these settings on the deck" });
    load.addEventListener("click", () => this.order("load-pin", { query }));
    const off = Object.assign(document.createElement("button"), { type: "button", textContent: "×", title: "Take it off" });
    off.setAttribute("aria-label", `Take off: ${text}`);
    off.addEventListener("click", () => this.order("unpin", { number }));
    item.append(load, off);
    return item;
  }

  resize() {
    const width = this.root.clientWidth;
    if (!width || width === this.width) return;
    const turned = this.width > 0 && this.width < NARROW !== width < NARROW;
    this.width = width;
    this.curves.resize();
    this.sections.resize();
    if (this.alphas.state !== undefined || this.isNear) this.alphas.resize();
    this.landscape.resize();
    if (turned) this.ask(true);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.outbox.leave();
    this.outbox.stop();
    this.address.stop();
    this.sections.stop();
    clearTimeout(this.soon);
    this.watcher.disconnect();
    this.alphas.stop();
    this.observer.disconnect();
    this.landscape.stop();
    for (const plot of this.root.querySelectorAll(".ov-plot")) if (plot._fullLayout) globalThis.Plotly.purge(plot);
  }
}

export default mounting(Network);
