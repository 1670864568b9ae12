// Whether a part of the page is where people look: the keys are its clock's then.

export function inView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return top < 0.6 * innerHeight && bottom > 0.4 * innerHeight;
}
