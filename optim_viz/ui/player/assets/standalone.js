// The player in a file of its own: all that it shows is in the page, and nothing is asked of anyone.

import { Arithmetic } from "./arithmetic.js";
import { Clock } from "./clock.js";
import { Stage } from "./stage.js";
import { Batch, bytes } from "./tracks.js";
import { Transport } from "./transport.js";

class Standalone {
  constructor(root, { deck, scene, figure, arithmetic }) {
    this.root = root;
    this.scene = scene;
    this.figure = figure;
    this.tables = arithmetic;
    this.clock = new Clock((what) => this.ticked(what));
    this.stage = new Stage(root.querySelector(".ov-stage"));
    this.transport = new Transport(root, this.clock);
    this.arithmetic = new Arithmetic(root, { onOpen: () => this.explain() });
    this.stage.onMove = () => {
      this.placeStarts();
      this.stage.draw(this.clock.t);
    };
    label(root, deck);
    for (const start of root.querySelectorAll(".ov-start")) {
      start.removeAttribute("role");
      start.removeAttribute("tabindex");
    }
    this.clock.setSteps(scene.steps);
  }

  async draw() {
    const tracks = {};
    for (const slot of ["a", "b"]) tracks[slot] = new Batch(this.scene.slots[slot].track).member(0);
    await this.stage.show(this.scene, this.figure, tracks);
    new ResizeObserver(() => this.stage.resize()).observe(this.stage.root);
    this.root.classList.add("ov-ready");
  }

  ticked(what) {
    if (what === "state") this.transport.show();
    else this.transport.time();
    this.stage.draw(this.clock.t);
    this.arithmetic.time(this.clock.t, this.clock.steps);
  }

  // The tables are made when they are first looked at: those of a long run are megabytes.
  explain() {
    if (!this.arithmetic.tables) this.arithmetic.show(this.tables, this.scene.slots, this.scene.slots.a.track.n);
    this.arithmetic.time(this.clock.t, this.clock.steps);
  }

  placeStarts() {
    for (const slot of ["a", "b"]) {
      const plane = this.stage.plane(slot);
      const [x, y] = [plane.x(this.scene.start[0]), plane.y(this.scene.start[1])];
      const { left, top, width, height } = plane.frame;
      const ring = this.root.querySelector(`.ov-start-${slot}`);
      ring.hidden = x < left || x > left + width || y < top || y > top + height;
      ring.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
    }
  }
}

// The settings as text, where the page has its live controls: those need Python.
function label(root, deck) {
  root.querySelector(".ov-mode").remove();
  for (const [part, { name, numbers }] of Object.entries(deck)) {
    const section = root.querySelector({ f: ".ov-cost", a: ".ov-a", b: ".ov-b" }[part]);
    const title = document.createElement("strong");
    title.textContent = name;
    const select = section.querySelector("select");
    if (select) select.replaceWith(title);
    else section.append(title);
    for (const [symbol, words, value] of numbers) {
      const setting = document.createElement("span");
      setting.className = "ov-setting";
      const sign = document.createElement("b");
      sign.textContent = symbol;
      const number = document.createElement("em");
      number.textContent = value;
      setting.append(sign, ` ${words} `, number);
      section.append(setting);
    }
  }
}

// What the file carries compressed, as text.
async function unpack(element) {
  const stream = new Blob([bytes(element.textContent.trim())]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

// plotly.js, from this file or, where the file only names it, from a network.
async function library(element) {
  const script = document.createElement("script");
  const { src, integrity } = element.dataset;
  if (!src) {
    script.textContent = await unpack(element);
    document.head.append(script);
  } else
    await new Promise((resolve, reject) => {
      Object.assign(script, { src, integrity, crossOrigin: "anonymous", onload: resolve });
      script.onerror = () => reject(new Error(`plotly.js could not be loaded from ${src}, for which a network is needed`));
      document.head.append(script);
    });
  if (!globalThis.Plotly) throw new Error("plotly.js did not start");
}

async function open(root) {
  if (!globalThis.DecompressionStream) throw new Error("this browser cannot unpack them; one from 2023 or later can");
  const player = new Standalone(root, JSON.parse(await unpack(document.getElementById("race"))));
  await library(document.getElementById("plotly"));
  await player.draw();
}

const root = document.querySelector(".ov");
root.ariaBusy = "true";
open(root)
  .catch((error) => {
    const message = root.querySelector(".ov-message");
    message.textContent = `The pictures cannot be shown: ${error.message}.`;
    message.hidden = false;
    message.style.position = "static"; // in place of the stage, over which it would lie otherwise
    const stage = root.querySelector(".ov-stage");
    stage.before(message);
    stage.hidden = true;
  })
  .finally(() => {
    root.ariaBusy = null;
  });
