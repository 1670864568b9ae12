// The live controls: built from what Python says of each parameter, moved without asking Python.

const SETTLE = 200; // after the last key

export class Deck {
  constructor(root, handlers) {
    this.parts = { f: root.querySelector(".ov-cost"), a: root.querySelector(".ov-a"), b: root.querySelector(".ov-b") };
    this.modes = [...root.querySelectorAll(".ov-choice")];
    this.handlers = handlers;
    this.controls = new Map();
    this.built = {};
    for (const radio of this.modes) radio.addEventListener("change", () => handlers.onMode(radio.value));
  }

  // Bring the deck to what Python has settled; what is being held stays as it is.
  show({ parts, mode }) {
    for (const radio of this.modes) radio.checked = radio.value === mode;
    for (const [part, { title, choice, choices, controls }] of Object.entries(parts)) {
      const plan = JSON.stringify([part, choice, controls.map((c) => [c.path, c.positions.length])]);
      if (this.built[part] !== plan) {
        for (const path of [...this.controls.keys()]) if (path.startsWith(`${part}.`)) this.controls.delete(path);
        this.build(part, title, choice, choices, controls);
        this.built[part] = plan;
      }
      for (const control of controls) this.controls.get(control.path).settle(control);
    }
  }

  build(part, title, choice, choices, controls) {
    const section = this.parts[part];
    const focused = section.contains(document.activeElement) ? document.activeElement.dataset.path : null;
    section.querySelectorAll(".ov-control").forEach((element) => element.remove());
    if (choices) {
      const select = section.querySelector("select");
      if (!select.options.length) {
        for (const [key, name] of choices) select.add(new Option(name, key));
        select.addEventListener("change", () => this.handlers.onSlot(part, select.value));
      }
      select.value = choice;
    }
    for (const data of controls) {
      const control = new Control(data, title, this.handlers);
      this.controls.set(data.path, control);
      section.append(control.element);
    }
    if (focused) section.querySelector(`[data-path="${focused}"]`)?.focus();
  }

  // The path of the slider that is being moved, or nothing.
  get held() {
    return [...this.controls.values()].find((control) => control.held)?.data.path;
  }

  // Which learning rates are compared: the same one, each its own, or the best one of each.
  get mode() {
    return this.modes.find((radio) => radio.checked)?.value;
  }

  get locked() {
    return this.mode === "same";
  }

  // The sliders that move with one: both learning rates while there is one for both.
  together(path) {
    const alphas = ["a.alpha", "b.alpha"];
    return this.locked && alphas.includes(path) ? alphas : [path];
  }

  // Show again what is settled, after a slider was let go where it stood.
  restore() {
    for (const control of this.controls.values()) control.settle(control.data);
  }

  // The thumb of another slider goes along while "same alpha" is on.
  follow(path, index) {
    this.controls.get(path)?.move(index);
  }
}

// One parameter: a label with its symbol, a slider, and a field for exact values.
class Control {
  constructor(data, title, handlers) {
    this.data = data;
    this.handlers = handlers;
    this.held = false; // by pointer or keys: nothing else moves it
    this.pressed = false; // by the pointer
    this.typing = false; // in the field, until it is taken or given up
    const name = data.label === data.symbol ? `${data.label}, ${title}` : `${data.label} ${data.symbol}, ${title}`;
    this.element = document.createElement("div");
    this.element.className = "ov-control";
    this.element.title = data.help;
    const id = `ov-${data.path.replace(".", "-")}`;
    const label = document.createElement("label");
    label.htmlFor = id;
    const symbol = document.createElement("b");
    symbol.textContent = data.symbol;
    const words = document.createElement("span");
    words.textContent = data.label === data.symbol ? "" : data.label;
    label.append(symbol, " ", words);
    this.range = document.createElement("input");
    Object.assign(this.range, { type: "range", id, min: 0, max: data.positions.length - 1, step: 1 });
    this.range.dataset.path = data.path;
    this.range.setAttribute("aria-label", name);
    this.field = document.createElement("input");
    Object.assign(this.field, { type: "text", inputMode: "decimal", autocomplete: "off", spellcheck: false });
    this.field.dataset.field = data.path;
    this.field.setAttribute("aria-label", `${name}, exact value`);
    const grid = document.createElement("div");
    grid.append(label, this.field, this.range);
    this.element.append(grid);
    this.listen();
  }

  listen() {
    const { range, field, handlers } = this;
    const path = this.data.path;
    range.addEventListener("pointerdown", () => {
      this.held = this.pressed = true;
      handlers.onGrab(path);
    });
    range.addEventListener("input", () => {
      if (!this.pressed) {
        this.held = true; // by the keys, until the last one has settled
        handlers.onGrab(path);
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.release(), SETTLE);
      }
      this.touched = true;
      this.say(Number(range.value));
      handlers.onMove(path, Number(range.value));
    });
    const up = () => {
      if (this.pressed) this.release();
    };
    range.addEventListener("pointerup", up);
    range.addEventListener("pointercancel", up);
    range.addEventListener("dblclick", () => handlers.onSet(path, this.data.default));
    field.addEventListener("input", () => (this.typing = true));
    field.addEventListener("change", () => {
      this.typing = false;
      handlers.onSet(path, field.value);
    });
    field.addEventListener("focus", () => field.select());
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") field.blur(); // takes the value, and gives the keys back to the clock
      if (event.key === "Escape") {
        this.typing = false;
        field.value = this.data.text;
        field.blur();
      }
    });
  }

  release() {
    clearTimeout(this.timer);
    this.held = this.pressed = false;
    const text = this.data.positions[this.index];
    if (this.touched && text !== this.data.text) this.handlers.onSet(this.data.path, text);
    else this.handlers.onLetGo();
    this.touched = false;
  }

  // What Python has settled.
  settle(data) {
    this.data = data;
    if (this.held) return;
    this.index = data.index;
    this.range.value = data.index;
    if (!this.typing) this.field.value = data.text;
    this.range.setAttribute("aria-valuetext", data.text);
  }

  move(index) {
    this.range.value = index;
    this.say(index);
  }

  say(index) {
    this.index = index;
    const text = this.data.positions[index];
    this.field.value = text;
    this.range.setAttribute("aria-valuetext", text);
  }
}
