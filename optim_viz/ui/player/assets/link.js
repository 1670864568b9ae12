// The address of the page: it always holds the experiment and the step, and a button copies it.

const PAUSE = 250;
const SAID = 1600;

export class Link {
  constructor(button) {
    this.button = button;
    this.query = "";
    this.step = 0;
    button.addEventListener("click", () => this.copy());
  }

  // `window` is what the page's windows show, where that is not the usual.
  set(query, step, window = "") {
    Object.assign(this, { query, step, window });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), PAUSE);
  }

  // Replaced, not pushed, so that the browser's history stays clean.
  write() {
    const fields = new URLSearchParams(this.query);
    if (this.step > 0) fields.set("step", this.step);
    if (this.window) fields.set("window", this.window);
    const text = fields.toString().replaceAll("%2C", ",");
    history.replaceState(history.state, "", `${location.pathname}?${text}${location.hash}`);
    for (const place of document.querySelectorAll(".ov-address code")) place.textContent = location.href;
  }

  async copy() {
    this.write();
    const done = await copied(location.href);
    this.button.classList.toggle("ov-copied", done);
    this.button.title = done ? "Copied" : "Copy it from the address bar";
    setTimeout(() => {
      this.button.classList.remove("ov-copied");
      this.button.title = "Copy the link to this page";
    }, SAID);
  }

  stop() {
    clearTimeout(this.timer);
  }
}

function copiedByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByHand(text); // browsers allow the other only on localhost and over https
  }
}
