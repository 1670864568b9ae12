// What two networks look like from inside: four sections of the page, each shown by itself.

export { Answers } from "./answers.js";
export { Confusion } from "./confusion.js";
export { Rates } from "./spread.js";
export { Units } from "./units.js";
