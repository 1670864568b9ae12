// The player: one instance a place in the page, told of every change by `update`.

import { Player } from "./player.js";

const players = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  let player = players.get(parentElement);
  if (!player) {
    player = new Player(parentElement);
    players.set(parentElement, player);
  }
  player.update(data, (messages) => setStateValue("outbox", messages));
  return () => {
    // Streamlit also tidies up after a call that a newer one has overtaken; the page then still has the player.
    if (parentElement.isConnected) return;
    players.get(parentElement)?.stop();
    players.delete(parentElement);
  };
}
