// A training as it walks on a plane: where it was at its snapshots, straight on between them.

import { doubles, floats } from "./tracks.js";

export class Walk {
  constructor({ step, last, x, distance, loss, fate, ...look }) {
    Object.assign(this, { step, last, fate, look, x: floats(x), distance: floats(distance), loss: doubles(loss) });
  }

  place(i) {
    return [this.x[2 * i], this.x[2 * i + 1]];
  }

  // The last snapshot at or before a step.
  before(t) {
    let i = 0;
    while (i < this.last && this.step[i + 1] <= t) i++;
    return i;
  }

  // Whether its numbers have run out of range by then; one that was stopped stays where it is.
  isLost(t) {
    return this.fate !== "" && t > this.step[this.last];
  }

  // Where it is at a step, between two snapshots as well.
  at(t) {
    const i = this.before(t);
    const [x, y] = this.place(i);
    if (i === this.last) return [x, y];
    const share = (t - this.step[i]) / (this.step[i + 1] - this.step[i]);
    const [nextX, nextY] = this.place(i + 1);
    return [x + share * (nextX - x), y + share * (nextY - y)];
  }
}
