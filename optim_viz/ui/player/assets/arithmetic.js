// The update rule with the numbers of the present step, one table a contender.

import { show, subscript } from "./numbers.js";
import { doubles } from "./tracks.js";

export class Arithmetic {
  constructor(root, { onOpen }) {
    this.details = root.querySelector(".ov-arithmetic");
    this.body = this.details.querySelector(".ov-tables");
    this.caption = this.details.querySelector(".ov-step");
    this.tables = null;
    this.details.addEventListener("toggle", () => {
      onOpen(this.details.open);
      this.shown = null;
    });
  }

  get open() {
    return this.details.open;
  }

  show(data, slots, n) {
    this.tables = Object.entries(data).map(([slot, lines]) => this.table(slots[slot], lines, n));
    this.body.replaceChildren(...this.tables.map((table) => table.element));
    this.n = n;
    this.shown = null;
  }

  table(look, lines, n) {
    const element = document.createElement("table");
    const head = element.createTHead().insertRow();
    const name = document.createElement("th");
    name.textContent = look.name;
    name.style.color = look.color;
    name.colSpan = 2;
    head.append(name);
    for (let j = 1; j <= n; j++) {
      const cell = document.createElement("th");
      cell.textContent = `w${subscript(j)}`;
      head.append(cell);
    }
    const body = element.createTBody();
    const rows = lines.map((line) => {
      const row = body.insertRow();
      row.insertCell().textContent = line.symbol;
      row.insertCell().textContent = line.formula;
      return { values: doubles(line.values), cells: Array.from({ length: n }, () => row.insertCell()) };
    });
    return { element, rows };
  }

  time(t, steps) {
    if (!this.open || !this.tables) return;
    const step = Math.min(steps - 1, Math.floor(t));
    if (this.shown === step) return;
    this.shown = step;
    this.caption.textContent = `step ${step} → ${step + 1}`;
    for (const { rows } of this.tables)
      for (const { values, cells } of rows)
        cells.forEach((cell, j) => {
          cell.textContent = show(values[step * this.n + j], 5);
        });
  }
}
