"""LaTeX to a tree: tokens, grammar, and nothing yet about what the letters mean."""
