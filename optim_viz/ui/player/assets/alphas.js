// Which alpha learns fastest: the ready sweep, and one's own, begun, cancelled and gone on with.

import { Chart } from "./chart.js";
import { items } from "./inscribed.js";

const NARROW = 800; // pixels under which the panels stand below each other
const GOING = ["running", "stopping"];

const CONTENT = `
  <label class="ov-alphas-which" hidden>Shown <select>
    <option value="ready">the ready sweep</option><option value="own">the one computed here</option>
  </select></label>
  <div class="ov-plot" data-chart="alphas" role="figure" aria-label="Test accuracy and training loss against the learning rate, for both; in words below"></div>
  <p class="ov-alphas-source"></p>
  <div class="ov-alphas-tools">
    <button type="button" data-do="start">Compute again with the present settings</button>
    <button type="button" data-do="cancel" hidden>Cancel</button>
    <button type="button" data-do="resume" hidden>Resume</button>
    <progress max="1" value="0" aria-label="Trainings of the sweep" hidden></progress>
    <span class="ov-alphas-said" role="status"></span>
  </div>
  <ul class="ov-alphas-words"></ul>`;

export class Alphas {
  // `onDo` is told "start", "cancel" or "resume"; `onLook` that another answer is wanted, see `wanted`.
  constructor(element, { onDo, onLook }) {
    this.element = element;
    this.onLook = onLook;
    element.classList.add("ov-alphas");
    element.innerHTML = CONTENT;
    const find = (selector) => element.querySelector(selector);
    this.chart = new Chart(find(".ov-plot"));
    this.which = find(".ov-alphas-which");
    this.source = find(".ov-alphas-source");
    this.progress = find("progress");
    this.said = find(".ov-alphas-said");
    this.words = find(".ov-alphas-words");
    this.buttons = Object.fromEntries([...element.querySelectorAll("button")].map((each) => [each.dataset.do, each]));
    this.choice = find("select");
    this.choice.value = "own";
    this.choice.addEventListener("change", () => onLook());
    for (const [what, button] of Object.entries(this.buttons))
      button.addEventListener("click", () => {
        if (what !== "cancel") this.choice.value = "own";
        onDo(what);
      });
  }

  // What a question to the server says of the picture: one's own, in whose place the ready one stands until it has
  // something to compare; and which one is there already.
  get wanted() {
    this.narrow = this.element.clientWidth < NARROW;
    return { narrow: Number(this.narrow), which: this.choice.value, have: this.version ?? "" };
  }

  // Whether it goes on by itself, so that it is worth asking again soon.
  get going() {
    return GOING.includes(this.state);
  }

  async show({ same, version, figure, words, source, which, search }) {
    this.state = search?.state;
    this.tell(search);
    this.which.hidden = !search?.enough;
    if (same) return;
    this.version = version;
    this.source.textContent = source;
    this.words.replaceChildren(...items(words));
    this.element.dataset.which = which;
    await this.chart.draw(figure);
  }

  tell(search) {
    const { start, cancel, resume } = this.buttons;
    start.disabled = this.going;
    cancel.hidden = this.state !== "running";
    resume.hidden = !["stopping", "stopped", "failed"].includes(this.state);
    this.progress.hidden = !search || this.state === "done";
    this.progress.value = search?.share ?? 0;
    this.said.textContent = search ? (this.state === "done" ? "" : search.said) : "";
    this.said.title = search?.about ?? "";
  }

  resize() {
    this.chart.resize();
    if (this.narrow !== undefined && this.narrow !== this.element.clientWidth < NARROW) this.onLook();
  }

  stop() {
    if (this.chart.element._fullLayout) globalThis.Plotly.purge(this.chart.element);
  }
}
