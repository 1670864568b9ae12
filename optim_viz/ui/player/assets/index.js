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
    players.get(parentElement)?.stop();
    players.delete(parentElement);
  };
}
