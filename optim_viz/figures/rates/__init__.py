"""The pictures of the learning-rate page, each a dictionary as plotly.js reads it."""
