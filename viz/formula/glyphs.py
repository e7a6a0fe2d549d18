"""A formula in its size and colour: how large it is, and how it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from html import escape
from zlib import crc32

from .boxes import Box, Mark
from .font import UNITS, constant, outline

_ROOM = "textLength=\"{:g}\" lengthAdjust=\"spacingAndGlyphs\""


@dataclass(frozen=True)
class Glyphs:
    """A formula that is set: its size in points, and where in its height the baseline is.

    `latex` is what was set, and `box` its parts in thousandths of `size`.
    """

    latex: str
    size: float
    colour: str
    width: float
    height: float
    baseline: float
    box: Box = field(repr=False)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Its signs and bars in thousandths of `size`, from the left end of the baseline and with
        y downwards."""
        return tuple(self.box.marks())

    @cached_property
    def svg(self) -> str:
        """The formula as an SVG group whose upper left corner is at 0, 0.

        It draws signs and words that `definitions` defines, once for a whole document.
        """
        return self.placed(0.0, 0.0)

    def placed(self, x: float, y: float) -> str:
        """The same with its upper left corner at x, y."""
        scale = f"{self.size / UNITS:.5f}".rstrip("0")
        moved = f"translate({x:.2f} {y + self.baseline:.2f})scale({scale})"
        return f'<g fill="{escape(self.colour)}" transform="{moved}">{_drawn(self.box)}</g>'


def glyphs(latex: str, box: Box, size: float, colour: str) -> Glyphs:
    """A box of signs in a size and a colour."""
    unit = size / UNITS
    return Glyphs(latex, size, colour, (box.width + box.lean) * unit, (box.up + box.down) * unit,
                  box.up * unit, box)


def definitions(formulas: Iterable[Glyphs]) -> str:
    """The `<defs>` with every sign and word that the formulas draw, each once.

    The names of the definitions say what they are, so that those of another picture on the same
    page may stand in for them.
    """
    defined: dict[str, str] = {}
    todo = [formula.box for formula in formulas]
    while todo:
        for _, _, scale, item in todo.pop().pieces():
            if isinstance(item, Box) and _word(item)[0] not in defined:
                name, content = _word(item)
                defined[name] = f'<g id="{name}">{content}</g>'
                todo.append(item)
            elif isinstance(item, Mark) and item.sign:
                defined |= _defined(item.sign, scale)
    return "<defs>" + "".join(defined.values()) + "</defs>"


@cache
def _defined(index: int, scale: float) -> dict[str, str]:
    """A sign's outline, and the sign in a smaller size."""
    found = {f"g{index}": f'<path id="g{index}" d="{_path(index)}"/>'}
    name = _name(index, scale)
    return found | ({} if name in found else {
        name: f'<use id="{name}" xlink:href="#g{index}" transform="scale({scale:.3g})"/>'})


def _name(index: int, scale: float) -> str:
    return f"g{index}" if scale == 1 else f"g{index}-{1000 * scale:.0f}"


@lru_cache(maxsize=20_000)
def _word(box: Box) -> tuple[str, str]:
    """The name of a word's definition, made of what it says, and what it says."""
    content = _drawn(box)
    return f"w{crc32(content.encode()):x}", content


def _path(index: int) -> str:
    """The outline with every point counted from the one before, which is shorter."""
    x = y = 0.0
    text = ""
    for letter, points in outline(index):
        if letter == "M" and text:
            text += "z"
        flat = [f"{part - (x, y)[i % 2]:g}" for i, part in enumerate(points)]
        if letter == "M":
            flat = [f"{part:g}" for part in points]
        if letter != "L" or points != (x, y):
            text += (letter if letter == "M" else letter.lower()) + " ".join(flat)
        x, y = points[-2:]
    return text + "z" if text else ""


def _drawn(box: Box) -> str:
    return "".join([_piece(*piece) for piece in box.pieces()])


def _piece(x: float, y: float, scale: float, item: Box | Mark) -> str:
    place = f' x="{x:.0f}"' * (abs(x) >= 0.5) + f' y="{y:.0f}"' * (abs(y) >= 0.5)
    if isinstance(item, Box):
        name = _word(item)[0]
        if scale != 1:
            place = f' transform="translate({x:.0f} {y:.0f})scale({scale:.3g})"'
        return f'<use xlink:href="#{name}"{place}/>'
    if item.sign:
        return f'<use xlink:href="#{_name(item.sign, scale)}"{place}/>'
    if item.text:
        return (f'<text{place} font-family="serif" font-size="{UNITS * scale:.0f}" '
                f"{_ROOM.format(item.width * scale)}>{escape(item.text)}</text>")
    return (f'<rect{place} width="{item.width * scale:.0f}" '
            f'height="{constant("fractionRuleThickness") * scale:.0f}"/>')
