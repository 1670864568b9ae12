// The learning rates of all layers against the epoch, of the weights or of the biases.

import { Chart } from "./chart.js";
import { keyed, listed } from "./inscribed.js";

const NARROW = 760; // px of width below which panels stand below each other

export class Rates {
  constructor(element) {
    this.element = element;
    this.plot = element.querySelector(".ov-plot");
    this.chart = new Chart(this.plot);
    this.switch = element.querySelector(".ov-switch");
    this.switch.addEventListener("change", () => this.draw());
  }

  async show(payload) {
    this.payload = payload;
    const names = Object.values(payload.slots).map(({ within }) => within);
    this.plot.setAttribute("aria-label", `Learning rates of each layer against the epoch: ${names.join(" and ")}; in words below`);
    keyed(this.element.querySelector(".ov-sides"), payload.slots);
    listed(this.element.querySelector("ul"), payload.words);
    await this.draw();
  }

  async draw() {
    if (!this.payload) return;
    const { data, layout, narrow } = this.payload[this.switch.querySelector(":checked").value];
    this.narrow = this.isNarrow;
    await this.chart.draw({ data, layout: this.narrow ? narrow : layout });
  }

  get isNarrow() {
    return this.plot.clientWidth < NARROW;
  }

  resize() {
    if (!this.payload || !this.plot.clientWidth) return undefined;
    return this.isNarrow === this.narrow ? this.chart.resize() : this.draw();
  }

  stop() {
    if (this.plot._fullLayout) globalThis.Plotly.purge(this.plot);
  }
}
