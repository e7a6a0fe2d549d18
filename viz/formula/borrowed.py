"""Formulas beyond the reader's, such as sums with limits and matrices, as ziamath sets them."""

from __future__ import annotations

from typing import Any

from .boxes import Box, Mark, Part
from .font import UNITS, across, constant, setter

LONGEST = 2000  # characters


def borrowed(latex: str) -> Box | None:
    """The formula set by ziamath, or None if it can't."""
    if len(latex) > LONGEST:
        return None
    try:
        formula = setter("zmath").Latex(latex, size=UNITS)
        parts = tuple([_part(item) for item in formula.svgxml() if item.tag != "symbol"])
    except Exception:  # its parsers raise all kinds
        return None
    box = formula.node.bbox
    return Box(box.xmax, box.ymax, -box.ymin, parts)


def _part(item: Any) -> Part:
    """A sign or a bar as it stands in ziamath's picture; raises for anything else."""
    x, y, width, height = [float(item.get(name)) for name in ("x", "y", "width", "height")]
    if item.tag == "rect":
        scale = height / constant("fractionRuleThickness")
        return x, y, scale, Mark(width=width / scale)
    index = int(item.get("href").rpartition("_")[2])
    left, top, bottom = across(index)
    scale = height / (top - bottom)
    return x - left * scale, y + top * scale, scale, Mark(sign=index)

