// Small pieces of text with an element around them.

export function made(tag, fields = {}, ...children) {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...children);
  return element;
}

// The names of the contenders, each behind a sample of its line.
export function keyed(element, slots) {
  element.replaceChildren(
    ...Object.entries(slots).map(([slot, { name }]) => made("span", { className: `ov-side ov-side-${slot}` }, name)),
  );
}

export function listed(element, words) {
  element.replaceChildren(...words.map((text) => made("li", { textContent: text })));
  element.hidden = !words.length;
}
