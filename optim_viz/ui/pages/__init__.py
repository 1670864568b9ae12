"""The pages, one a file; the order is the order of the menu."""

import optim_viz.ui.pages.compare as compare

PAGES = [compare]
