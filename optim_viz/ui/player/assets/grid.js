// The loss on a grid, and its level lines, as Python has computed them.

import { floats } from "./tracks.js";

export class Grid {
  constructor({ box, grid, lines, ends, of, levels, at }) {
    const points = lines ? floats(lines) : new Float32Array();
    Object.assign(this, { box, at, levels, columns: grid.columns, rows: grid.rows, loss: floats(grid.loss) });
    this.lines = ends.map((end, i) => ({ level: of[i], points: points.subarray(2 * (ends[i - 1] ?? 0), 2 * end) }));
  }

  // Between points of the grid the logarithm of the loss is straight, as on the level lines.
  read(x, y) {
    const [[left, right], [bottom, top]] = this.box;
    const column = ((x - left) / (right - left)) * (this.columns - 1);
    const row = ((y - bottom) / (top - bottom)) * (this.rows - 1);
    const i = Math.min(this.columns - 2, Math.max(0, Math.floor(column)));
    const j = Math.min(this.rows - 2, Math.max(0, Math.floor(row)));
    const [p, q] = [column - i, row - j];
    const at = (across, up) => this.loss[(j + up) * this.columns + i + across];
    const nearest = at(Math.round(p), Math.round(q));
    const [a, b, c, d] = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)].map(Math.log);
    const between = (1 - q) * ((1 - p) * a + p * b) + q * ((1 - p) * c + p * d);
    return Number.isFinite(between) ? Math.exp(between) : nearest;
  }
}
