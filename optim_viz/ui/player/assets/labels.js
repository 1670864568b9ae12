// The losses of some level lines, where they are in nobody's way.

const EACH = 3; // of so many levels, one is named
const EDGE = 26; // pixels from the frame
const APART = 60; // between two of them
const FREE = 24; // from a path

export function labels(context, { x, y, frame }, grid, walks, theme) {
  const taken = [];
  const paths = walks.flatMap((walk) => Array.from({ length: walk.last + 1 }, (_, i) => walk.place(i))).map(([p, q]) => [x(p), y(q)]);
  if (grid.at) paths.push([x(grid.at[0]), y(grid.at[1])]);
  context.font = "12px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let level = 0; level < grid.levels.length; level += EACH) {
    const place = placeOf(level);
    if (!place) continue;
    taken.push(place);
    const [px, py] = place;
    const wide = context.measureText(grid.levels[level]).width + 6;
    context.fillStyle = theme.panel;
    context.fillRect(px - wide / 2, py - 8, wide, 16);
    context.fillStyle = theme.muted;
    context.fillText(grid.levels[level], px, py + 0.5);
  }

  // The point of a level furthest from paths and other labels.
  function placeOf(level) {
    let best = null;
    let most = 0;
    for (const { level: of, points } of grid.lines) {
      if (of !== level) continue;
      for (let i = 0; i < points.length; i += 2) {
        const [px, py] = [x(points[i]), y(points[i + 1])];
        const inside = Math.min(px - frame.left, frame.left + frame.width - px, py - frame.top, frame.top + frame.height - py);
        const [free, apart] = [nearest(paths, px, py), nearest(taken, px, py)];
        if (inside < EDGE || free < FREE || apart < APART) continue;
        const room = Math.min(free, apart, 3 * inside);
        if (room > most) [most, best] = [room, [px, py]];
      }
    }
    return best;
  }
}

function nearest(places, px, py) {
  return places.reduce((least, [x, y]) => Math.min(least, Math.hypot(x - px, y - py)), Infinity);
}
