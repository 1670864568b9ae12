// Runs of what is being dragged, asked of the server by requests of their own.

import { Batch, floats } from "./tracks.js";

export class Live {
  constructor(path) {
    this.url = new URL(path, document.baseURI);
  }

  // The runs of a link with some of its fields changed; null when there is no answer.
  async ask(query, changes) {
    const fields = new URLSearchParams(query);
    for (const [key, value] of Object.entries(changes)) fields.set(key, value);
    try {
      const answer = await fetch(`${this.url}?${fields}`);
      if (!answer.ok) return null;
      const { tracks, shapes } = await answer.json();
      const batches = {};
      for (const [slot, track] of Object.entries(tracks)) batches[slot] = new Batch(track);
      return { batches, shapes: shapes && floats(shapes) };
    } catch {
      return null; // no server: Streamlit says so, and the next drag asks again
    }
  }
}
