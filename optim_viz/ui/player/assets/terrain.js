// Two panels of one landscape: Plotly draws axes and words, two canvases over it level lines, paths and heads.

import { applied, scales } from "./geometry.js";
import { Grid } from "./grid.js";
import { labels } from "./labels.js";
import { show } from "./numbers.js";
import { clipped, cross, dash, marker, stroke } from "./pen.js";
import { Walk } from "./walk.js";

const PANELS = { a: ["xaxis", "yaxis"], b: ["xaxis2", "yaxis2"] };
const MARGIN = { l: 58, r: 14, t: 26, b: 46 };
const BETWEEN = 70; // pixels between two panels side by side
const BELOW = 78; // and below each other
const HIGHEST = 640;
const NARROW = 640;
const FAR = 20000; // pixels; no canvas draws a line to a point further away
const STRONG = { path: 0.75, trail: 3, head: 7.5, alpha: 1 };
const FAINT = { path: 0.4, trail: 1.6, head: 4.5, alpha: 0.6 };

export class Terrain {
  constructor(stage) {
    this.stage = stage;
    this.plot = stage.querySelector(".ov-plot");
    [this.back, this.front] = [...stage.querySelectorAll("canvas")].map((canvas) => canvas.getContext("2d"));
    this.here = stage.querySelector(".ov-here");
    this.fates = Object.fromEntries(["a", "b"].map((slot) => [slot, stage.querySelector(`.ov-fate-${slot}`)]));
    this.time = 0;
    for (const name of ["pointermove", "pointerdown"]) stage.addEventListener(name, (event) => this.point(event));
    // A finger that is lifted leaves; what it has pointed at is still to be read.
    stage.addEventListener("pointerleave", (event) => (this.here.hidden ||= event.pointerType === "mouse"));
  }

  async show(figure, payload) {
    this.here.hidden = true;
    const { xaxis, yaxis } = figure.layout;
    this.titles = { x: xaxis.title, y: yaxis.title };
    const layout = applied(figure.layout, this.arranged(payload));
    this.stage.style.minHeight = `${layout.height}px`;
    await globalThis.Plotly.react(this.plot, figure.data, layout, { displayModeBar: false, responsive: false });
    this.payload = payload;
    this.grid = new Grid(payload);
    this.walks = { a: new Walk(payload.slots.a), b: new Walk(payload.slots.b) };
    this.moved();
  }

  resize() {
    if (!this.payload || this.stage.clientWidth < 1 || this.stage.clientWidth === this.width) return;
    const change = this.arranged(this.payload);
    this.stage.style.minHeight = `${change.height}px`;
    globalThis.Plotly.relayout(this.plot, change).then(() => this.moved());
  }

  // Side by side, or below each other, in the shape of the landscape.
  arranged({ aspect, kind }) {
    this.width = this.stage.clientWidth;
    const plot = this.width - MARGIN.l - MARGIN.r;
    const narrow = this.width < NARROW;
    const column = narrow ? plot : Math.min((plot - BETWEEN) / 2, HIGHEST * aspect);
    const tall = column / aspect;
    const height = narrow ? 2 * tall + BELOW : tall;
    const left = narrow ? 0 : (plot - 2 * column - BETWEEN) / 2;
    const columns = (from) => [from / plot, Math.min(1, (from + column) / plot)];
    const [x, x2] = [columns(left), columns(narrow ? 0 : left + column + BETWEEN)];
    const [y, y2] = narrow ? [[1 - tall / height, 1], [0, tall / height]] : [[0, 1], [0, 1]];
    const size = { width: this.width, height: Math.round(height + MARGIN.t + MARGIN.b), margin: MARGIN };
    // Upwards there is less room for words.
    const short = ({ text, ...title }) => ({ ...title, text: narrow ? text.replace(" of the movement", "") : text });
    const [across, up] = [kind === "random" ? short(this.titles.x) : this.titles.x, short(this.titles.y)];
    const titles = { "xaxis.title": across, "xaxis2.title": across, "yaxis.title": up, "yaxis2.title": up };
    return { ...size, ...titles, "xaxis.domain": x, "yaxis.domain": y, "xaxis2.domain": x2, "yaxis2.domain": y2 };
  }

  axes(slot) {
    const [x, y] = PANELS[slot].map((name) => this.plot._fullLayout[name]);
    return scales(x, y);
  }

