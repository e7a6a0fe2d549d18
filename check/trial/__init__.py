"""Formulas held against random networks."""
