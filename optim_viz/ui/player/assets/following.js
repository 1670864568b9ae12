// The parameter that is followed: its menu, and its numbers at the present step in one line.

import { show } from "./numbers.js";

const HINT = "Point at a bar, a curve or a dot to follow one parameter; a click keeps it.";

export class Following {
  constructor(root, board) {
    this.menu = root.querySelector("select");
    this.line = root.querySelector(".ov-readout");
    this.board = board;
    this.menu.addEventListener("change", () => board.pin(this.menu.value === "" ? null : Number(this.menu.value)));
  }

  offer({ names, symbols }) {
    this.menu.replaceChildren(new Option("none", ""), ...names.map((name, j) => new Option(`${symbols[j]} ${name}`, j)));
    this.text = null;
  }

  show() {
    const { board } = this;
    if (!board.scene) return;
    const j = board.lit;
    this.menu.value = board.pinned ?? "";
    const i = ["a", "b"].map((slot) => board.run(slot).before(board.time));
    const text = JSON.stringify([j, i, board.scene.slots, Object.keys(board.ghosts)]);
    if (text === this.text && !Object.keys(board.ghosts).length) return;
    this.text = text;
    if (j === null) {
      this.line.textContent = HINT;
      return;
    }
    const { names, symbols, minimum } = board.scene;
    const exact = minimum ? `, minimum at ${show(minimum[j], 4)}` : "";
    const words = document.createElement("span");
    words.append(part("b", "", `w${symbols[j]} ${names[j]}${exact}. `), this.of("a", j), " ", this.of("b", j));
    this.line.replaceChildren(words);
  }

  of(slot, j) {
    const { board } = this;
    const run = board.run(slot);
    const { name } = board.scene.slots[slot];
    if (board.time > run.last) return part("span", slot, `${name}: ${run.fate}.`);
    const i = run.before(board.time);
    const at = i * run.n + j;
    // Of a run that came thinned, the step before the clock's may be the nearest.
    const there = run.step(i) === Math.floor(board.time) ? "" : ` at step ${run.step(i).toLocaleString("en")}`;
    const way = run.straight[at] < 0 ? "" : `, ${show((100 * run.straight[at]) / run.fine, 2)} % of its way kept`;
    const turns = run.turns[at] === 1 ? "1 turn" : `${run.turns[at].toLocaleString("en")} turns`;
    const symbol = board.scene.symbols[j];
    return part(
      "span",
      slot,
      `${name}${there}: α${symbol} ${show(run.alpha(i, j), 3)}, w${symbol} ${show(run.w[at], 4)}, gradient ${show(run.gradient[at], 3)}, ${turns}${way}.`,
    );
  }
}

function part(tag, name, text) {
  return Object.assign(document.createElement(tag), { className: name, textContent: text });
}
