"""A layout as a LaTeX document: a TikZ picture whose labels LaTeX sets itself.

Labels reach it only as LaTeX that is known to be mathematics, or as text with every special sign
escaped, so that no label is ever a command.
"""

from __future__ import annotations

from collections.abc import Iterator

from chalkgrad.chalk.typeset import escaped

from .formula import Glyphs
from .geometry import badge_area, corner, line_places
from .layout import Arrow, Box, Frame, Layout, Point
from .legend import Legend
from .theme import Look, Theme

_HEAD = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\IfFileExists{lmodern.sty}{\usepackage[T1]{fontenc}\usepackage{lmodern}}{}
\usepackage{amsmath,amssymb,textcomp,tikz}
\usepackage[paperwidth=%.1fbp,paperheight=%.1fbp,margin=0bp]{geometry}
\pagestyle{empty}
\setlength{\parindent}{0pt}
\setlength{\topskip}{0pt}
"""
_FRACTIONS = 0.93  # LaTeX's are higher than those that the boxes were made for
_INKS = ("ink", "value", "gradient", "label", "pale")


def tikz_text(layout: Layout) -> str:
    """The document; pdflatex, lualatex and xelatex compile it as it is."""
    return "\n".join([*_document(layout), ""])


def _document(layout: Layout) -> Iterator[str]:
    colours = layout.style.colours
    yield _HEAD % (layout.width, layout.height + 1) + "\n".join(_colours(colours))
    yield r"\begin{document}"
    yield r"\begin{tikzpicture}[x=1bp,y=-1bp,inner sep=0pt,outer sep=0pt]"
    yield rf"\fill[paper] (0,0) rectangle ({layout.width:.1f},{layout.height:.1f});"
    for frame in layout.frames:
        yield from _frame(frame, colours)
    for arrow in sorted(layout.arrows, key=lambda arrow: arrow.covers):
        yield from _arrow(arrow, layout)
    for box in layout.boxes:
        yield f"% {box.node.key}"
        yield from _box(box, layout)
    if layout.legend:
        yield from _legend(layout.legend, colours)
    yield "\\end{tikzpicture}\n\\end{document}"


def _colours(colours: Theme) -> Iterator[str]:
    names = {name: getattr(colours, name) for name in (*_INKS, "paper", "line", "frame")}
    for kind, look in colours.looks.items():
        names |= {f"{kind}fill": look.fill, f"{kind}border": look.border}
    for name, colour in names.items():
        yield rf"\definecolor{{{name}}}{{HTML}}{{{colour[1:].upper()}}}"


def _frame(frame: Frame, colours: Theme) -> Iterator[str]:
    yield _rectangle(frame.corner, frame.width, frame.height, "fill=frame,draw=line", 12.0)
    yield _text(frame.line.glyphs, (frame.corner[0] + 12, frame.corner[1] + 8), colours)


def _arrow(arrow: Arrow, layout: Layout) -> Iterator[str]:
    colours = layout.style.colours
    points = [f"({x:.2f},{y:.2f})" for x, y in arrow.curve]
    bends = [f" .. controls {points[i]} and {points[i + 1]} .. {points[i + 2]}"
             for i in range(1, len(points) - 2, 3)]
    tip = f"({arrow.tip[0]:.2f},{arrow.tip[1]:.2f})"
    yield (rf"\draw[line,line width={colours.stroke * colours.scale:.2f}bp,-latex] "
           f"{points[0]}{''.join(bends)} -- {tip};")
    if arrow.line:
        glyphs = arrow.line.glyphs
        place = (arrow.middle[0] - glyphs.width / 2, arrow.middle[1] - glyphs.height / 2)
        ground = "paper" if layout.ground(arrow.middle) == colours.paper else "frame"
        yield _text(glyphs, place, colours, f",fill={ground}" if arrow.covers else "")


def _box(box: Box, layout: Layout) -> Iterator[str]:
    colours, kind = layout.style.colours, box.node.kind
    yield from _outline(corner(box), box.width, box.height, colours.looks[kind], kind)
    for line, place in line_places(box, layout.style):
        yield _text(line.glyphs, place, colours)
    if box.badge:
        area = badge_area(box, box.badge)
        yield _rectangle(area[:2], area.right - area.left, area.bottom - area.top,
                         f"fill={kind}fill,draw={kind}border", 6.0)
        yield _text(box.badge, (area.left + 6, area.top + 3), colours)


def _outline(place: Point, width: float, height: float, look: Look, kind: str) -> Iterator[str]:
    pen = f"draw={kind}border,line width={look.thickness:.2f}bp"
    dashes = f",dash pattern=on {look.dash.replace(' ', 'bp off ')}bp" if look.dash else ""
    yield _rectangle(place, width, height, f"fill={kind}fill,{pen}{dashes}", look.radius)
    if look.double:
        inner = (place[0] + look.inset, place[1] + look.inset)
        yield _rectangle(inner, width - 2 * look.inset, height - 2 * look.inset, pen,
                         max(0.0, look.radius - look.inset))


def _rectangle(place: Point, width: float, height: float, options: str, radius: float) -> str:
    corners = f",rounded corners={radius:.2f}bp" if radius else ""
    return (rf"\path[{options}{corners}] ({place[0]:.2f},{place[1]:.2f}) rectangle "
            f"({place[0] + width:.2f},{place[1] + height:.2f});")


def _legend(legend: Legend, colours: Theme) -> Iterator[str]:
    for part in legend.parts:
        x, baseline = legend.corner[0] + part.x, legend.corner[1] + part.baseline
        if part.kind:
            yield from _outline((x, baseline - 0.8 * legend.high), legend.wide, legend.high,
                                colours.looks[part.kind].small, part.kind)
        elif part.sample:
            yield _text(part.sample, (x, baseline - part.sample.baseline), colours)
        yield _text(part.word, (x + part.indent, baseline - part.word.baseline), colours)


def _text(glyphs: Glyphs, place: Point, colours: Theme, options: str = "") -> str:
    """A formula on the baseline that it was given, in LaTeX's letters of about the same size."""
    x, y = place[0] + glyphs.width / 2, place[1] + glyphs.baseline
    colour = next(name for name in _INKS if getattr(colours, name) == glyphs.colour)
    scale = glyphs.size / 10 * (_FRACTIONS if r"\dfrac" in glyphs.latex else 1.0)
    return (rf"\node[text={colour},anchor=base,scale={scale:.3f}{options}] "
            rf"at ({x:.2f},{y:.2f}) {{${ascii_latex(glyphs.latex)}$}};")


def ascii_latex(latex: str) -> str:
    r"""LaTeX without letters that LaTeX's own fonts lack.

    >>> print(ascii_latex(r"a \cdot \text{損 é}"))
    a \cdot \text{[U+640D] é}
    """
    return "".join([sign if sign.isascii() else _SIGNS.get(sign, escaped(sign))
                    for sign in latex])


_SIGNS = {"−": "-", "…": r"\dots "}
