"""Lectures to run: gradients from lecture notes beside those of the graph, and a trained network.

`python -m chalkgrad.demos` is the main story; `python -m chalkgrad.demos.deep_network` and the
other files are one lecture each.
"""
