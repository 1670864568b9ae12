// The pictures of a study: Plotly draws axes and words, two canvases over it what the runs do.

import { applied, panels, scales } from "./geometry.js";
import { named } from "./names.js";
import { moving, still } from "./panels.js";
import { arranged, axis, BARS, COST, DISTANCE, RATES, WHY, WINDOWS } from "./rows.js";
import { Run } from "./study.js";
import { floats } from "./tracks.js";

const CLOSE = 14; // pixels from a curve or a dot at which it is meant

export class Board {
  constructor(root, { onLit }) {
    this.root = root;
    this.plot = root.querySelector(".ov-plot");
    [this.back, this.front] = [...root.querySelectorAll("canvas")].map((canvas) => canvas.getContext("2d"));
    this.onLit = onLit;
    this.onMove = () => {};
    this.scene = null;
    this.runs = {};
    this.ghosts = {}; // the runs of what is being dragged, by slot
    this.windows = null;
    this.measure = "value"; // or "excess": the cost above its minimum
    this.pinned = this.pointed = null;
    this.time = 0;
    this.width = 0;
    root.addEventListener("pointermove", (event) => this.point(this.under(event)));
    root.addEventListener("pointerleave", () => this.point(null));
    root.addEventListener("click", (event) => {
      const under = this.under(event);
      if (under !== null) this.pin(under === this.pinned ? null : under);
    });
  }

  // The parameter that is followed: pointed at, or chosen.
  get lit() {
    return this.pointed ?? this.pinned;
  }

  run(slot) {
    return this.ghosts[slot] ?? this.runs[slot];
  }

  // A settled study. Before Plotly is there, the same is drawn without words.
  take({ figure, study, tracks, windows }) {
    const many = this.scene?.names.length !== study.names.length;
    Object.assign(this, { figure, scene: study, ghosts: {}, windows: opened(windows) });
    for (const [slot, track] of Object.entries(tracks)) this.runs[slot] = new Run(track);
    if (many) this.pinned = this.pointed = null;
    this.name();
  }

  begin() {
    const layout = this.layout();
    this.early = panels(layout);
    this.root.style.minHeight = `${layout.height}px`;
    this.resizeCanvases(layout.width, layout.height);
    this.redraw();
  }

  async show() {
    const layout = this.layout();
    this.root.style.minHeight = `${layout.height}px`;
    // Most changes leave all axes where they are, and drawing them takes longer than all the rest.
    const words = JSON.stringify(layout);
    if (words !== this.words) {
      const config = { displayModeBar: false, responsive: false };
      await globalThis.Plotly.react(this.plot, this.figure.data, layout, config);
      this.words = words;
    }
    this.moved();
  }

  layout() {
    this.width = this.root.clientWidth;
    const { axis: xaxis, room } = named(this.figure.layout.xaxis, this.width);
    return applied({ ...this.figure.layout, xaxis }, arranged(this.width, room));
  }

  // Level lines for another step or other parameters.
  async look(windows) {
    const before = this.windows;
    this.windows = opened(windows);
    this.name();
    const same = JSON.stringify([before?.pair, before?.box]) === JSON.stringify([windows.pair, windows.box]);
    if (!same && this.plot._fullLayout) await this.show();
    else this.redraw();
  }

  // What the axes of windows and costs are: ranges and words.
  name() {
    const { layout } = this.figure;
    const headings = [...layout.annotations];
    if (this.windows) {
      const { pair, box } = this.windows;
      for (const [slot, panel] of Object.entries(WINDOWS)) {
        const [p, q] = pair.map((j) => `w<sub>${j + 1}</sub> ${escaped(this.scene.names[j])}`);
        layout[axis("x", panel)] = { ...layout[axis("x", panel)], range: box[0], title: titled(p, this.scene.theme) };
        layout[axis("y", panel)] = { ...layout[axis("y", panel)], range: box[1], title: titled(q, this.scene.theme) };
        const { name, color } = this.scene.slots[slot];
        headings[panel - 1] = { ...headings[panel - 1], text: `<b>${escaped(name)}</b>`, font: { size: 14, color } };
      }
    }
    layout.annotations = headings;
    const { heading, shapes, ...ticks } = this.scene.costs[this.measure];
    Object.assign(layout[axis("y", COST)], ticks);
    headings[COST - 1] = { ...headings[COST - 1], text: heading };
    layout.shapes = shapes;
  }