  // The axes are elsewhere: all of it anew.
  moved() {
    const [width, height] = [this.plot.clientWidth, this.plot.clientHeight];
    const ratio = globalThis.devicePixelRatio || 1;
    this.size = [width, height];
    for (const context of [this.back, this.front]) {
      const { canvas } = context;
      [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.lineJoin = "round";
    }
    for (const slot of ["a", "b"]) {
      this.still(slot, this.axes(slot));
      this.tell(slot, this.axes(slot));
    }
    this.draw(this.time);
  }

  // Level lines with some of their losses, the lowest point, both paths faintly, where they begin and end.
  still(slot, axes) {
    const { back: context, grid, payload } = this;
    const { theme } = payload;
    clipped(context, axes.frame, () => {
      context.strokeStyle = theme.level;
      context.lineWidth = 1.2;
      context.beginPath();
      for (const { points } of grid.lines) line(context, axes, points);
      context.stroke();
      labels(context, axes, grid, Object.values(this.walks), theme);
      for (const [other, walk] of this.byWeight(slot)) {
        const weight = other === slot ? STRONG : FAINT;
        stroke(context, walk.look, 1.4, weight.path);
        context.setLineDash(dash(walk.look));
        this.path(context, axes, walk, walk.last);
        context.setLineDash([]);
        end(context, axes, walk, theme.panel);
        context.globalAlpha = 1;
      }
      ring(context, axes, this.walks.a.place(0), theme.text, 6.5);
    });
    // It may stand on the frame, where the loss falls on beyond it.
    if (grid.at) cross(context, axes, grid.at, theme.text);
  }

  // Trails and heads at a step.
  draw(t) {
    this.time = t;
    if (!this.size) return;
    const { front: context } = this;
    context.clearRect(0, 0, ...this.size);
    for (const slot of ["a", "b"]) {
      const axes = this.axes(slot);
      clipped(context, axes.frame, () => {
        for (const [other, walk] of this.byWeight(slot)) this.head(axes, walk, t, other === slot ? STRONG : FAINT);
      });
    }
  }

  head(axes, walk, t, { trail, head, alpha }) {
    const { front: context } = this;
    const lost = walk.isLost(t);
    stroke(context, walk.look, trail, alpha);
    this.path(context, axes, walk, walk.before(t), lost ? null : walk.at(t));
    if (!lost) {
      const [px, py] = pixels(axes, walk.at(t));
      if (near(px, py)) marker(context, px, py, head, walk.look, true);
    }
    context.globalAlpha = 1;
  }

  path(context, axes, walk, end, beyond = null) {
    const places = Array.from({ length: end + 1 }, (_, i) => walk.place(i));
    context.beginPath();
    for (const place of beyond ? [...places, beyond] : places) {
      const [px, py] = pixels(axes, place);
      if (!near(px, py)) break;
      context.lineTo(px, py);
    }
    context.stroke();
  }

  // The panel's own training is drawn over the other.
  byWeight(slot) {
    const other = slot === "a" ? "b" : "a";
    return [other, slot].map((each) => [each, this.walks[each]]);
  }

  // What became of a training whose numbers have ended.
  tell(slot, { frame: { left, top, width, height } }) {
    this.fates[slot].firstElementChild.textContent = this.walks[slot].fate;
    Object.assign(this.fates[slot].style, { left: `${left}px`, top: `${top + height}px`, width: `${width}px` });
  }

  // The loss of the plane under the pointer.
  point({ clientX, clientY }) {
    if (!this.payload) return;
    const bounds = this.plot.getBoundingClientRect();
    const [px, py] = [clientX - bounds.left, clientY - bounds.top];
    const axes = ["a", "b"].map((slot) => this.axes(slot)).find(({ frame }) => within(frame, px, py));
    this.here.hidden = !axes;
    if (!axes) return;
    const loss = this.grid.read(axes.backX(px), axes.backY(py));
    this.here.textContent = Number.isFinite(loss) ? `loss ${show(loss, 3)} here` : "out of range here";
    // On the side of the pointer where there is room.
    const { clientWidth: wide } = this.here;
    const beside = px + 14 + wide > axes.frame.left + axes.frame.width ? px - 14 - wide : px + 14;
    const { top } = axes.frame;
    Object.assign(this.here.style, { left: `${Math.max(0, beside)}px`, top: `${Math.max(top + 2, py - 30)}px` });
  }

  stop() {
    if (this.plot._fullLayout) globalThis.Plotly.purge(this.plot);
  }
}

function pixels({ x, y }, [p, q]) {
  return [x(p), y(q)];
}

function near(px, py) {
  return Math.max(Math.abs(px), Math.abs(py)) < FAR;
}

function within({ left, top, width, height }, px, py) {
  return px >= left && px <= left + width && py >= top && py <= top + height;
}

function line(context, { x, y }, points) {
  for (let i = 0; i < points.length; i += 2) {
    if (i) context.lineTo(x(points[i]), y(points[i + 1]));
    else context.moveTo(x(points[i]), y(points[i + 1]));
  }
}

function end(context, axes, walk, ground) {
  const [px, py] = pixels(axes, walk.place(walk.last));
  if (!near(px, py)) return;
  marker(context, px, py, 6, walk.look);
  context.globalAlpha = 1;
  marker(context, px, py, 3.6, { ...walk.look, color: ground });
}

function ring(context, axes, place, colour, radius) {
  const [px, py] = pixels(axes, place);
  if (!near(px, py)) return;
  context.strokeStyle = colour;
  context.lineWidth = 2.2;
  context.beginPath();
  context.arc(px, py, radius, 0, 2 * Math.PI);
  context.stroke();
}
