"""The pages, one a file; the order is the order of the menu."""

import optim_viz.ui.pages.compare as compare
import optim_viz.ui.pages.eleven as eleven
import optim_viz.ui.pages.learning_rate as learning_rate
import optim_viz.ui.pages.network as network

PAGES = [compare, learning_rate, eleven, network]