  measureBy(measure) {
    this.measure = measure;
    if (!this.scene) return;
    this.name();
    if (this.plot._fullLayout) this.show();
  }

  drag(ghosts) {
    this.ghosts = ghosts;
    this.redraw();
  }

  drop() {
    this.ghosts = {};
    this.redraw();
  }

  resize() {
    const width = this.root.clientWidth;
    if (this.scene && this.plot._fullLayout && width && width !== this.width) this.show();
  }

  moved() {
    this.resizeCanvases(this.plot.clientWidth, this.plot.clientHeight);
    this.redraw();
    this.onMove();
  }

  redraw() {
    if (!this.ready) return;
    this.back.clearRect(0, 0, this.size[0], this.size[1]);
    still(this.back, this);
    this.draw(this.time);
  }

  draw(t) {
    this.time = t;
    if (!this.ready) return;
    this.front.clearRect(0, 0, this.size[0], this.size[1]);
    moving(this.front, this, t);
  }

  get ready() {
    return Boolean(this.scene && (this.plot._fullLayout ?? this.early));
  }

  resizeCanvases(width, height) {
    const ratio = globalThis.devicePixelRatio || 1;
    if (this.size?.join() === [width, height, ratio].join()) return;
    this.size = [width, height, ratio];
    for (const context of [this.back, this.front]) {
      const { canvas } = context;
      [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.lineJoin = "round";
    }
  }

  // Pixels of a panel's axes.
  axes(panel) {
    const { [axis("x", panel)]: x, [axis("y", panel)]: y } = this.plot._fullLayout ?? this.early;
    return scales(x, y);
  }

  point(j) {
    if (j === this.pointed) return;
    this.pointed = j;
    this.redraw();
    this.onLit();
  }

  pin(j) {
    this.pinned = j;
    this.redraw();
    this.onLit();
  }

  // The parameter whose bar, curve or dot is under the pointer, or null.
  under({ clientX, clientY }) {
    if (!this.ready) return null;
    const bounds = this.plot.getBoundingClientRect();
    const [px, py] = [clientX - bounds.left, clientY - bounds.top];
    const within = ({ left, top, width, height }) => px >= left && px <= left + width && py >= top && py <= top + height;
    const panel = [BARS, RATES, DISTANCE, WHY].find((each) => within(this.axes(each).frame));
    if (!panel) return null;
    const axes = this.axes(panel);
    const { n } = this.runs.a;
    if (panel === BARS) {
      const j = Math.round(axes.backX(px));
      return j >= 0 && j < n ? j : null;
    }
    let best = { distance: CLOSE, j: null };
    for (const slot of ["a", "b"]) {
      const run = this.run(slot);
      const t = panel === WHY ? this.time : axes.backX(px);
      if (t > run.last || (panel === RATES && run.constant)) continue;
      const i = run.before(t);
      for (let j = 0; j < n; j++) {
        const value = panel === DISTANCE ? run.distance[i * n + j] : run.rate(i, j);
        const across = panel === WHY ? px - axes.x(run.straight[i * n + j] / run.fine) : 0;
        const distance = Math.hypot(across, py - axes.y(value));
        if (distance < best.distance) best = { distance, j };
      }
    }
    return best.j;
  }

  stop() {
    if (this.plot._fullLayout) globalThis.Plotly.purge(this.plot);
  }
}

function opened(windows) {
  if (!windows) return null;
  const lines = ({ lines, ends }) => ({ points: lines ? floats(lines) : new Float32Array(), ends });
  return { ...windows, a: lines(windows.a), b: lines(windows.b) };
}

function titled(text, theme) {
  return { text, standoff: 2, font: { size: 13, color: theme.muted } };
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
