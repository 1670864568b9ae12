// Test digits with the answers of both networks; who was wrong is chosen by a switch.

import { made } from "./inscribed.js";
import { bytes } from "./tracks.js";

const SIDE = 28;
const SHOWN = 24;

// A tick and a cross, so that wrong ones are not told by colour alone.
const MARKS = { true: "M2 8.5 6 12.5 14 3.5", false: "M3 3 13 13 M13 3 3 13" };

export class Answers {
  constructor(element) {
    this.element = element;
    this.switch = element.querySelector(".ov-switch");
    this.list = element.querySelector(".ov-digits");
    this.none = element.querySelector(".ov-none");
    this.switch.addEventListener("change", () => this.draw());
  }

  show(payload) {
    this.payload = payload;
    const { kinds, tests } = payload;
    const mixed = { title: "all, wrong ones first", count: tests, told: `all ${whole(tests)} test digits, wrong ones first` };
    const first = kinds.length > 1 ? mixed : { ...kinds[0], count: tests };
    this.shown = [{ ...first, digits: kinds.flatMap(({ digits }) => digits).slice(0, SHOWN) }];
    if (kinds.length > 1) this.shown.push(...kinds);
    const before = this.chosen;
    this.switch.replaceChildren(...this.shown.map((kind, k) => option(kind, k)));
    const [input] = [before, "0"].map((value) => this.switch.querySelector(`[value="${value}"]:enabled`)).filter(Boolean);
    input.checked = true;
    this.draw();
  }

  get chosen() {
    return this.switch.querySelector(":checked")?.value ?? "0";
  }

  draw() {
    if (!this.payload) return;
    const { digits, count, title, told = `${whole(count)} test digits, ${title}` } = this.shown[Number(this.chosen)];
    this.list.replaceChildren(...digits.map((digit) => cell(digit, this.payload.slots)));
    for (const canvas of this.list.querySelectorAll("canvas")) canvas.paint();
    const part = count > digits.length ? `The first ${digits.length} of ${told}` : told.replace(/^(all )?/, "All ");
    const when = Object.values(this.payload.slots).map((side) => `${side.within} ${side.when}`);
    this.none.textContent = `${part}: ${when.join(", ")}`;
  }

  // Ink has the colour of the letters, which changes with the look of the page.
  resize() {
    for (const canvas of this.list.querySelectorAll("canvas")) canvas.paint();
  }

  stop() {}
}

function whole(number) {
  return number.toLocaleString("en");
}

function option({ title, count }, k) {
  const input = made("input", { type: "radio", name: "ov-kind", value: k, disabled: !count });
  return made("label", {}, input, made("span", {}, `${title}: ${whole(count)}`));
}

function cell({ number, label, pixels, answers }, slots) {
  const canvas = made("canvas", { width: SIDE, height: SIDE, paint: () => paint(canvas, bytes(pixels)) });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `Picture of a ${label}`);
  const about = made("p", { className: "ov-digit-label" }, made("b", {}, String(label)), made("small", {}, `no. ${number}`));
  const lines = Object.entries(slots).map(([slot, { name }]) => line(slot, name, answers[slot]));
  return made("li", {}, made("div", {}, canvas, about), ...lines);
}

function line(slot, name, answer) {
  const text = made("p", { className: `ov-answer ov-side-${slot}` });
  if (!answer) {
    text.append(`${name}: `, made("b", {}, "no answer"));
    return text;
  }
  text.classList.toggle("ov-wrong", !answer.right);
  text.append(mark(answer.right), `${name}: `, made("b", {}, `${answer.answer}, ${answer.words}`));
  return text;
}

function mark(right) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", right ? "right" : "wrong");
  path.setAttribute("d", MARKS[right]);
  svg.append(path);
  return svg;
}

function paint(canvas, pixels) {
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(SIDE, SIDE);
  pixels.forEach((value, k) => (image.data[4 * k + 3] = value));
  pen.globalCompositeOperation = "copy";
  pen.putImageData(image, 0, 0);
  pen.globalCompositeOperation = "source-in";
  pen.fillStyle = getComputedStyle(canvas).color;
  pen.fillRect(0, 0, SIDE, SIDE);
}
