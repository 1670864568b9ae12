// Runs on a cost of many parameters as they come from Python: steps first, then parameters.

import { Sampled } from "./sampled.js";
import { bytes, decades, doubles } from "./tracks.js";

export class Run extends Sampled {
  constructor({ n, k, steps, last, fate, ...data }) {
    super();
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
