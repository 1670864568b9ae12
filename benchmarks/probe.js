// Put into a page before its own scripts: writes down when something was done, and when it had been painted.
// Every time is performance.now(), taken in the page, so that the driver's slowness is in no figure.

(() => {
  const NAMES = ["data-family", "data-revision", "data-preview", "data-shown"];
  const frameOf = requestAnimationFrame.bind(globalThis);
  const bench = { marks: [], inputs: [], moves: [], done: {}, frames: null, work: 0, figure: null };
  globalThis.bench = bench;

  // A message posted from a frame's callback arrives after that frame's style, layout and paint.
  function painted(tell) {
    frameOf(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => tell(performance.now());
      port2.postMessage(null);
    });
  }

  bench.clear = () => {
    words.disconnect();
    Object.assign(bench, { marks: [], inputs: [], moves: [], done: {} });
  };
  bench.take = () => ({ marks: bench.marks, inputs: bench.inputs, moves: bench.moves, done: bench.done });

  // What the page says of itself in attributes.
  new MutationObserver((records) => {
    for (const { target, attributeName: name } of records) {
      const mark = { name, value: target.getAttribute(name), t: performance.now() };
      if (mark.value === null) continue;
      bench.marks.push(mark);
      if (name !== "data-shown") painted((t) => (mark.painted = t));
    }
  }).observe(document, { subtree: true, attributes: true, attributeFilter: NAMES });

  // Changes of the page around the player, from the moment something is let go: one mark a frame.
  let marked = null;
  const words = new MutationObserver((records) => {
    const around = ({ target }) => target.isConnected && !(target.closest ? target : target.parentElement).closest(".ov");
    if (marked || !records.some(around)) return;
    marked = { name: "words", t: performance.now() };
    bench.marks.push(marked);
    const mark = marked;
    painted((t) => {
      mark.painted = t;
      marked = null;
    });
  });

  // What a person does. The last time of each kind is in `done`.
  for (const type of ["pointerdown", "pointerup", "click", "change"])
    document.addEventListener(
      type,
      () => {
        bench.done[type] = performance.now();
        const main = document.querySelector("[data-testid=stMain]"); // not what Plotly measures its texts with
        if (main && type !== "pointerdown") words.observe(main, { subtree: true, childList: true, characterData: true });
      },
      true,
    );

  // Sliders: the event, the end of its handlers, the paint, and whether what was painted is what was asked for.
  let begun = 0;
  document.addEventListener("input", () => (begun = performance.now()), true);
  document.addEventListener("input", ({ target }) => {
    const { path } = target.dataset;
    const work = performance.now() - begun;
    bench.work += work;
    if (!path) return;
    const input = { path, value: target.value, t: begun, work };
    bench.inputs.push(input);
    painted((t) => {
      input.painted = t;
      input.drawn = target.closest(".ov").dataset.shown === `${path}:${input.value}`;
    });
  });

  // The start point: which start was asked for when; its handle tells it in words.
  document.addEventListener("pointermove", ({ target }) => {
    if (target.matches?.(".ov-start")) bench.moves.push({ t: performance.now(), start: target.title });
  });

  // Script work of each frame: the callbacks of requestAnimationFrame, and the handlers of slider events.
  globalThis.requestAnimationFrame = (callback) =>
    frameOf((now) => {
      const from = performance.now();
      callback(now);
      bench.work += performance.now() - from;
    });
  bench.record = () => {
    bench.frames = [];
    const frame = (now) => {
      if (!bench.frames) return;
      bench.frames.push([now, bench.work]);
      bench.work = 0;
      frameOf(frame);
    };
    frameOf(frame);
  };
  bench.stop = () => {
    const { frames } = bench;
    bench.frames = null;
    return frames;
  };

  // The first frame that holds something which matches a selector.
  bench.watch = (selector) => {
    const look = () => {
      if (document.querySelector(selector)) painted((t) => (bench.figure = performance.timeOrigin + t));
      else frameOf(look);
    };
    frameOf(look);
  };
})();
