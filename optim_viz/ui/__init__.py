"""The user interface: the only part of optim-viz that knows a web server."""
