// Where the four panels stand in a figure of a given width; panels a and b have exactly the window's shape.

// The names of their axes.
export const PLANES = { a: ["xaxis", "yaxis"], b: ["xaxis2", "yaxis2"] };
export const COST = ["xaxis3", "yaxis3"];
export const RATES = ["xaxis4", "yaxis4"];

const NARROW = 640;
const MARGIN = { l: 54, r: 14, t: 4, b: 26 };

export function geometry(width, box) {
  const [[left, right], [low, high]] = box;
  const aspect = (right - left) / (high - low);
  return width < NARROW ? stacked(width, aspect) : sideBySide(width, aspect);
}

function sideBySide(width, aspect) {
  const plot = width - MARGIN.l - MARGIN.r;
  const gap = 62;
  const column = (plot - gap) / 2;
  const top = column / aspect;
  const between = 64;
  const bottom = Math.min(240, Math.max(150, column * 0.27));
  const height = top + between + bottom;
  const x = [
    [0, column / plot],
    [1 - column / plot, 1],
  ];
  const upper = [1 - top / height, 1];
  const lower = [0, bottom / height];
  return patch(width, height, [x[0], x[1], x[0], x[1]], [upper, upper, lower, lower]);
}

function stacked(width, aspect) {
  const plot = width - MARGIN.l - MARGIN.r;
  const panel = plot / aspect;
  const heights = [panel, panel, 170, 170];
  const gaps = [46, 68, 68];
  const height = heights.reduce((a, b) => a + b) + gaps.reduce((a, b) => a + b);
  let y = height;
  const domains = heights.map((h, i) => {
    const domain = [(y - h) / height, y / height];
    y -= h + (gaps[i] ?? 0);
    return domain.map((v) => Math.min(1, Math.max(0, v)));
  });
  return patch(width, height, Array(4).fill([0, 1]), domains);
}

function patch(width, plotHeight, x, y) {
  const names = ["", "2", "3", "4"];
  const layout = { width, height: Math.round(plotHeight + MARGIN.t + MARGIN.b), margin: MARGIN };
  names.forEach((name, i) => {
    layout[`xaxis${name}.domain`] = x[i];
    layout[`yaxis${name}.domain`] = y[i];
  });
  return layout;
}

// The panels of such a layout as Plotly will place them: where each axis begins, how long it is, and its range.
export function panels(layout) {
  const { l, r, t, b } = layout.margin;
  const [width, height] = [layout.width - l - r, layout.height - t - b];
  const axes = {};
  for (const [name, { domain, range }] of Object.entries(layout).filter(([name]) => /^[xy]axis/.test(name))) {
    const [low, high] = domain;
    axes[name] =
      name[0] === "x"
        ? { _offset: l + low * width, _length: (high - low) * width, range }
        : { _offset: t + (1 - high) * height, _length: (high - low) * height, range };
  }
  return axes;
}

// From the numbers of a panel's axes, as Plotly has placed them, to pixels and back; and the panel's frame.
export function scales(x, y) {
  const xs = x._length / (x.range[1] - x.range[0]);
  const ys = y._length / (y.range[1] - y.range[0]);
  return {
    x: (v) => x._offset + xs * (v - x.range[0]),
    y: (v) => y._offset + y._length - ys * (v - y.range[0]),
    backX: (px) => x.range[0] + (px - x._offset) / xs,
    backY: (py) => y.range[0] + (y._offset + y._length - py) / ys,
    frame: { left: x._offset, top: y._offset, width: x._length, height: y._length },
  };
}

// The patch written into a layout, for a figure that is drawn anew.
export function applied(layout, change) {
  const result = { ...layout };
  for (const [path, value] of Object.entries(change)) {
    const [axis, key] = path.split(".");
    result[axis] = key ? { ...result[axis], [key]: value } : value;
  }
  return result;
}
