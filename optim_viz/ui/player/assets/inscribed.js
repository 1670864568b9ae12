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

// Sentences as items of a list; what belongs to a number stays in its line.
export function items(words) {
  return words.map((text) => made("li", { textContent: text.replace(/(?<=\d) (?=%)|(?<=\S) = (?=\S)/g, (gap) => gap.replaceAll(" ", "\u00a0")) }));
}

export function listed(element, words) {
  element.replaceChildren(...items(words));
  element.hidden = !words.length;
}
