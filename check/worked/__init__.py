"""Worked numerical examples: every weight and unit a name of its own."""
