// The pictures: Plotly draws what stands still, three canvases over it draw what moves.

import { applied, COST, geometry, panels, PLANES, RATES, scales } from "./geometry.js";
import { Canvases } from "./canvases.js";
import { fate } from "./numbers.js";
import { pictureButtons } from "./picture.js";
import { Zoom } from "./zoom.js";

export class Stage {
  constructor(root) {
    this.root = root;
    this.plot = root.querySelector(".ov-plot");
    this.labels = { a: root.querySelector(".ov-fate-a"), b: root.querySelector(".ov-fate-b") };
    this.canvases = new Canvases(root);
    this.zoom = new Zoom();
    this.scene = null;
    this.tracks = {};
    this.ghosts = {}; // members of a family or a preview, by slot, while something is dragged
    this.shape = null; // the level curves' matrix while the cost itself is dragged
    this.onMove = () => {}; // told when the panels have moved under the handles
    this.width = 0;
    // One list for good: Plotly draws everything anew when it is given another.
    this.buttons = [[...pictureButtons(this), "zoom2d", "pan2d", "resetScale2d"]];
  }

  // Before Plotly draws for the first time, which takes a while: the same on the canvases, only without words.
  begin(scene, figure, tracks) {
    Object.assign(this, { scene, tracks, ghosts: tracks, shape: scene.shape, width: this.root.clientWidth });
    const layout = applied(figure.layout, geometry(this.width, scene.box));
    this.early = panels(layout);
    this.root.style.minHeight = `${layout.height}px`;
    this.canvases.resize(layout.width, layout.height);
    this.canvases.still(this);
    for (const names of [PLANES.a, PLANES.b, COST, RATES]) this.canvases.frame(this.frame(...names), scene.theme.line);
  }

  // Draw a settled experiment; what was dragged is dropped in the same frame in which its figure appears.
  async show(scene, figure, tracks) {
    this.figure = figure;
    this.scene = scene;
    this.width = this.root.clientWidth;
    const layout = this.zoom.kept(applied(figure.layout, geometry(this.width, scene.box)), this.plot._fullLayout);
    layout.dragmode = matchMedia("(pointer: coarse)").matches ? false : this.plot.layout?.dragmode ?? "zoom";
    const config = { displaylogo: false, modeBarButtons: this.buttons, scrollZoom: false, responsive: false };
    this.root.style.minHeight = `${layout.height}px`;
    const first = !this.plot._fullLayout;
    this.tracks = tracks;
    this.drop();
    await globalThis.Plotly.react(this.plot, figure.data, layout, config);
    if (first) {
      this.plot.on("plotly_afterplot", () => this.moved());
      this.plot.on("plotly_relayouting", () => this.moved());
    }
    this.moved();
  }

  drop() {
    this.ghosts = {};
    this.shape = null;
    this.root.classList.remove("ov-drag-a", "ov-drag-b", "ov-drag-f");
    document.body.classList.remove("ov-dragging");
    this.tell();
  }

  // Show members of a family (or a preview) in place of the settled runs.
  drag(ghosts, shape = null) {
    this.ghosts = ghosts;
    this.shape = shape;
    for (const slot of ["a", "b"]) this.root.classList.toggle(`ov-drag-${slot}`, slot in ghosts);
    this.root.classList.toggle("ov-drag-f", shape !== null);
    document.body.classList.add("ov-dragging");
    this.tell();
    this.canvases.still(this);
    this.canvases.restart();
  }

  tell() {
    for (const slot of ["a", "b"]) this.labels[slot].firstElementChild.textContent = this.track(slot) ? fate(this.track(slot)) : "";
  }

  track(slot) {
    return this.ghosts[slot] ?? this.tracks[slot];
  }

  resize() {
    const width = this.root.clientWidth;
    if (!this.scene || !this.plot._fullLayout || !width || width === this.width) return;
    this.width = width;
    const change = geometry(width, this.scene.box);
    this.root.style.minHeight = `${change.height}px`;
    globalThis.Plotly.relayout(this.plot, change);
  }

  // The axes have moved: everything on the canvases is projected anew.
  moved() {
    this.canvases.resize(this.plot.clientWidth, this.plot.clientHeight);
    this.canvases.still(this);
    this.canvases.restart();
    for (const slot of ["a", "b"]) {
      const { left, top, width, height } = this.frame(...PLANES[slot]);
      Object.assign(this.labels[slot].style, { left: `${left}px`, top: `${top + height}px`, width: `${width}px` });
    }
    this.onMove();
  }

  plane(slot) {
    return this.axes(...PLANES[slot]);
  }

  // Where the panels are: as Plotly has placed them, or will.
  get layout() {
    return this.plot._fullLayout ?? this.early;
  }

  // Pixels of a panel's axes: linear maps, so that a point costs two multiplications.
  axes(xName, yName) {
    const { [xName]: x, [yName]: y } = this.layout;
    return scales(x, y);
  }

  frame(xName, yName) {
    return this.axes(xName, yName).frame;
  }

  get ready() {
    return Boolean(this.scene && this.layout);
  }

  // Everything that moves, at playhead t.
  draw(t) {
    if (this.ready) this.canvases.moving(this, t);
  }
}
