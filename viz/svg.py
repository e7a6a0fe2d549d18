"""A layout as SVG text.

Each node is `<g data-key="n3" class="node operation">` with the groups `title`, `value` and
`gradient`; each edge `<g data-key="n3.0" class="edge">` with its path, its head and the group
`label`; each cluster `<g data-key="c1" class="cluster">`. What a group says stands as plain text
in its `aria-label`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from .dot import leading, line_height
from .formula import Glyphs, definitions
from .labels import Line
from .layout import Arrow, Box, Frame, Layout, Point
from .legend import Legend, Part
from .theme import Look, Theme


def svg_text(layout: Layout) -> str:
    """The picture as a document of its own; every label is escaped."""
    return "\n".join(_document(layout)) + "\n"


def _document(layout: Layout) -> Iterator[str]:
    width, height, colours = f"{layout.width:.1f}", f"{layout.height:.1f}", layout.style.colours
    yield ('<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
           f'width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}" role="img" '
           f'aria-label="{_attribute(_said(layout))}">')
    yield f"<title>{escape(_said(layout))}</title>"
    yield f"<desc>{escape(_described(layout))}</desc>"
    yield definitions(_formulas(layout))
    yield f'<rect width="{width}" height="{height}" fill="{colours.paper}"/>'
    for frame in layout.frames:
        yield from _frame(frame, colours)
    for arrow in sorted(layout.arrows, key=lambda arrow: arrow.covers):
        yield from _arrow(arrow, colours)
    for box in layout.boxes:
        yield from _box(box, colours, leading(layout.style))
    if layout.legend:
        yield from _legend(layout.legend, colours)
    yield "</svg>"


def _said(layout: Layout) -> str:
    output = layout.boxes[-1].lines.title[0].text
    return f"Computation graph of {output}"


def _described(layout: Layout) -> str:
    return (f"{len(layout.boxes)} nodes and {len(layout.arrows)} edges; values in green, "
            "gradients in red, local derivatives along the edges")


def _formulas(layout: Layout) -> Iterator[Glyphs]:
    for box in layout.boxes:
        yield from (line.glyphs for line in box.lines.all)
        yield from (box.badge,) if box.badge else ()
    yield from (arrow.line.glyphs for arrow in layout.arrows if arrow.line)
    yield from (frame.line.glyphs for frame in layout.frames)
    for part in layout.legend.parts if layout.legend else ():
        yield from (glyphs for glyphs in (part.sample, part.word) if glyphs)


def _frame(frame: Frame, colours: Theme) -> Iterator[str]:
    x, y = frame.corner
    key, title = _attribute(frame.cluster.key), _attribute(frame.cluster.title)
    yield f'<g data-key="{key}" class="cluster" aria-label="{title}">'
    yield (f'<rect x="{x:.2f}" y="{y:.2f}" width="{frame.width:.2f}" height="{frame.height:.2f}" '
           f'rx="12" fill="{colours.frame}" stroke="{colours.line}"/>')
    yield f'<g class="title">{_placed(frame.line.glyphs, (x + 12, y + 8))}</g>'
    yield "</g>"


def _box(box: Box, colours: Theme, gap: float) -> Iterator[str]:
    look = colours.looks[box.node.kind]
    yield (f'<g data-key="{box.node.key}" class="node {box.node.kind}" '
           f'aria-label="{_attribute(_spoken(box))}">')
    yield f"<title>{escape(box.node.op or box.node.kind)}</title>"
    yield from _outline(corner(box), box.width, box.height, look)
    if box.badge:
        yield from _badge(box, look, box.badge)
    placed = [_placed(line.glyphs, place) for line, place in line_places(box, gap)]
    for name, lines, drawn in (("title", box.lines.title, placed[:-2]),
                               ("value", (box.lines.value,), placed[-2:-1]),
                               ("gradient", (box.lines.gradient,), placed[-1:])):
        said = " ".join(line.text for line in lines).strip()
        yield f'<g class="{name}" aria-label="{_attribute(said)}">{"".join(drawn)}</g>'
    yield "</g>"


def _spoken(box: Box) -> str:
    lines = box.lines
    return f"{box.node.kind} {lines.title[0].text}, value {lines.value.text}, {lines.gradient.text}"


def corner(box: Box) -> Point:
    """The upper left corner of a box."""
    return box.middle[0] - box.width / 2, box.middle[1] - box.height / 2


def line_places(box: Box, gap: float) -> Iterator[tuple[Line, Point]]:
    """The lines of a box, and the upper left corner of each."""
    heights = [line_height(line) for line in box.lines.all]
    top = box.middle[1] - (sum(heights) + gap * (len(heights) - 1)) / 2
    for line, height in zip(box.lines.all, heights):
        glyphs = line.glyphs
        yield line, (box.middle[0] - glyphs.width / 2, top + (height - glyphs.height) / 2)
        top += height + gap


def _outline(place: Point, width: float, height: float, look: Look) -> Iterator[str]:
    """The border of a box; of an output a second one inside."""
    drawn = f'stroke="{look.border}" stroke-width="{look.thickness:g}"'
    dashes = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    yield _rectangle(place, width, height, look.radius, f'fill="{look.fill}" {drawn}{dashes}')
    if look.double:
        inner = (place[0] + 3.5, place[1] + 3.5)
        yield _rectangle(inner, width - 7, height - 7, max(0.0, look.radius - 3.5),
                         f'fill="none" {drawn}')


def _rectangle(place: Point, width: float, height: float, radius: float, paint: str) -> str:
    return (f'<rect x="{place[0]:.2f}" y="{place[1]:.2f}" width="{width:.2f}" '
            f'height="{height:.2f}" rx="{radius:g}" {paint}/>')


def _badge(box: Box, look: Look, glyphs: Glyphs) -> Iterator[str]:
    """How many nodes the box stands for, on its upper right corner."""
    width, height = glyphs.width + 12, glyphs.height + 6
    x, y = box.middle[0] + box.width / 2 - width - 4, box.middle[1] - (box.height + height) / 2
    paint = f'fill="{look.fill}" stroke="{look.border}"'
    yield (f'<g class="count">{_rectangle((x, y), width, height, height / 2, paint)}'
           f"{_placed(glyphs, (x + 6, y + 3))}</g>")


def _arrow(arrow: Arrow, colours: Theme) -> Iterator[str]:
    said = arrow.line.text if arrow.line else ""
    yield f'<g data-key="{arrow.edge.key}" class="edge" aria-label="{_attribute(said)}">'
    yield (f'<path d="{_path(arrow.curve)}" fill="none" stroke="{colours.line}" '
           f'stroke-width="{colours.stroke * colours.scale:.2f}"/>')
    yield f'<polygon points="{_head(arrow.curve[-1], arrow.tip)}" fill="{colours.line}"/>'
    if arrow.line:
        glyphs = arrow.line.glyphs
        place = (arrow.middle[0] - glyphs.width / 2, arrow.middle[1] - glyphs.height / 2)
        ground = _rectangle(place, glyphs.width, glyphs.height, 2, f'fill="{colours.paper}"')
        yield f'<g class="label">{ground if arrow.covers else ""}{_placed(glyphs, place)}</g>'
    yield "</g>"


def _path(curve: tuple[Point, ...]) -> str:
    start, *rest = [f"{x:.2f},{y:.2f}" for x, y in curve]
    return f"M{start}C{' '.join(rest)}"


def _head(base: Point, tip: Point) -> str:
    """The arrow's head: a triangle a bit more than half as wide as it is long."""
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in head(base, tip))


