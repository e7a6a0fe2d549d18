"""Documents: where their formulas are."""
