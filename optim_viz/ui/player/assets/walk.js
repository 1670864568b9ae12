// A training as it walks on a plane: where it was at its snapshots, straight on between them.

import { Sampled } from "./sampled.js";
import { doubles, floats } from "./tracks.js";

export class Walk extends Sampled {
  constructor({ step, last, x, distance, loss, fate, ...look }) {
    super();
    Object.assign(this, { k: step, last, fate, look, x: floats(x), distance: floats(distance), loss: doubles(loss) });
  }

  place(i) {
    return [this.x[2 * i], this.x[2 * i + 1]];
  }

  // The last snapshot at or before a step.
  before(t) {
    return Math.min(this.last, super.before(t));
  }

  // Whether its numbers have run out of range by then; one that was stopped stays where it is.
  isLost(t) {
    return this.fate !== "" && t > this.step(this.last);
  }

  // Where it is at a step, between two snapshots as well.
  at(t) {
    const i = this.before(t);
    const [x, y] = this.place(i);
    if (i === this.last) return [x, y];
    const share = this.fraction(i, t);
    const [nextX, nextY] = this.place(i + 1);
    return [x + share * (nextX - x), y + share * (nextY - y)];
  }
}