def head(base: Point, tip: Point) -> tuple[Point, Point, Point]:
    """The corners of an arrow's head."""
    across = ((base[1] - tip[1]) * 0.36, (tip[0] - base[0]) * 0.36)
    return (tip, (base[0] + across[0], base[1] + across[1]),
            (base[0] - across[0], base[1] - across[1]))


def _legend(legend: Legend, colours: Theme) -> Iterator[str]:
    yield f'<g class="legend" transform="translate({legend.corner[0]:g} {legend.corner[1]:.2f})">'
    for part in legend.parts:
        yield from _part(part, colours)
    yield "</g>"


def _part(part: Part, colours: Theme) -> Iterator[str]:
    middle = part.y + 8 * colours.scale
    if part.kind:
        high = 13 * colours.scale
        yield from _outline((part.x + 1, middle - high / 2), part.indent - 7 * colours.scale, high,
                            small(colours.looks[part.kind]))
    elif part.sample:
        yield _placed(part.sample, (part.x, middle - part.sample.height / 2))
    yield _placed(part.word, (part.x + part.indent, middle - part.word.height / 2))


def small(look: Look) -> Look:
    """The look of a box in a legend."""
    return replace(look, radius=look.radius / 2.5, thickness=look.thickness * 0.8,
                   dash="3 2" if look.dash else "")


def _placed(glyphs: Glyphs, place: Point) -> str:
    return f'<g transform="translate({place[0]:.2f} {place[1]:.2f})">{glyphs.svg}</g>'


def _attribute(text: str) -> str:
    return escape(text, quote=True)
