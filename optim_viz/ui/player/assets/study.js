// Runs on a cost of many parameters as they come from Python: steps first, then parameters.

import { bytes, decades, doubles } from "./tracks.js";

export class Run {
  constructor({ n, k, steps, last, fate, ...data }) {
    Object.assign(this, { n, k, steps, last, fate });
    this.w = doubles(data.w);
    this.gradient = doubles(data.gradient);
    this.alphas = doubles(data.alphas);
    this.rates = decades(data.rates);
    this.value = decades(data.value);
    this.excess = decades(data.excess);
    this.distance = decades(data.distance);
    this.straight = new Int16Array(bytes(data.straight).buffer); // in parts of `fine`, -1 before the first move
    this.fine = data.fine;
    this.turns = new Int16Array(bytes(data.turns).buffer);
    this.points = this.value.length;
    this.rows = this.rates.length / n;
  }

  step(i) {
    return this.k ? this.k[i] : i;
  }

  // The index of the last point at or before step t.
  before(t) {
    if (!this.k) return Math.min(this.steps, Math.floor(t));
    let low = 0;
    let high = this.k.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.k[middle] <= t) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  // How far t is on the way from point i to the next one.
  fraction(i, t) {
    return i + 1 < this.points ? (t - this.step(i)) / (this.step(i + 1) - this.step(i)) : 0;
  }

  // The learning rate of parameter j, log10, in the step from point i on; rates that never change are one row.
  rate(i, j) {
    return this.rates[Math.min(i, this.rows - 1) * this.n + j];
  }

  // The learning rate itself.
  alpha(i, j) {
    return this.alphas[Math.min(i, this.rows - 1) * this.n + j];
  }

  get constant() {
    return this.rows === 1;
  }
}
