// The player, as Streamlit mounts it.

import { mounting } from "./mounting.js";
import { Player } from "./player.js";

export default mounting(Player);
