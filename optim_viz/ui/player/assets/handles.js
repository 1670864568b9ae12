// The start point: a ring on either contour, dragged with pointer or arrow keys; both are one point.

import { show } from "./numbers.js";

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const SETTLE = 250;
const EDGE = 2; // pixels: a start that was dragged to the edge is rounded to a point that may lie beyond it

export class Handles {
  constructor(root, stage, { onDrag, onSettle }) {
    this.stage = stage;
    this.onDrag = onDrag;
    this.onSettle = onSettle;
    this.start = [0, 0];
    this.busy = false;
    this.elements = {};
    for (const slot of ["a", "b"]) {
      const handle = root.querySelector(`.ov-start-${slot}`);
      this.elements[slot] = handle;
      handle.addEventListener("pointerdown", (event) => this.grab(event, slot));
      handle.addEventListener("keydown", (event) => this.key(event));
    }
  }

  // The settled start; ignored while the handle is held, or it would be torn away.
  set(start) {
    if (this.busy) return;
    this.start = start;
    this.place();
  }

  place() {
    if (!this.stage.ready) return;
    for (const [slot, handle] of Object.entries(this.elements)) {
      const plane = this.stage.plane(slot);
      const [x, y] = [plane.x(this.start[0]), plane.y(this.start[1])];
      const { left, top, width, height } = plane.frame;
      handle.hidden = x < left - EDGE || x > left + width + EDGE || y < top - EDGE || y > top + height + EDGE;
      handle.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
      const place = `w₁ ${show(this.start[0])}, w₂ ${show(this.start[1])}`;
      handle.setAttribute("aria-label", `Start point at ${place}; drag it, or move it with the arrow keys`);
      handle.title = `start: ${place}; drag`;
    }
  }

  // Two decimals in the usual window, fewer in wider ones: what a pixel can tell.
  round(value) {
    const digits = Math.max(0, 2 - Math.floor(Math.log10(this.stage.scene.half / 5) + 1e-9));
    return Number(value.toFixed(Math.min(6, digits)));
  }

  grab(event, slot) {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = this.elements[slot];
    document.activeElement?.blur(); // or the arrow keys would go on moving the slider used before
    handle.setPointerCapture(event.pointerId);
    this.busy = true;
    const move = (moved) => {
      const bounds = this.stage.plot.getBoundingClientRect();
      const { frame, backX, backY } = this.stage.plane(slot);
      const within = (value, low, size) => Math.min(low + size, Math.max(low, value));
      this.start = [
        this.round(backX(within(moved.clientX - bounds.left, frame.left, frame.width))),
        this.round(backY(within(moved.clientY - bounds.top, frame.top, frame.height))),
      ];
      this.place();
      this.onDrag(this.start);
    };
    const end = () => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", end);
      handle.removeEventListener("pointercancel", end);
      this.busy = false;
      this.onSettle(this.start);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end);
    handle.addEventListener("pointercancel", end);
  }

  key(event) {
    const direction = KEYS[event.key];
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation();
    const stride = (this.stage.scene.half / 50) * (event.shiftKey ? 10 : 1);
    this.busy = true;
    this.start = this.start.map((value, i) => this.round(value + stride * direction[i]));
    this.place();
    this.onDrag(this.start);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.busy = false;
      this.onSettle(this.start);
    }, SETTLE);
  }
}
