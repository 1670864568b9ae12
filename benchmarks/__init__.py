"""Benchmarks: what a person at the page notices, measured in a real Chromium against the real app."""
