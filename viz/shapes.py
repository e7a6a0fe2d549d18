"""A picture made of a few kinds of shapes, as data, and written as SVG and as PDF alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from .formula import Glyphs, definitions
from .pdf import Writer, fill, outlined, stroke
from .pdf_file import pdf_file
from .theme import Look

Point = tuple[float, float]


@dataclass(frozen=True)
class Segment:
    """A straight line; `dash` is as in SVG, `said` what it says when it is pointed at."""

    start: Point
    end: Point
    colour: str
    width: float
    dash: str = ""
    kind: str = ""
    key: str = ""
    said: str = ""


@dataclass(frozen=True)
class Plate:
    """A box around a middle; one with a large enough radius is a circle."""

    middle: Point
    reach: float
    look: Look
    kind: str
    key: str


@dataclass(frozen=True)
class Dot:
    """A small filled circle."""

    middle: Point
    radius: float
    colour: str


@dataclass(frozen=True)
class Writing:
    """A formula with its upper left corner at a place."""

    glyphs: Glyphs
    place: Point


Shape = Segment | Plate | Dot | Writing


@dataclass(frozen=True)
class Picture:
    """Shapes from the lowest to the topmost; `corner` is the upper left one of the paper."""

    shapes: Sequence[Shape]
    corner: Point
    width: float
    height: float
    paper: str
    title: str
    scale: float = 1.0

    def svg(self) -> str:
        """The picture as an SVG document; all texts are escaped."""
        (x, y), formulas = self.corner, [s.glyphs for s in self.shapes if isinstance(s, Writing)]
        wide, high = self.width * self.scale, self.height * self.scale
        return "\n".join([
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{wide:.1f}pt" height="{high:.1f}pt" role="img" '
            f'viewBox="{x:.1f} {y:.1f} {self.width:.1f} {self.height:.1f}">',
            f"<title>{escape(self.title)}</title>", definitions(formulas),
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{self.width:.1f}" height="{self.height:.1f}" '
            f'fill="{self.paper}"/>', *map(_in_svg, self.shapes), "</svg>\n"])

    def pdf(self) -> bytes:
        """The picture as a PDF of one page."""
        (x, y), scale, writer = self.corner, self.scale, Writer()
        height = self.height * scale
        parts = [f"{scale:g} 0 0 {-scale:g} {-x * scale:.2f} {height + y * scale:.2f} cm",
                 f"{fill(self.paper)} {x:.2f} {y:.2f} {self.width:.2f} {self.height:.2f} re f"]
        for shape in self.shapes:
            parts.extend(_in_pdf(shape, writer))
        return pdf_file("\n".join(parts), sorted(writer.used), self.width * scale, height)


def _in_svg(shape: Shape) -> str:
    if isinstance(shape, Writing):
        x, y = shape.place
        return f'<g transform="translate({x:.2f} {y:.2f})">{shape.glyphs.svg}</g>'
    if isinstance(shape, Dot):
        (x, y), radius = shape.middle, shape.radius
        return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{shape.colour}"/>'
    return _line_in_svg(shape) if isinstance(shape, Segment) else _plate_in_svg(shape)


def _line_in_svg(line: Segment) -> str:
    (x, y), (u, v) = line.start, line.end
    dash = f' stroke-dasharray="{line.dash}"' if line.dash else ""
    said = f"<title>{escape(line.said)}</title>" if line.said else ""
    return (f'<path class="{line.kind}" data-key="{escape(line.key)}" fill="none" '
            f'd="M{x:g},{y:g}L{u:g},{v:g}" stroke="{line.colour}" '
            f'stroke-width="{line.width:.2f}"{dash}>{said}</path>')


def _plate_in_svg(plate: Plate) -> str:
    look = plate.look
    drawn = [_outline(plate, inset) for inset in ((0.0, look.inset) if look.double else (0.0,))]
    return f'<g class="unit {plate.kind}" data-key="{escape(plate.key)}">{"".join(drawn)}</g>'


def _outline(plate: Plate, inset: float) -> str:
    (x, y), reach, look = plate.middle, plate.reach - inset, plate.look
    dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    return (f'<rect x="{x - reach:g}" y="{y - reach:g}" width="{2 * reach:g}" '
            f'height="{2 * reach:g}" rx="{min(reach, look.radius):g}" fill="{look.fill}" '
            f'stroke="{look.border}" stroke-width="{look.thickness:g}"{dash}/>')


def _in_pdf(shape: Shape, writer: Writer) -> Iterator[str]:
    if isinstance(shape, Writing):
        yield from writer.glyphs(shape.glyphs, shape.place)
    elif isinstance(shape, Segment):
        (x, y), (u, v) = shape.start, shape.end
        yield (f"[{shape.dash}] 0 d {shape.width:.2f} w {stroke(shape.colour)} "
               f"{x:.2f} {y:.2f} m {u:.2f} {v:.2f} l S")
    else:
        look = shape.look if isinstance(shape, Plate) else Look(shape.colour, shape.colour, 0.0,
                                                                shape.radius)
        reach = shape.reach if isinstance(shape, Plate) else shape.radius
        corner = (shape.middle[0] - reach, shape.middle[1] - reach)
        yield from outlined(corner, 2 * reach, 2 * reach, look)
