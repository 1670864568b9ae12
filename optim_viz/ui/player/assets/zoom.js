// A zoom lasts as long as the window itself: it is kept when a setting changes, and goes when the axes do.
//
// Plotly's own `uirevision` compares with ranges that `scaleanchor` has adjusted, and keeps one axis of two.

import { COST, PLANES, RATES } from "./geometry.js";

const GROUPS = [[...PLANES.a, ...PLANES.b], COST, RATES];
const SAME = 0.01; // of the range: so little is an adjustment, not a zoom

export class Zoom {
  constructor() {
    this.given = null; // the ranges of the figure before; Plotly writes into what it is given
  }

  // The layout with what the reader has zoomed to; `full` is what Plotly shows now.
  kept(layout, full) {
    const given = Object.fromEntries(GROUPS.flat().map((axis) => [axis, [...layout[axis].range]]));
    const result = { ...layout, uirevision: null };
    for (const axes of this.given && full ? GROUPS : []) {
      const still = axes.every((axis) => close(given[axis], this.given[axis]));
      const zoomed = axes.some((axis) => !close(full[axis].range, given[axis]));
      if (still && zoomed) for (const axis of axes) result[axis] = { ...layout[axis], range: [...full[axis].range] };
    }
    this.given = given;
    return result;
  }
}

function close(one, other) {
  const span = Math.abs(other[1] - other[0]);
  return one.every((value, i) => Math.abs(value - other[i]) <= SAME * span);
}
