// The clock's buttons and keys.

import { SPEEDS } from "./clock.js";

// Where a key already means something, it is left alone.
const OWN_KEYS = "input:not([type=range]), textarea, select, [contenteditable=true], [role=combobox], [role=listbox]";
const OWN_SPACE = "button, a, summary, [role=radio], [role=checkbox], [role=switch]";
const PLACES = 4000; // of the scrubber: a quarter of a pixel of a wide one
const OWN_ARROWS = "input[type=range], [role=slider], [role=radio], [role=tab]";

export class Transport {
  // `listens` says whether the keys are the clock's at the moment.
  constructor(root, clock, listens = () => true) {
    this.clock = clock;
    this.listens = listens;
    const find = (name) => root.querySelector(`.ov-${name}`);
    this.toggle = find("play");
    this.scrub = find("scrub");
    this.counter = find("counter");
    this.speed = find("speed");
    this.loop = find("loop");
    this.toggle.addEventListener("click", () => clock.toggle());
    find("first").addEventListener("click", () => this.go(0));
    find("back").addEventListener("click", () => clock.step(-1));
    find("on").addEventListener("click", () => clock.step(1));
    find("last").addEventListener("click", () => this.go(clock.steps));
    this.loop.addEventListener("click", () => {
      clock.loop = !clock.loop;
      this.show();
    });
    for (const speed of SPEEDS) this.speed.add(new Option(`${speed}×`, speed));
    this.speed.add(new Option("whole run in 5 s", "whole"));
    this.speed.value = "1";
    this.speed.addEventListener("change", () => {
      clock.speed = this.speed.value === "whole" ? "whole" : Number(this.speed.value);
    });
    this.scrub.addEventListener("input", () => clock.seek(Number(this.scrub.value)));
    this.onKey = (event) => this.key(event);
    this.onClick = (event) => letGo(event);
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("click", this.onClick, true);
    for (const menu of root.querySelectorAll("select")) handBack(menu);
  }

  go(t) {
    this.clock.pause();
    this.clock.seek(t);
  }

  key(event) {
    if (!this.listens()) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const target = event.composedPath()[0];
    const within = (selector) => target instanceof Element && target.closest(selector);
    if (within(OWN_KEYS)) return;
    const { clock } = this;
    const stride = event.shiftKey ? 10 : 1;
    if (event.key === " " && !within(OWN_SPACE)) clock.toggle();
    else if (within(OWN_ARROWS) && target !== this.scrub) return;
    else if (event.key === "ArrowRight") clock.step(stride);
    else if (event.key === "ArrowLeft") clock.step(-stride);
    else if (event.key === "Home") this.go(0);
    else if (event.key === "End") this.go(clock.steps);
    else return;
    event.preventDefault();
  }

  show() {
    const { clock } = this;
    this.toggle.setAttribute("aria-label", clock.playing ? "Pause" : "Play");
    this.toggle.title = clock.playing ? "Pause (space)" : "Play (space)";
    this.toggle.classList.toggle("ov-playing", clock.playing);
    this.loop.setAttribute("aria-pressed", String(clock.loop));
    this.scrub.max = clock.steps;
    this.time();
  }

  time() {
    const { clock } = this;
    const step = Math.floor(clock.t);
    // A thumb that has hardly moved is not laid out and painted again.
    const place = Math.round((clock.t / clock.steps) * PLACES);
    if (place !== this.place || clock.t === clock.steps || !clock.playing) {
      this.place = place;
      this.scrub.value = clock.t;
    }
    if (this.shown !== `${step}/${clock.steps}`) {
      this.shown = `${step}/${clock.steps}`;
      this.counter.textContent = `step ${step.toLocaleString("en")} / ${clock.steps.toLocaleString("en")}`;
      this.scrub.setAttribute("aria-valuetext", `step ${step} of ${clock.steps}`);
    }
  }

  stop() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("click", this.onClick, true);
  }
}

// So does a menu that was opened with one, when something has been chosen.
function handBack(menu) {
  let pointed = false;
  menu.addEventListener("pointerdown", () => (pointed = true));
  menu.addEventListener("keydown", () => (pointed = false));
  menu.addEventListener("change", () => {
    if (pointed) menu.blur();
  });
}

// A button or switch that was clicked with a pointer gives the keyboard back to the clock, or the space bar would press it again.
function letGo(event) {
  const active = document.activeElement;
  if (event.detail > 0 && active?.matches("button, .ov-choice")) active.blur();
}
