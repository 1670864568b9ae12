// Three canvases, from back to front: what a drag shows, the trails, the heads and playheads.

import { COST, RATES } from "./geometry.js";
import { clipped, dash, dot, marker, playhead, stroke } from "./pen.js";

const SLOTS = ["a", "b"];
const CIRCLE = Array.from({ length: 121 }, (_, i) => [Math.cos((i * Math.PI) / 60), Math.sin((i * Math.PI) / 60)]);
const TRAIL = 2.8;
const PATH = 1.2;
const FAINT = 0.62;
const CLOSE = 0.4; // points nearer than this to the last one drawn, in pixels, are passed over
const FAR = 20000; // no canvas draws a line to a point this many pixels away, so it is cut there

export class Canvases {
  constructor(root) {
    [this.back, this.trails, this.front] = [...root.querySelectorAll("canvas")].map((c) => c.getContext("2d"));
    this.lines = {};
    this.drawn = { a: 0, b: 0 };
    this.time = 0;
  }

  resize(width, height) {
    const ratio = globalThis.devicePixelRatio || 1;
    if (this.width === width && this.height === height && this.ratio === ratio) return;
    [this.width, this.height, this.ratio] = [width, height, ratio];
    for (const context of [this.back, this.trails, this.front]) {
      const canvas = context.canvas;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.lineJoin = "round";
      context.lineCap = "round";
    }
  }

  // Project the runs, and draw what stands in for the Plotly layer during a drag.
  still(stage) {
    if (!stage.ready) return;
    const dragging = Object.keys(stage.ghosts).length > 0;
    if (dragging || this.covered) this.back.clearRect(0, 0, this.width, this.height);
    this.covered = dragging;
    for (const slot of SLOTS) {
      const plane = stage.plane(slot);
      this.lines[slot] = polyline(stage.track(slot), plane);
      if (stage.shape) levels(this.back, stage, plane);
      if (slot in stage.ghosts) {
        const look = stage.scene.slots[slot];
        clipped(this.back, plane.frame, () => path(this.back, this.lines[slot], look));
        curves(this.back, stage, slot, look);
      }
    }
  }

  frame({ left, top, width, height }, colour) {
    this.back.globalAlpha = 1;
    this.back.setLineDash([]);
    this.back.strokeStyle = colour;
    this.back.lineWidth = 1;
    this.back.strokeRect(left, top, width, height);
  }

  // A canvas that is touched is copied to the screen whole: an empty one is left alone.
  restart() {
    if (this.drawn.a || this.drawn.b) this.trails.clearRect(0, 0, this.width, this.height);
    this.drawn = { a: 0, b: 0 };
  }

  moving(stage, t) {
    if (t < this.time) this.restart();
    this.time = t;
    this.front.clearRect(0, 0, this.width, this.height);
    for (const slot of SLOTS) {
      const look = stage.scene.slots[slot];
      const track = stage.track(slot);
      const plane = stage.plane(slot);
      this.trail(slot, look, plane, t);
      head(this.front, track, look, plane, t);
      for (const { axes, value } of readings(track, t, stage.axes(...COST), stage.axes(...RATES))) dot(this.front, axes.x(t), axes.y(value), look);
    }
    for (const names of [COST, RATES]) playhead(this.front, stage.axes(...names), t, stage.scene.theme);
  }

  // The trail grows by what the playhead has passed since the last frame.
  trail(slot, look, plane, t) {
    const line = this.lines[slot];
    let i = this.drawn[slot];
    if (i + 1 >= line.k.length || line.k[i + 1] > t) return;
    clipped(this.trails, plane.frame, () => {
      const context = this.trails;
      stroke(context, look, TRAIL, 1);
      context.beginPath();
      context.moveTo(line.x[i], line.y[i]);
      while (i + 1 < line.k.length && line.k[i + 1] <= t) {
        i += 1;
        context.lineTo(line.x[i], line.y[i]);
      }
      context.stroke();
    });
    this.drawn[slot] = i;
  }
}

// The pixels of a run in a plane, without the points that no eye could tell from the one before.
function polyline(track, plane) {
  const line = { x: [], y: [], k: [] };
  let px = Infinity;
  let py = Infinity;
  for (let i = 0; i < track.k.length && track.k[i] <= track.last; i++) {
    let x = plane.x(track.x[2 * i]);
    let y = plane.y(track.x[2 * i + 1]);
    const far = Math.max(Math.abs(x), Math.abs(y));
    const end = i + 1 === track.k.length || track.k[i + 1] > track.last;
    if (!end && Math.abs(x - px) < CLOSE && Math.abs(y - py) < CLOSE) continue;
    if (far > FAR && i > 0) {
      const share = FAR / far; // along the line from the last point, which is near the frame
      x = px + (x - px) * share;
      y = py + (y - py) * share;
    }
    line.x.push(x);
    line.y.push(y);
    line.k.push(track.k[i]);
    if (far > FAR) break;
    [px, py] = [x, y];
  }
  return line;
}

