"""Formulas whose letters a scanner took for others: 8 for δ, α for a, S for δ."""
