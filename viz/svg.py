"""A layout as SVG text.

Each node is `<g data-key="n3" class="node operation">` with the groups `title`, `value` and
`gradient`; each edge `<g data-key="n3.0" class="edge">` with its path, its head and the group
`label`; each cluster `<g data-key="c1" class="cluster">`. What a group says stands as plain text
in its `aria-label`.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from .formula import Glyphs, definitions
from .geometry import badge_area, corner, head, line_places
from .layout import Arrow, Box, Frame, Layout, Point
from .legend import Legend, Part
from .style import Style
from .theme import Look, Theme


class Shown(NamedTuple):
    """What a frame of an animation shows: by their keys the nodes with values and with gradients,
    and the one that is lit."""

    values: frozenset[str]
    gradients: frozenset[str]
    lit: str


def svg_text(layout: Layout, shown: Shown | None = None) -> str:
    """The picture, or a frame of it, as a document of its own; every label is escaped."""
    return "\n".join(_document(layout, shown)) + "\n"


def _document(layout: Layout, shown: Shown | None) -> Iterator[str]:
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
        yield from _arrow(arrow, layout)
    for box in layout.boxes:
        yield from _box(box, layout.style, shown)
    if layout.legend:
        yield from _legend(layout.legend, colours)
    yield "</svg>"


def _said(layout: Layout) -> str:
    output = layout.boxes[-1].lines.title[0].text
    return f"Computation graph of {output}"


def _described(layout: Layout) -> str:
    return (f"{len(layout.boxes)} nodes and {len(layout.arrows)} edges; values in green, "
            "gradients in red, local derivatives along the edges"
            + (f"; {layout.legend.note}" if layout.legend and layout.legend.note else ""))


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
    key, title = _attribute(frame.cluster.key), _attribute(frame.line.text)
    yield f'<g data-key="{key}" class="cluster" aria-label="{title}">'
    yield (f'<rect x="{x:.2f}" y="{y:.2f}" width="{frame.width:.2f}" height="{frame.height:.2f}" '
           f'rx="12" fill="{colours.frame}" stroke="{colours.line}"/>')
    yield f'<g class="title">{frame.line.glyphs.placed(x + 12, y + 8)}</g>'
    yield "</g>"


def _box(box: Box, style: Style, shown: Shown | None) -> Iterator[str]:
    look = style.colours.looks[box.node.kind]
    yield (f'<g data-key="{box.node.key}" class="node {box.node.kind}" '
           f'aria-label="{_attribute(_spoken(box))}">')
    yield f"<title>{escape(box.node.op or box.node.kind)}</title>"
    if shown and box.node.key == shown.lit:
        yield _halo(box, style.colours)
    yield from _outline(corner(box), box.width, box.height, look)
    if box.badge:
        yield from _badge(box, look, box.badge)
    placed = [line.glyphs.placed(*place) for line, place in line_places(box, style)]
    for name, lines, drawn in (("title", box.lines.title, placed[:-2]),
                               ("value", (box.lines.value,), placed[-2:-1]),
                               ("gradient", (box.lines.gradient,), placed[-1:])):
        if shown and not _is_shown(shown, name, box.node.key):
            continue
        said = " ".join(line.text for line in lines).strip()
        yield f'<g class="{name}" aria-label="{_attribute(said)}">{"".join(drawn)}</g>'
    yield "</g>"


def _is_shown(shown: Shown, part: str, key: str) -> bool:
    return part == "title" or key in (shown.values if part == "value" else shown.gradients)


def _halo(box: Box, colours: Theme) -> str:
    """What lights a node in an animation: a broad band around its border."""
    (x, y), room = corner(box), 7.0
    return _rectangle((x - room, y - room), box.width + 2 * room, box.height + 2 * room,
                      2 * room, f'fill="{colours.line}" fill-opacity="0.45"')


def _spoken(box: Box) -> str:
    lines = box.lines
    return f"{box.node.kind} {lines.title[0].text}, value {lines.value.text}, {lines.gradient.text}"


def _outline(place: Point, width: float, height: float, look: Look) -> Iterator[str]:
    """The border of a box; of an output a second one inside."""
    drawn = f'stroke="{look.border}" stroke-width="{look.thickness:g}"'
    dashes = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    yield _rectangle(place, width, height, look.radius, f'fill="{look.fill}" {drawn}{dashes}')
    if look.double:
        inner = (place[0] + look.inset, place[1] + look.inset)
        yield _rectangle(inner, width - 2 * look.inset, height - 2 * look.inset,
                         max(0.0, look.radius - look.inset), f'fill="none" {drawn}')


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in points)


def _rectangle(place: Point, width: float, height: float, radius: float, paint: str) -> str:
    return (f'<rect x="{place[0]:.2f}" y="{place[1]:.2f}" width="{width:.2f}" '
            f'height="{height:.2f}" rx="{radius:g}" {paint}/>')


def _badge(box: Box, look: Look, glyphs: Glyphs) -> Iterator[str]:
    """How many nodes the box stands for, on its upper right corner."""
    area = badge_area(box, glyphs)
    width, height = area.right - area.left, area.bottom - area.top
    paint = f'fill="{look.fill}" stroke="{look.border}"'
    yield (f'<g class="count">{_rectangle(area[:2], width, height, height / 2, paint)}'
           f"{glyphs.placed(area.left + 6, area.top + 3)}</g>")


def _arrow(arrow: Arrow, layout: Layout) -> Iterator[str]:
    colours = layout.style.colours
    said = arrow.line.text if arrow.line else ""
    yield f'<g data-key="{arrow.edge.key}" class="edge" aria-label="{_attribute(said)}">'
    yield (f'<path d="{_path(arrow.curve)}" fill="none" stroke="{colours.line}" '
           f'stroke-width="{colours.stroke * colours.scale:.2f}"/>')
    yield f'<polygon points="{_points(head(arrow))}" fill="{colours.line}"/>'
    if arrow.line:
        glyphs = arrow.line.glyphs
        place = (arrow.middle[0] - glyphs.width / 2, arrow.middle[1] - glyphs.height / 2)
        ground = _rectangle(place, glyphs.width, glyphs.height, 2,
                            f'fill="{layout.ground(arrow.middle)}"')
        yield f'<g class="label">{ground if arrow.covers else ""}{glyphs.placed(*place)}</g>'
    yield "</g>"


def _path(curve: tuple[Point, ...]) -> str:
    start, *rest = [f"{x:.2f},{y:.2f}" for x, y in curve]
    return f"M{start}C{' '.join(rest)}"


def _legend(legend: Legend, colours: Theme) -> Iterator[str]:
    yield f'<g class="legend" transform="translate({legend.corner[0]:g} {legend.corner[1]:.2f})">'
    for part in legend.parts:
        yield from _part(part, legend, colours)
    yield "</g>"


def _part(part: Part, legend: Legend, colours: Theme) -> Iterator[str]:
    if part.kind:
        yield from _outline((part.x, part.baseline - 0.8 * legend.high), legend.wide, legend.high,
                            colours.looks[part.kind].small)
    elif part.sample:
        yield part.sample.placed(part.x, part.baseline - part.sample.baseline)
    yield part.word.placed(part.x + part.indent, part.baseline - part.word.baseline)


def _attribute(text: str) -> str:
    return escape(text, quote=True)
