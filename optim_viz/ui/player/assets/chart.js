// A chart that Plotly draws as wide as its place.

const CONFIG = { displaylogo: false, responsive: false, modeBarButtons: [["toImage"]] };

export class Chart {
  constructor(element) {
    this.element = element;
  }

  async draw({ data, layout }) {
    this.layout = layout;
    await globalThis.Plotly.react(this.element, data, { ...layout, width: this.width }, CONFIG);
  }

  get width() {
    return Math.max(280, this.element.clientWidth);
  }

  resize() {
    return this.layout && globalThis.Plotly.relayout(this.element, { width: this.width });
  }
}
