// Numbers for people; Python has computed them.

const MINUS = "\u2212";
const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

export function show(value, digits = 4) {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e6) return Number(value.toPrecision(digits)).toString().replace("-", MINUS);
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = [...String(Number(exponent))].map((c) => SUPERSCRIPTS[c]).join("");
  return `${mantissa.replace("-", MINUS)}·10${power}`;
}

// What became of a run that went away, from the numbers Python sent with it.
export function fate(track) {
  if (track.left === null) return "";
  const words = [];
  // Nothing was divided by zero outside the pictures: the point before was still in them.
  if (track.left !== track.last + 1 || track.ended !== "division by zero")
    words.push(`left the view at step ${track.left}${track.back ? " and came back" : ""}`);
  if (track.growth !== null && track.growth > 1) words.push(`×${show(track.growth, 3)} a step`);
  if (track.last < track.steps) words.push(`${track.ended} at step ${track.last + 1}`);
  return words.join(", ");
}

const INDEX = ["₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"];

export function subscript(number) {
  return [...String(number)].map((digit) => INDEX[digit]).join("");
}
