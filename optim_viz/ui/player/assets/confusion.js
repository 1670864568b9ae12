// Which digit is taken for which: a table for each contender.

import { made } from "./inscribed.js";

const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);

export class Confusion {
  constructor(element) {
    this.element = element;
    this.place = element.querySelector(".ov-confusions");
  }

  show(payload) {
    this.place.replaceChildren(...Object.entries(payload.slots).map(([slot, side]) => table(slot, side, payload)));
  }

  resize() {}

  stop() {}
}

function table(slot, { name, when }, { tables, shown, most }) {
  const found = tables[slot];
  const caption = made("caption", {}, made("span", { className: `ov-side ov-side-${slot}` }, name));
  const element = made("table", { className: `ov-confusion ov-confusion-${slot}` }, caption);
  if (!found) {
    caption.append(`${when}: no answers, its numbers have run out of range`);
    return element;
  }
  caption.append(`${when}: ${found.words}`);
  const silent = found.none.some(Boolean);
  const head = made("tr", {}, made("td", { textContent: "shown" }), ...DIGITS.map((digit) => header("col", digit)), ...(silent ? [header("col", "none")] : []));
  const over = made("tr", {}, made("td"), made("th", { scope: "colgroup", colSpan: 10, textContent: "answer" }));
  element.append(made("thead", {}, over, head), made("tbody", {}, ...DIGITS.map((digit) => row(digit, found, most, silent, shown))));
  return element;
}

function row(digit, { counts, none }, most, silent, shown) {
  const cells = counts[digit].map((count, answer) => {
    const cell = made("td", { textContent: count });
    if (answer === digit) cell.className = "ov-right";
    else if (!count) cell.className = "ov-zero";
    else cell.style.setProperty("--share", `${((100 * count) / most).toFixed(1)}%`);
    cell.title = `${count} of ${shown[digit]} pictures of a ${digit} are taken for a ${answer}`;
    return cell;
  });
  if (silent) cells.push(made("td", { textContent: none[digit] }));
  return made("tr", {}, header("row", digit), ...cells);
}

function header(scope, textContent) {
  return made("th", { scope, textContent });
}
