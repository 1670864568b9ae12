"""The pictures of a regression: a learning rate for every weight, and what comes of them."""
