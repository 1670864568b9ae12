// Runs as they come from Python: base64 of little-endian numbers, runs first, then steps.

import { Sampled } from "./sampled.js";

export function floats(text) {
  return new Float32Array(bytes(text).buffer);
}

// Logarithms in whole units; -32768 says that there is none.
export function decades({ unit, data }) {
  const whole = new Int16Array(bytes(data).buffer);
  return Float32Array.from(whole, (value) => (value === -32768 ? NaN : value * unit));
}

export function doubles(text) {
  return new Float64Array(bytes(text).buffer);
}

export function bytes(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const array = new Uint8Array(binary.length);
  for (let i = 0; i < array.length; i++) array[i] = binary.charCodeAt(i);
  return array;
}

// A batch of runs; member(i) is one of them, without copying.
export class Batch {
  constructor(data) {
    this.data = data;
    this.x = floats(data.x);
    this.cost = decades(data.cost);
    this.rates = decades(data.rates);
    this.points = this.x.length / (data.runs * data.n);
    this.rows = this.rates.length / (data.runs * data.n);
    this.k = data.k ?? Array.from({ length: this.points }, (_, i) => i);
  }

  member(i) {
    const { n, steps, last, left, back, ended, growth } = this.data;
    const part = (array, width) => array.subarray(i * width, (i + 1) * width);
    return new Track({
      n,
      steps,
      k: this.k,
      x: part(this.x, this.points * n),
      cost: part(this.cost, this.points),
      rates: part(this.rates, this.rows * n),
      last: last[i],
      left: left[i],
      back: back[i],
      ended,
      growth: growth[i],
    });
  }
}

// One run: points at the steps k, with what is known between them.
class Track extends Sampled {
  constructor(fields) {
    super();
    Object.assign(this, fields);
  }

  // The rates of the step that starts at or before t.
  rate(t, j) {
    const row = Math.min(this.before(t), this.rates.length / this.n - 1);
    return this.rates[row * this.n + j];
  }
}
