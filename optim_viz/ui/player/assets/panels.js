// What is drawn in each panel of a study: curves and level lines that stand still, bars, dots and heads that move.

import { clipped, cross, dash, dot, marker, playhead, stroke } from "./pen.js";
import { BARS, COST, DISTANCE, RATES, WHY, WINDOWS } from "./rows.js";

const SLOTS = ["a", "b"];
const FAR = 20000; // pixels; no canvas draws a line to a point further away
const CLOSE = 0.8; // pixels between points that are told apart
const MANY = 40; // parameters, of which each curve is drawn more faintly
const WIDE = 0.38; // of the room of a parameter, for each contender's bar

// Curves, whole paths and level lines.
export function still(context, board) {
  const { scene } = board;
  for (const slot of SLOTS) {
    const run = board.run(slot);
    const look = scene.slots[slot];
    curves(context, board, RATES, slot, (i, j) => run.rate(i, j));
    curves(context, board, DISTANCE, slot, (i, j) => run.distance[i * run.n + j]);
    const axes = board.axes(COST);
    clipped(context, axes.frame, () => line(context, axes, run, (i) => run[board.measure][i], look, 2.2, 1));
    ground(context, board, slot);
  }
}

function curves(context, board, panel, slot, value) {
  const run = board.run(slot);
  const look = board.scene.slots[slot];
  const axes = board.axes(panel);
  const quiet = board.lit === null ? (run.n > MANY ? 0.35 : 0.75) : 0.16;
  clipped(context, axes.frame, () => {
    for (let j = 0; j < run.n; j++) if (j !== board.lit) line(context, axes, run, (i) => value(i, j), look, 1.3, quiet);
    if (board.lit !== null) line(context, axes, run, (i) => value(i, board.lit), look, 3, 1);
  });
}

