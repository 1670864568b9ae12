// What is known at some steps only, in rising order: `k`; without it, at each of its `steps` and before the first.

export class Sampled {
  step(i) {
    return this.k ? this.k[i] : i;
  }

  // The index of the last point at or before step t.
  before(t) {
    if (!this.k || this.k.length === this.steps + 1) return Math.min(this.steps, Math.floor(t));
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
    const count = this.k?.length ?? this.steps + 1;
    return i + 1 < count ? (t - this.step(i)) / (this.step(i + 1) - this.step(i)) : 0;
  }
}
