// The figure as it stands on the screen, as a file: what Plotly draws, and what the canvases over it show.

import { headAt, readings } from "./canvases.js";
import { COST, PLANES, RATES } from "./geometry.js";

const ROOM = 32; // above the panels, for the names
const NARROW = 480; // a panel in which what became of a run takes several lines
const FORMATS = [
  ["png", "Download this picture as PNG", 2],
  ["svg", "Download this picture as SVG", 1],
];

// The letters of the icons, a square of one unit each; the style sheet makes room for words.
const LETTERS = {
  P: ["###", "#.#", "###", "#..", "#.."],
  N: ["#..#", "##.#", "#.##", "#..#", "#..#"],
  G: ["####", "#...", "#.##", "#..#", "####"],
  S: ["###", "#..", "###", "..#", "###"],
  V: ["#...#", "#...#", ".#.#.", ".#.#.", "..#.."],
};

// A button a format, for Plotly's bar.
export function pictureButtons(stage) {
  return FORMATS.map(([format, title, scale]) => ({
    name: format,
    title,
    icon: icon(format.toUpperCase()),
    click: () => globalThis.Plotly.downloadImage(picture(stage), { format, scale, filename: stage.scene.file }),
  }));
}

function icon(word) {
  const squares = [];
  let left = 1;
  for (const letter of word) {
    LETTERS[letter].forEach((row, y) => {
      for (let x = 0; x < row.length; x++) if (row[x] === "#") squares.push(`M${left + x} ${y + 1}h1v1h-1z`);
    });
    left += LETTERS[letter][0].length + 1;
  }
  return { width: left, height: 7, path: squares.join("") };
}

// A figure of its own, with the ranges, sizes and playhead of the moment.
function picture(stage) {
  const { plot, scene } = stage;
  const full = plot._fullLayout;
  const axes = [...PLANES.a, ...PLANES.b, ...COST, ...RATES];
  const ranges = axes.map((axis) => [axis, { ...plot.layout[axis], range: [...full[axis].range], autorange: false }]);
  const margin = { ...plot.layout.margin, t: plot.layout.margin.t + ROOM };
  const slots = Object.entries(scene.slots);
  return {
    data: [...plot.data, ...slots.flatMap(([slot, look]) => moving(stage, slot, look)), ...rings(stage)],
    layout: {
      ...plot.layout,
      ...Object.fromEntries(ranges),
      width: full.width,
      height: full.height + ROOM,
      margin,
      paper_bgcolor: scene.theme.panel,
      annotations: [...plot.layout.annotations, ...slots.flatMap(([slot, look]) => words(stage, slot, look))],
      shapes: [COST, RATES].map((names) => playhead(stage, names)),
    },
  };
}

// Trail, head and the dots on the curves.
function moving(stage, slot, look) {
  const t = stage.canvases.time;
  const track = stage.track(slot);
  const plane = stage.plane(slot);
  const line = stage.canvases.lines[slot];
  const passed = line.k.filter((k) => k <= t).length;
  const trail = line.k.slice(0, passed).map((_, i) => [line.x[i], line.y[i]]);
  const head = headAt(track, plane, t);
  if (head) trail.push(...head);
  const place = ([x, y]) => [plane.backX(x), plane.backY(y)];
  const lines = { mode: "lines", line: { color: look.color, width: 2.8 } };
  const dots = (size) => ({
    mode: "markers",
    marker: { color: look.color, size, symbol: look.marker, line: { color: "#ffffff", width: 1.5 } },
  });
  const traces = [{ ...points(PLANES[slot], trail.map(place)), ...lines }];
  if (head) traces.push({ ...points(PLANES[slot], head.slice(1).map(place)), ...dots(14) });
  const [cost, rates] = [stage.axes(...COST), stage.axes(...RATES)];
  const read = [...readings(track, t, cost, rates)];
  for (const [axes, names] of [
    [cost, COST],
    [rates, RATES],
  ]) {
    const here = read.filter((reading) => reading.axes === axes).map(({ value }) => [t, 10 ** value]);
    traces.push({ ...points(names, here), ...dots(9), cliponaxis: false });
  }
  return traces;
}

function rings({ scene, root }) {
  const marker = { symbol: "circle", size: 13, color: scene.theme.panel, line: { color: scene.theme.text, width: 3 } };
  return Object.keys(scene.slots)
    .filter((slot) => !root.querySelector(`.ov-start-${slot}`).hidden)
    .map((slot) => ({ ...points(PLANES[slot], [scene.start]), mode: "markers", marker, cliponaxis: false }));
}

function points(names, places) {
  const [xaxis, yaxis] = names.map((name) => name.replace("axis", ""));
  return { type: "scatter", x: places.map(([x]) => x), y: places.map(([, y]) => y), xaxis, yaxis, showlegend: false };
}

function playhead(stage, names) {
  const [xref, yaxis] = names.map((name) => name.replace("axis", ""));
  const { time } = stage.canvases;
  const [low, high] = stage.plot._fullLayout[names[0]].range;
  return {
    type: "line",
    xref,
    yref: `${yaxis} domain`,
    x0: time,
    x1: time,
    y0: 0,
    y1: 1,
    visible: time >= low && time <= high,
    opacity: 0.8,
    line: { color: stage.scene.theme.muted, width: 1 },
  };
}

// The name above the panel, and what became of a run that went away in it.
function words(stage, slot, look) {
  const [xaxis, yaxis] = PLANES[slot].map((name) => name.replace("axis", ""));
  const place = { xref: `${xaxis} domain`, yref: `${yaxis} domain`, yanchor: "bottom", showarrow: false };
  const [, name, rest] = /^(.*?)( \(.*)?$/.exec(look.name);
  const text = `<b>${name}</b>${rest ? `<span style="font-size: 12px">${rest}</span>` : ""}`;
  const said = [{ ...place, x: 0, y: 1, xanchor: "left", text, font: { color: look.color, size: 17 } }];
  let fate = stage.labels[slot].textContent;
  if (fate) {
    // Plotly does not break lines.
    if (stage.plane(slot).frame.width < NARROW) fate = fate.replaceAll(", ", ",<br>");
    const ground = stage.scene.theme.panel;
    const right = { x: 1, y: 0, xanchor: "right", align: "right", xshift: -8, yshift: 6 };
    said.push({ ...place, ...right, text: `<b>${fate}</b>`, bgcolor: ground, font: { color: look.color, size: 14 } });
  }
  return said;
}
