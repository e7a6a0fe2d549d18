"""Gradients derived by hand, as numbers or functions, held against the graph."""