function levels(context, stage, plane) {
  const { radii, tinted, minimum, theme, half } = stage.scene;
  const [xx, xy, yx, yy] = stage.shape;
  clipped(context, plane.frame, () => {
    context.setLineDash([]);
    context.lineWidth = 1;
    context.strokeStyle = theme.level;
    context.fillStyle = theme.fill;
    const within = outermost(stage.shape, minimum, stage.scene.box);
    const drawn = radii.filter((r) => r <= within);
    const turn = (radius) => {
      for (const [c, s] of CIRCLE) {
        const x = minimum[0] + radius * (xx * c + xy * s);
        const y = minimum[1] + radius * (yx * c + yy * s);
        if (c === 1 && s === 0) context.moveTo(plane.x(x), plane.y(y));
        else context.lineTo(plane.x(x), plane.y(y));
      }
      context.closePath();
    };
    for (let i = 0; i < drawn.length; i += tinted) {
      context.beginPath();
      turn(drawn[i]);
      context.fill();
    }
    context.beginPath();
    drawn.forEach(turn);
    context.stroke();
    context.strokeStyle = theme.muted;
    context.setLineDash([1, 4]);
    for (const [x, y] of [
      [xx, yx],
      [xy, yy],
    ]) {
      const reach = (10 * half) / Math.hypot(x, y);
      context.beginPath();
      context.moveTo(plane.x(minimum[0] - reach * x), plane.y(minimum[1] - reach * y));
      context.lineTo(plane.x(minimum[0] + reach * x), plane.y(minimum[1] + reach * y));
      context.stroke();
    }
    context.setLineDash([]);
    context.strokeStyle = theme.text;
    context.lineWidth = 2;
    const [x, y] = [plane.x(minimum[0]), plane.y(minimum[1])];
    context.beginPath();
    context.moveTo(x - 6.5, y);
    context.lineTo(x + 6.5, y);
    context.moveTo(x, y - 6.5);
    context.lineTo(x, y + 6.5);
    context.stroke();
  });
}

// The radius beyond which a level curve encloses the whole window: that of its farthest corner.
function outermost([xx, xy, yx, yy], minimum, [xs, ys]) {
  const determinant = xx * yy - xy * yx;
  const radii = xs.flatMap((x) =>
    ys.map((y) => {
      const [dx, dy] = [x - minimum[0], y - minimum[1]];
      return Math.hypot(yy * dx - xy * dy, xx * dy - yx * dx) / Math.abs(determinant);
    }),
  );
  return Math.max(...radii);
}

function path(context, line, look) {
  stroke(context, look, PATH, FAINT);
  context.setLineDash(dash(look));
  context.beginPath();
  for (let i = 0; i < line.x.length; i++) context.lineTo(line.x[i], line.y[i]);
  context.stroke();
  context.setLineDash([]);
  if (line.x.length <= 400) for (let i = 0; i < line.x.length; i++) marker(context, line.x[i], line.y[i], 1.9, look);
  context.globalAlpha = 1;
}

// The cost and the learning rates of a run that is being dragged.
function curves(context, stage, slot, look) {
  const track = stage.ghosts[slot];
  const cost = stage.axes(...COST);
  const rates = stage.axes(...RATES);
  const points = track.k.length;
  clipped(context, cost.frame, () => curve(context, points, (i) => [cost.x(track.k[i]), cost.y(track.cost[i])], 2, look));
  const rows = track.rates.length / track.n;
  const count = Math.max(rows, Math.min(points, 2));
  for (let j = 0; j < track.n; j++) {
    const width = 2.4 - (1.1 * j) / Math.max(1, track.n - 1);
    // One row says that the rates never change.
    const at =
      rows === 1
        ? (i) => [rates.x(i * Math.max(0, Math.min(track.steps, track.last) - 1)), rates.y(track.rates[j])]
        : (i) => [rates.x(track.k[i]), rates.y(track.rates[i * track.n + j])];
    clipped(context, rates.frame, () => curve(context, count, at, width, look));
  }
}

function curve(context, count, at, width, look) {
  stroke(context, look, width, 1);
  context.setLineDash(dash(look));
  context.beginPath();
  for (let i = 0; i < count; i++) {
    const [x, y] = at(i);
    if (Number.isFinite(y)) context.lineTo(x, Math.max(-FAR, Math.min(FAR, y)));
  }
  context.stroke();
  context.setLineDash([]);
}

// In pixels, the point of the last whole step and the head itself; nothing where there is none to draw.
export function headAt(track, plane, t) {
  if (t > track.last) return null;
  const i = track.before(t);
  const share = track.fraction(i, t);
  const here = [plane.x(track.x[2 * i]), plane.y(track.x[2 * i + 1])];
  const next = share > 0 ? [plane.x(track.x[2 * i + 2]), plane.y(track.x[2 * i + 3])] : here;
  const x = here[0] + share * (next[0] - here[0]);
  const y = here[1] + share * (next[1] - here[1]);
  if (!Number.isFinite(x) || !Number.isFinite(y) || Math.max(Math.abs(x), Math.abs(y)) > FAR) return null;
  return [here, [x, y]];
}

function head(context, track, look, plane, t) {
  const found = headAt(track, plane, t);
  if (!found) return;
  const [here, [x, y]] = found;
  clipped(context, plane.frame, () => {
    stroke(context, look, TRAIL, 1);
    context.beginPath();
    context.moveTo(here[0], here[1]);
    context.lineTo(x, y);
    context.stroke();
    marker(context, x, y, 7, look, true);
  });
}

// Where the curves stand at t, in their axes: the cost, and every learning rate of the present step.
export function* readings(track, t, cost, rates) {
  if (t > track.last) return;
  const i = track.before(t);
  const share = track.fraction(i, t);
  const now = track.cost[i];
  const value = share > 0 ? now + share * (track.cost[i + 1] - now) : now;
  if (inside(cost, t, value)) yield { axes: cost, value };
  for (let j = 0; j < track.n; j++) {
    const rate = track.rate(t, j);
    if (inside(rates, t, rate)) yield { axes: rates, value: rate };
  }
}

function inside({ x, y, frame }, t, value) {
  const [px, py] = [x(t), y(value)];
  return px >= frame.left - 1 && px <= frame.left + frame.width + 1 && py >= frame.top && py <= frame.top + frame.height;
}
