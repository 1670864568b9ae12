// Where the panels of a figure stand: in rows, each as high as it says, side by side where there is room.

const MARGIN = { l: 58, r: 24, t: 24, b: 44 };
const GAP = 66; // between columns, for the numbers of an axis
const HEADING = 26;
const TICKS = 26;

export const NARROW = 640; // below it, one panel a row
export const BARS = 1;
export const RATES = 2;
export const COST = 3;
export const DISTANCE = 4;
export const WINDOWS = { a: 5, b: 6 };
export const WHY = 7;

// `names` is how many pixels the names below the bars need.
export function arranged(width, names) {
  const rows = rowsFor(width, names);
  const plot = width - MARGIN.l - MARGIN.r;
  const below = rows.map(({ room }, i) => (i + 1 < rows.length ? room + HEADING : 0));
  const height = rows.reduce((sum, row, i) => sum + row.height + below[i], 0);
  const bottom = Math.max(MARGIN.b, rows.at(-1).room);
  const patch = { width, height: Math.round(height + MARGIN.t + bottom), margin: { ...MARGIN, b: bottom } };
  let top = height;
  rows.forEach(({ panels, height: tall }, i) => {
    const column = (plot - GAP * (panels.length - 1)) / panels.length;
    panels.forEach((panel, at) => {
      const left = at * (column + GAP);
      patch[`${axis("x", panel)}.domain`] = inUnit([left / plot, (left + column) / plot]);
      patch[`${axis("y", panel)}.domain`] = inUnit([(top - tall) / height, top / height]);
    });
    top -= tall + below[i];
  });
  return patch;
}

export function axis(letter, panel) {
  return `${letter}axis${panel === 1 ? "" : panel}`;
}

function rowsFor(width, names) {
  const titled = TICKS + 22;
  const all = { bars: names, curves: TICKS, windows: titled };
  if (width < NARROW)
    return [
      { panels: [BARS], height: 210, room: all.bars },
      // The switch of the cost stands above its heading, and the menus of the windows take two lines.
      { panels: [RATES], height: 180, room: all.curves + 26 },
      { panels: [COST], height: 180, room: all.curves },
      { panels: [DISTANCE], height: 180, room: all.curves + 98 },
      ...[WINDOWS.a, WINDOWS.b, WHY].map((panel) => ({ panels: [panel], height: 240, room: all.windows })),
    ];
  const rows = [
    { panels: [BARS, RATES], height: 250, room: all.bars },
    { panels: [COST, DISTANCE], height: 200, room: all.curves + 44 },
  ];
  if (width < 1000)
    return [
      ...rows,
      { panels: [WINDOWS.a, WINDOWS.b], height: 270, room: all.windows },
      { panels: [WHY], height: 240, room: all.windows },
    ];
  return [...rows, { panels: [WINDOWS.a, WINDOWS.b, WHY], height: 310, room: all.windows }];
}

function inUnit(domain) {
  return domain.map((v) => Math.min(1, Math.max(0, v)));
}
