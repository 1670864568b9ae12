// The names below the bars: level where they have room side by side, else turned, and as many as stay legible.

import { arranged, NARROW } from "./rows.js";

const LETTER = 6.2; // pixels
const LINE = 14;
const SLOPE = 38; // degrees
const UPRIGHT = 90; // where names that lean would begin outside the screen

// The axis with its names for a figure of a given width, and how many pixels they take below it.
export function named(axis, width) {
  const { "xaxis.domain": domain, margin } = arranged(width, 0);
  const each = ((width - margin.l - margin.r) * (domain[1] - domain[0])) / (axis.range[1] - axis.range[0]);
  const lines = axis.ticktext.flatMap((text) => text.split("<br>"));
  if (!axis.tickangle && longest(lines) + LETTER <= each) return { axis, room: 44 };
  const turned = axis.ticktext.map((text) => text.replace("<br>", " "));
  const angle = width < NARROW ? UPRIGHT : SLOPE;
  const slope = Math.sin((angle * Math.PI) / 180);
  const kept = [];
  for (let i = turned.length - 1; i >= 0; i--) {
    const next = axis.tickvals[kept[0]] ?? Infinity;
    if ((next - axis.tickvals[i]) * each * slope >= LINE) kept.unshift(i);
  }
  const only = (values) => kept.map((i) => values[i]);
  return {
    axis: { ...axis, tickvals: only(axis.tickvals), ticktext: only(turned), tickangle: -angle },
    room: 30 + longest(only(turned)) * slope,
  };
}

function longest(texts) {
  return LETTER * Math.max(...texts.map((text) => text.replace(/&\w+;/g, "x").length));
}
