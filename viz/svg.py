"""A layout as SVG text.

Each node is `<g data-key="n3" class="node operation">` with the groups `title`, `value` and
`gradient`; each edge `<g data-key="n3.0" class="edge">` with its path, its head and the group
`label`; each cluster `<g data-key="c1" class="cluster">`.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from .caption import LINE, LOOKS, Line
from .layout import Arrow, Box, Layout, Point

_FACE = "Tinos, 'Times New Roman', Times, 'Liberation Serif', serif"
_LEADING, _BASELINE = 1.35, 0.98  # the height of a line, and where in it the writing stands


def svg_text(layout: Layout) -> str:
    """The picture as a document of its own; every label is escaped."""
    return "\n".join(_document(layout)) + "\n"


def _document(layout: Layout) -> Iterator[str]:
    width, height = f"{layout.width:.1f}", f"{layout.height:.1f}"
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
           f'viewBox="0 0 {width} {height}" font-family="{_FACE}" text-anchor="middle">')
    yield f'<rect width="{width}" height="{height}" fill="white"/>'
    for arrow in layout.arrows:
        yield from _arrow(arrow)
    for box in layout.boxes:
        yield from _box(box)
    yield "</svg>"


def _box(box: Box) -> Iterator[str]:
    (x, y), look = box.middle, LOOKS[box.node.kind]
    left, top = x - box.width / 2, y - box.height / 2
    yield f'<g data-key="{box.node.key}" class="node {box.node.kind}">'
    yield f"<title>{escape(box.node.op or box.node.kind)}</title>"
    yield (f'<rect x="{left:.2f}" y="{top:.2f}" width="{box.width:.2f}" height="{box.height:.2f}" '
           f'rx="10" fill="{look.fill}" stroke="{look.border}" stroke-width="{look.thickness:g}"/>')
    placed = [_text(line, (x, baseline)) for line, baseline in baselines(box)]
    parts = {"title": placed[:-2], "value": placed[-2:-1], "gradient": placed[-1:]}
    for name, texts in parts.items():
        yield f'<g class="{name}">{"".join(texts)}</g>'
    yield "</g>"


def baselines(box: Box) -> Iterator[tuple[Line, float]]:
    """The lines of a box, and where each stands."""
    top = box.middle[1] - sum(line.size for line in box.lines) * _LEADING / 2
    for line in box.lines:
        yield line, top + line.size * _BASELINE
        top += line.size * _LEADING


def _arrow(arrow: Arrow) -> Iterator[str]:
    x, y = arrow.middle
    yield f'<g data-key="{arrow.edge.key}" class="edge">'
    yield f'<path d="{_path(arrow.curve)}" fill="none" stroke="{LINE}" stroke-width="1.3"/>'
    yield f'<polygon points="{_head(arrow.curve[-1], arrow.tip)}" fill="{LINE}"/>'
    yield f'<g class="label">{_text(arrow.line, (x, y + 0.25 * arrow.line.size))}</g>'
    yield "</g>"


def _path(curve: tuple[Point, ...]) -> str:
    start, *rest = [f"{x:.2f},{y:.2f}" for x, y in curve]
    return f"M{start}C{' '.join(rest)}"


def _head(base: Point, tip: Point) -> str:
    """The arrow's head: a triangle a bit more than half as wide as it is long."""
    across = ((base[1] - tip[1]) * 0.36, (tip[0] - base[0]) * 0.36)
    corners = (tip, (base[0] + across[0], base[1] + across[1]),
               (base[0] - across[0], base[1] - across[1]))
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)


def _text(line: Line, place: Point) -> str:
    italic = ' font-style="italic"' if line.italic else ""
    return (f'<text x="{place[0]:.2f}" y="{place[1]:.2f}" font-size="{line.size:g}" '
            f'fill="{line.colour}"{italic}>{escape(line.text)}</text>')