function line(context, { x, y }, run, value, look, width, alpha) {
  stroke(context, look, width, alpha);
  context.setLineDash(dash(look));
  context.beginPath();
  let [lastX, lastY] = [-Infinity, 0];
  const end = run.points - 1;
  for (let i = 0; i <= end && run.step(i) <= run.last; i++) {
    const at = y(value(i));
    if (!Number.isFinite(at)) continue;
    const px = x(run.step(i));
    if (px - lastX < CLOSE && Math.abs(at - lastY) < CLOSE && i < end) continue;
    [lastX, lastY] = [px, at];
    context.lineTo(px, Math.max(-FAR, Math.min(FAR, at)));
  }
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

// A window: level lines, the whole path faintly, the minimum.
function ground(context, board, slot) {
  const { windows, scene } = board;
  if (!windows) return;
  const axes = board.axes(WINDOWS[slot]);
  const run = board.run(slot);
  const look = scene.slots[slot];
  const { points, ends } = windows[slot];
  clipped(context, axes.frame, () => {
    context.strokeStyle = scene.theme.level;
    context.lineWidth = 1.4;
    let from = 0;
    context.beginPath();
    for (const end of ends) {
      for (let i = from; i < end; i++) {
        const [px, py] = [axes.x(points[2 * i]), axes.y(points[2 * i + 1])];
        if (i === from) context.moveTo(px, py);
        else context.lineTo(px, py);
      }
      from = end;
    }
    context.stroke();
    stroke(context, look, 1.3, 0.7);
    context.setLineDash(dash(look));
    trail(context, axes, run, windows.pair, run.points - 1);
    context.setLineDash([]);
    context.globalAlpha = 1;
    if (scene.minimum) cross(context, axes, windows.pair.map((j) => scene.minimum[j]), scene.theme.text);
  });
}

function trail(context, axes, run, [p, q], end) {
  context.beginPath();
  for (let i = 0; i <= end && run.step(i) <= run.last; i++) {
    const [px, py] = [axes.x(run.w[i * run.n + p]), axes.y(run.w[i * run.n + q])];
    if (!(Math.max(Math.abs(px), Math.abs(py)) < FAR)) break;
    context.lineTo(px, py);
  }
  context.stroke();
}

// Everything that stands where the clock does.
export function moving(context, board, t) {
  for (const panel of [RATES, COST, DISTANCE]) playhead(context, board.axes(panel), t, board.scene.theme);
  for (const slot of SLOTS) {
    const run = board.run(slot);
    if (t > run.last) continue;
    const i = run.before(t);
    bars(context, board, slot, run, i);
    dots(context, board, slot, run, i, t);
    head(context, board, slot, run, i, t);
    why(context, board, slot, run, i);
  }
}

function bars(context, board, slot, run, i) {
  const { x, y, frame } = board.axes(BARS);
  const look = board.scene.slots[slot];
  const from = slot === "a" ? -WIDE : 0.02;
  const bottom = frame.top + frame.height;
  clipped(context, frame, () => {
    context.fillStyle = look.color;
    for (let j = 0; j < run.n; j++) {
      const top = y(run.rate(i, j));
      if (!Number.isFinite(top)) continue;
      context.globalAlpha = board.lit === null || board.lit === j ? 1 : 0.3;
      const left = x(j + from);
      context.fillRect(left, top, Math.max(1, x(j + from + WIDE - 0.02) - left), bottom - top);
    }
    context.globalAlpha = 1;
  });
}

// Of the parameter that is followed, where its curves stand; of the cost, always.
function dots(context, board, slot, run, i, t) {
  const look = board.scene.slots[slot];
  const put = (panel, value) => {
    const axes = board.axes(panel);
    const at = axes.y(value);
    if (at >= axes.frame.top - 1 && at <= axes.frame.top + axes.frame.height + 1) dot(context, axes.x(t), at, look);
  };
  put(COST, run[board.measure][i]);
  if (board.lit === null) return;
  put(RATES, run.rate(i, board.lit));
  put(DISTANCE, run.distance[i * run.n + board.lit]);
}

function head(context, board, slot, run, i, t) {
  if (!board.windows) return;
  const axes = board.axes(WINDOWS[slot]);
  const look = board.scene.slots[slot];
  const share = run.fraction(i, t);
  const [px, py] = board.windows.pair.map((j, at) => {
    const here = run.w[i * run.n + j];
    const value = share > 0 && run.step(i + 1) <= run.last ? here + share * (run.w[(i + 1) * run.n + j] - here) : here;
    return at ? axes.y(value) : axes.x(value);
  });
  clipped(context, axes.frame, () => {
    stroke(context, look, 2.8, 1);
    trail(context, axes, run, board.windows.pair, i);
    if (Math.max(Math.abs(px), Math.abs(py)) < FAR) marker(context, px, py, 7, look, true);
  });
}

function why(context, board, slot, run, i) {
  const axes = board.axes(WHY);
  const look = board.scene.slots[slot];
  const { fine } = run;
  clipped(context, axes.frame, () => {
    context.font = "13px system-ui, sans-serif";
    for (let j = 0; j < run.n; j++) {
      const straight = run.straight[i * run.n + j];
      const [px, py] = [axes.x(straight / fine), axes.y(run.rate(i, j))];
      if (straight < 0 || !Number.isFinite(py)) continue;
      const lit = board.lit === j;
      context.globalAlpha = board.lit === null || lit ? 1 : 0.3;
      marker(context, px, py, lit ? 7 : 4.5, look, true);
      if (run.n <= 14 && look.adaptive) {
        const symbol = String(j + 1);
        const beyond = px + 7 + context.measureText(symbol).width > axes.frame.left + axes.frame.width;
        context.textAlign = beyond ? "right" : "left";
        context.fillStyle = board.scene.theme.text;
        context.fillText(symbol, px + (beyond ? -7 : 7), py - 5);
      }
    }
    context.globalAlpha = 1;
  });
}
