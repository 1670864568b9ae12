// The weights of the first layer's units as pictures, those of both contenders beside each other.

import { listed, made } from "./inscribed.js";
import { show } from "./numbers.js";
import { bytes } from "./tracks.js";

const GAP = 6; // px between two pictures

export class Units {
  constructor(element) {
    this.element = element;
    this.place = element.querySelector(".ov-units");
    this.words = element.querySelector("ul");
    this.grids = [];
  }

  show(payload) {
    this.payload = payload;
    const ramp = colours(payload.colors, payload.fine);
    this.grids = Object.entries(payload.slots).map(([slot, side]) => {
      const pictures = payload.pictures[slot];
      return new Grid(slot, side, pictures && { ...pictures, images: images(pictures, payload, ramp) }, payload, (unit) =>
        this.point(unit),
      );
    });
    this.place.replaceChildren(...this.grids.map(({ element }) => element));
    listed(this.words, payload.words);
    this.resize();
  }

  // The same unit of both, which began with the same weights.
  point(unit) {
    for (const grid of this.grids) grid.mark(unit);
  }

  resize() {
    for (const grid of this.grids) grid.draw();
  }

  stop() {
    this.grids = [];
  }
}

class Grid {
  constructor(slot, side, pictures, { side: pixels, colors }, onPoint) {
    Object.assign(this, { pictures, pixels });
    this.caption = made("figcaption");
    this.canvas = made("canvas");
    this.lit = made("div", { className: "ov-unit-mark", hidden: true });
    this.number = made("b");
    const title = made("span", {}, made("span", { className: `ov-side ov-side-${slot}` }, side.name), side.when);
    this.element = made("figure", {}, this.caption);
    if (!pictures) {
      this.caption.append(title, "no pictures: its numbers have run out of range");
      return;
    }
    const { units, largest } = pictures;
    const scale = made("i", { className: "ov-scale" });
    scale.style.background = `linear-gradient(to right, ${colors.join()})`;
    const from = made("span", { className: "ov-scaled" }, show(-largest, 3), scale, show(largest, 3));
    this.caption.append(title, from, this.number);
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute(
      "aria-label",
      `The ${units} units of the first layer, ${side.within}, each as a picture of its ${pixels} × ${pixels} weights; the largest is ${show(largest, 3)} in size`,
    );
    this.element.append(made("div", { className: "ov-unit-grid" }, this.canvas, this.lit));
    this.canvas.addEventListener("pointermove", (event) => onPoint(this.at(event)));
    this.canvas.addEventListener("pointerleave", () => onPoint(null));
  }

  get columns() {
    return Math.ceil(Math.sqrt(this.pictures.units));
  }

  // Each pixel of a picture is as many of the screen's across as down, so that all are alike.
  draw() {
    const width = this.canvas.parentElement?.clientWidth;
    if (!this.pictures || !width) return;
    const { columns, pixels, canvas } = this;
    const ratio = globalThis.devicePixelRatio || 1;
    const room = ((width - GAP * (columns - 1)) / columns) * ratio;
    const size = pixels * Math.max(1, Math.floor(room / pixels));
    const step = size + Math.round(GAP * ratio);
    const rows = Math.ceil(this.pictures.units / columns);
    Object.assign(canvas, { width: columns * step - (step - size), height: rows * step - (step - size) });
    Object.assign(canvas.style, { width: `${canvas.width / ratio}px`, height: `${canvas.height / ratio}px` });
    const pen = canvas.getContext("2d");
    pen.imageSmoothingEnabled = false;
    this.pictures.images.forEach((image, unit) =>
      pen.drawImage(image, (unit % columns) * step, Math.floor(unit / columns) * step, size, size),
    );
    Object.assign(this, { size: size / ratio, step: step / ratio });
  }

  at({ offsetX, offsetY }) {
    const [column, row] = [offsetX, offsetY].map((place) => Math.floor(place / this.step));
    const unit = row * this.columns + column;
    return column < this.columns && unit < this.pictures.units ? unit : null;
  }

  mark(unit) {
    this.lit.hidden = unit === null || !this.pictures;
    this.number.textContent = this.lit.hidden ? "" : `unit ${unit + 1}`;
    if (this.lit.hidden) return;
    const place = { left: (unit % this.columns) * this.step, top: Math.floor(unit / this.columns) * this.step };
    for (const [side, value] of Object.entries({ ...place, width: this.size, height: this.size }))
      this.lit.style[side] = `${value}px`;
  }
}

// What each whole number from -fine to fine looks like: red, green and blue.
function colours(names, fine) {
  const stops = names.map((name) => [1, 3, 5].map((k) => parseInt(name.slice(k, k + 2), 16)));
  return Array.from({ length: 2 * fine + 1 }, (_, k) => {
    const place = (k / (2 * fine)) * (stops.length - 1);
    const low = Math.min(Math.floor(place), stops.length - 2);
    return stops[low].map((value, channel) => value + (place - low) * (stops[low + 1][channel] - value));
  });
}

// A small canvas for each unit, a pixel for each weight.
function images({ units, pixels }, { side, fine }, ramp) {
  const weights = new Int8Array(bytes(pixels).buffer);
  return Array.from({ length: units }, (_, unit) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
    const pen = canvas.getContext("2d");
    const image = pen.createImageData(side, side);
    for (let k = 0; k < side * side; k++) image.data.set([...ramp[weights[unit * side * side + k] + fine], 255], 4 * k);
    pen.putImageData(image, 0, 0);
    return canvas;
  });
}
