// Several learning rates at once: Plotly draws their paths and costs, a canvas where each of them is.

import { applied, geometry, PLANES } from "./geometry.js";
import { Clock } from "./clock.js";
import { Batch } from "./tracks.js";
import { Transport } from "./transport.js";
import { inView } from "./view.js";

const COSTS = { a: ["xaxis3", "yaxis3"], b: ["xaxis4", "yaxis4"] };
const FAR = 20000;

export class Fan {
  constructor(section, root) {
    this.stage = section.querySelector(".ov-stage");
    this.plot = section.querySelector(".ov-plot");
    this.legend = section.querySelector(".ov-legend");
    this.canvas = section.querySelector("canvas");
    this.context = this.canvas.getContext("2d");
    this.clock = new Clock((what) => {
      if (what === "state") this.transport.show();
      else this.transport.time();
      this.draw();
    });
    // Where the fan is not to be seen, the keys scroll the page.
    this.transport = new Transport(root, this.clock, () => this.about && inView(this.stage));
  }

  async show(about) {
    this.about = about;
    this.batches = { a: new Batch(about.tracks.a), b: new Batch(about.tracks.b) };
    this.name(about);
    const layout = applied(about.figure.layout, geometry(this.stage.clientWidth, about.box));
    layout.dragmode = false;
    this.stage.style.minHeight = `${layout.height}px`;
    await globalThis.Plotly.react(this.plot, about.figure.data, layout, { displaylogo: false, modeBarButtons: [["toImage"]] });
    this.clock.setSteps(about.steps);
    this.draw();
  }

  // Which colour is which alpha; one row where both contenders have the same.
  name({ alphas, names, colours }) {
    const same = alphas.a.join() === alphas.b.join();
    const rows = (same ? ["a"] : ["a", "b"]).map((slot) => {
      const row = document.createElement("p");
      row.append(same ? "α: " : `${names[slot]}, α: `);
      alphas[slot].forEach((alpha, k) => {
        const chip = document.createElement("span");
        chip.textContent = alpha;
        chip.style.setProperty("--chip", colours[k]);
        row.append(chip);
      });
      return row;
    });
    this.legend.replaceChildren(...rows);
  }

  resize() {
    if (!this.about) return;
    const change = geometry(this.stage.clientWidth, this.about.box);
    this.stage.style.minHeight = `${change.height}px`;
    globalThis.Plotly.relayout(this.plot, change).then(() => this.draw());
  }

  axes([xName, yName]) {
    const { [xName]: x, [yName]: y } = this.plot._fullLayout;
    const xs = x._length / (x.range[1] - x.range[0]);
    const ys = y._length / (y.range[1] - y.range[0]);
    return {
      x: (v) => x._offset + xs * (v - x.range[0]),
      y: (v) => y._offset + y._length - ys * (v - y.range[0]),
      frame: [x._offset, y._offset, x._length, y._length],
    };
  }

  draw() {
    if (!this.about || !this.plot._fullLayout) return;
    const { canvas, context } = this;
    const [width, height] = [this.plot.clientWidth, this.plot.clientHeight];
    const ratio = globalThis.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    for (const slot of ["a", "b"]) {
      const [plane, costs] = [this.axes(PLANES[slot]), this.axes(COSTS[slot])];
      this.within(plane.frame, () => this.heads(slot, plane));
      this.within(costs.frame, () => this.dots(slot, costs));
      this.playhead(costs);
    }
  }

  within([x, y, width, height], draw) {
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    draw();
    context.restore();
  }

  members(slot, each) {
    const batch = this.batches[slot];
    this.about.colours.forEach((colour, k) => {
      const track = batch.member(k);
      if (this.clock.t <= track.last) each(track, colour);
    });
  }

  // Each path up to now, and where it is.
  heads(slot, plane) {
    const { context } = this;
    const { t } = this.clock;
    this.members(slot, (track, colour) => {
      const end = track.before(t);
      const share = track.fraction(end, t);
      const at = (i) => [plane.x(track.x[2 * i]), plane.y(track.x[2 * i + 1])];
      let [x, y] = at(end);
      if (share > 0) {
        const [nx, ny] = at(end + 1);
        [x, y] = [x + share * (nx - x), y + share * (ny - y)];
      }
      if (!(Math.max(Math.abs(x), Math.abs(y)) < FAR)) return;
      context.strokeStyle = colour;
      context.lineWidth = 2.6;
      context.beginPath();
      for (let i = 0; i <= end; i++) {
        const [px, py] = at(i);
        if (Math.max(Math.abs(px), Math.abs(py)) < FAR) context.lineTo(px, py);
      }
      context.lineTo(x, y);
      context.stroke();
      this.dot(x, y, 6, colour);
    });
  }

  dots(slot, costs) {
    const { t } = this.clock;
    this.members(slot, (track, colour) => {
      const i = track.before(t);
      const share = track.fraction(i, t);
      const value = share > 0 ? track.cost[i] + share * (track.cost[i + 1] - track.cost[i]) : track.cost[i];
      if (Number.isFinite(value)) this.dot(costs.x(t), costs.y(value), 4.5, colour);
    });
  }

  dot(x, y, size, colour) {
    const { context } = this;
    context.beginPath();
    context.arc(x, y, size, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = "#ffffff";
    context.stroke();
  }

  playhead({ x, frame }) {
    const { context } = this;
    context.strokeStyle = this.about.muted;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x(this.clock.t), frame[1]);
    context.lineTo(x(this.clock.t), frame[1] + frame[3]);
    context.stroke();
  }

  stop() {
    this.clock.stop();
    this.transport.stop();
  }
}
