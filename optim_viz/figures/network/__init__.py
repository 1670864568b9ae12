"""The charts of the page on which a network is trained."""
