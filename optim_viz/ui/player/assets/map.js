// A map of steps: drawn as its rows come, read and loaded with the mouse or the keys.

import { Chart } from "./chart.js";
import { floats } from "./tracks.js";

const KEYS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] };

function count(steps) {
  return steps === 1 ? "at most 1 step" : `${steps.toLocaleString("en")} steps`;
}

export class Map2d {
  constructor(place, name, onLoad) {
    this.name = name;
    this.onLoad = onLoad;
    this.element = document.createElement("figure");
    this.element.className = "ov-map";
    this.element.innerHTML = `<div class="ov-plot" tabindex="0" role="application"></div><div class="ov-cursor" hidden></div>
      <figcaption><progress max="1" value="0" aria-label="Runs of the map"></progress>
      <span class="ov-cell" aria-live="polite"></span><button type="button">Load this setting</button></figcaption>`;
    place.append(this.element);
    this.plot = this.element.querySelector(".ov-plot");
    this.cursor = this.element.querySelector(".ov-cursor");
    this.progress = this.element.querySelector("progress");
    this.said = this.element.querySelector(".ov-cell");
    this.chart = new Chart(this.plot);
    this.button = this.element.querySelector("button");
    this.button.addEventListener("click", () => this.load());
    this.plot.addEventListener("keydown", (event) => this.key(event));
    this.plot.addEventListener("mousemove", (event) => this.point(event));
    this.plot.addEventListener("click", (event) => {
      if (this.point(event)) this.load();
    });
  }

  async show(ask) {
    const about = await ask(this.name, {});
    if (!about) return;
    this.element.hidden = Boolean(about.missing);
    if (about.missing) return;
    this.about = about;
    for (const [name, colour] of Object.entries(about.colours)) this.element.parentElement.parentElement.style.setProperty(`--ov-${name}`, colour);
    const [width, height] = [about.alphas.length, about.values.length];
    this.steps = Array.from({ length: height }, () => Array(width));
    this.lost = Array.from({ length: height }, () => Array(width).fill(null));
    this.again = Array.from({ length: height }, () => Array(width).fill(null));
    this.dots = { x: [], y: [] };
    [this.xs, this.ys] = [about.across, about.up].map(({ bdata }) => floats(bdata));
    this.plot.setAttribute("aria-label", `${about.figure.layout.title.text}; arrow keys choose a cell, Enter loads it`);
    await this.chart.draw(about.figure);
    this.progress.hidden = false;
    this.progress.max = about.parts;
    this.progress.value = 0;
    for (let part = 0; part < about.parts; part++) {
      const rows = await ask(this.name, { part });
      if (!rows) return;
      this.fill(rows, width);
      this.progress.value = part + 1;
      await globalThis.Plotly.restyle(this.plot, { z: [this.steps, this.lost] }, [0, 1]);
      await globalThis.Plotly.restyle(this.plot, { x: [this.dots.x], y: [this.dots.y] }, [2]);
    }
    this.progress.hidden = true;
    this.choose(this.row ?? height >> 1, this.column ?? width >> 1);
  }

  fill({ row, z, first, lost, left }, width) {
    const [steps, came, gone, again] = [z, first, lost, left].map(({ bdata }) => floats(bdata));
    for (let i = 0; i < steps.length; i++) {
      const [r, c] = [row + Math.floor(i / width), i % width];
      this.steps[r][c] = Number.isFinite(steps[i]) ? steps[i] : null;
      this.lost[r][c] = this.steps[r][c] === null && gone[i] ? 1 : null;
      if (!again[i] || gone[i]) continue;
      this.again[r][c] = Math.round(10 ** came[i]);
      this.dots.x.push(this.xs[c]);
      this.dots.y.push(this.ys[r]);
    }
  }

  // The cell under the mouse, if there is one.
  point(event) {
    if (!this.about) return false;
    const { xaxis, yaxis } = this.plot._fullLayout;
    const bounds = this.plot.getBoundingClientRect();
    const x = (event.clientX - bounds.left - xaxis._offset) / xaxis._length;
    const y = 1 - (event.clientY - bounds.top - yaxis._offset) / yaxis._length;
    if (x < 0 || x > 1 || y < 0 || y > 1) return false;
    const place = (share, count) => Math.min(count - 1, Math.max(0, Math.round(share * (count - 1))));
    this.choose(place(y, this.about.values.length), place(x, this.about.alphas.length));
    return true;
  }

  key(event) {
    if (event.key === "Enter") this.load();
    else if (KEYS[event.key] && this.about) {
      const [up, right] = KEYS[event.key].map((by) => by * (event.shiftKey ? 10 : 1));
      const { values, alphas } = this.about;
      const within = (value, count) => Math.min(count - 1, Math.max(0, value));
      this.choose(within(this.row + up, values.length), within(this.column + right, alphas.length));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(row, column) {
    [this.row, this.column] = [row, column];
    const { about } = this;
    const steps = this.steps[row][column];
    const unknown = steps === undefined;
    const words = unknown ? "not computed yet" : this.lost[row][column] ? "diverges" : steps === null ? `not in ${about.budget.toLocaleString("en")} steps` : count(Math.round(10 ** steps));
    const before = this.again[row][column];
    const again = before === null ? "" : `; within the tolerance at step ${before.toLocaleString("en")} already, but not to stay`;
    this.said.textContent = `α = ${about.alphas[column]}, ${about.symbol} = ${about.values[row]}: ${words}${again}`;
    this.mark();
  }

  mark() {
    const layout = this.plot._fullLayout;
    if (!this.about || this.row === undefined || !layout) return;
    const { xaxis, yaxis } = layout;
    const share = (index, count) => index / (count - 1);
    const x = xaxis._offset + xaxis._length * share(this.column, this.about.alphas.length);
    const y = yaxis._offset + yaxis._length * (1 - share(this.row, this.about.values.length));
    this.cursor.hidden = false;
    this.cursor.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
  }

  load() {
    if (!this.about || this.row === undefined) return;
    const [first, second] = this.about.paths;
    const steps = this.steps[this.row][this.column];
    const values = { [first]: this.about.alphas[this.column], [second]: this.about.values[this.row] };
    this.onLoad({ values, steps: Number.isFinite(steps) ? Math.round(10 ** steps) : null });
  }

  resize() {
    this.chart.resize()?.then(() => this.mark());
  }
}
