"""A race on a regression as a picture and as an animation: four panels in place of two paths."""
