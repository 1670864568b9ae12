// How a component stands in its page: mounted once, and told of everything that Python says.

import { CHANGES } from "./outbox.js";
import { memory } from "./memory.js";

// What every page does first with what it is told; false where the two do not know each other yet.
export function heard(page, data, send) {
  page.send = send;
  page.outbox.cost = data.cost;
  const known = !page.session || data.session === page.session;
  page.session = memory.session = data.session;
  // A page that was never shown has nothing to go on with.
  if (!known && page.query) {
    page.outbox.resume(page.query, page.deck.mode);
    return false;
  }
  page.outbox.answered(data);
  page.outbox.inherit();
  // While a change is on its way, what Python knows is older than what the deck shows.
  if (!page.outbox.waiting.some(({ type }) => CHANGES.has(type))) page.deck.show(data.deck);
  page.say(data.message);
  return true;
}

// What Streamlit calls: one instance of a class a place in the page, told of every change by `update`.

export function mounting(Kind) {
  const mounted = new WeakMap();
  return ({ data, parentElement, setStateValue }) => {
    let instance = mounted.get(parentElement);
    if (!instance) {
      instance = new Kind(parentElement);
      mounted.set(parentElement, instance);
    }
    instance.update(data, (messages) => setStateValue("outbox", messages));
    return () => {
      // Streamlit also tidies up after a call that a newer one has overtaken; the page then still has the instance.
      if (parentElement.isConnected) return;
      mounted.get(parentElement)?.stop();
      mounted.delete(parentElement);
    };
  };
}
