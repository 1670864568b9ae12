"""Pictures: pure functions from trajectories to Plotly figures."""
