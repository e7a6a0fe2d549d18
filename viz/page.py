"""A picture as an HTML page that asks for nothing from anywhere."""

from __future__ import annotations

from html import escape

from .theme import Theme

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
html {{ background: {paper}; color-scheme: {scheme}; }}
body {{ margin: 1rem; display: flex; justify-content: center; }}
svg {{ width: {width}pt; max-width: 100%; height: auto; }}
@media print {{ body {{ margin: 0; }} }}
</style>
</head>
<body>
{svg}</body>
</html>
"""


def page_text(svg: str, colours: Theme) -> str:
    """The page; the picture shrinks with the window."""
    title = svg.partition("<title>")[2].partition("</title>")[0]  # escaped already
    width = svg.partition('width="')[2].partition("pt")[0]
    dark = int(colours.paper[1:3], 16) < 128
    return _PAGE.format(title=title, paper=escape(colours.paper), width=width,
                        scheme="dark" if dark else "light", svg=svg)
