"""Formulas as boxes of signs that are put beside, above and below each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from .font import Sign, constant, sign, taller

SMALL = 0.7  # a script beside its letter
THIN, MEDIUM, THICK = 1000 / 6, 1000 * 4 / 18, 1000 * 5 / 18  # between atoms, in units


class Mark(NamedTuple):
    """What is drawn: a sign of the font, by its number; a bar; or a foreign run of text.

    A bar and a text have a `width`, in units before scaling.
    """

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    sign: int = 0
    width: float = 0.0
    text: str = ""


Part = tuple[float, float, float, Any]  # x, y, scale, and a Mark or a Box


class Box(NamedTuple):
    """Parts around a baseline, in units; `kind` says how it stands beside others.

    A `word` is a name such as w₁, which is likely to be drawn again.
    """

    width: float
    up: float
    down: float
    parts: tuple[Part, ...]
    kind: str = "ord"
    lean: float = 0.0
    middle: float = 0.0
    word: bool = False

    def as_kind(self, kind: str) -> Box:
        """The same box, standing beside others as `kind` does."""
        return self if self.kind == kind else self._replace(kind=kind)

    def pieces(self) -> Iterator[Part]:
        """What the box consists of, down to marks and words."""
        todo: list[Part] = [(0.0, 0.0, 1.0, self)]
        while todo:
            x, y, scale, item = todo.pop()
            if isinstance(item, Box) and (item is self or not item.word):
                todo.extend([(x + u * scale, y + v * scale, scale * part, inner)
                             for u, v, part, inner in reversed(item.parts)])
            else:
                yield x, y, scale, item

    def marks(self) -> Iterator[Mark]:
        """All that is drawn, in its place."""
        for x, y, scale, item in self.pieces():
            for mark in item.marks() if isinstance(item, Box) else (item,):
                yield Mark(x + mark.x * scale, y + mark.y * scale, scale * mark.scale, *mark[3:])


EMPTY = Box(0.0, 0.0, 0.0, ())


def of_sign(found: Sign, kind: str = "ord") -> Box:
    """A box around one sign; a space has nothing to draw."""
    parts = (drawn(Mark(sign=found.index)),) if found.left < found.right else ()
    return Box(found.advance, found.up, found.down, parts, kind, found.lean, found.middle)


def drawn(mark: Mark, x: float = 0.0, y: float = 0.0) -> Part:
    """A mark as a part of a box."""
    return x, y, mark.scale, mark


def moved(box: Box, x: float, y: float, scale: float = 1.0) -> tuple[Part, ...]:
    """A box as a part of another, y downwards, and perhaps smaller."""
    return ((x, y, scale, box),)


def scaled(box: Box, scale: float) -> Box:
    """The box smaller or larger."""
    return Box(box.width * scale, box.up * scale, box.down * scale, moved(box, 0, 0, scale),
               box.kind, box.lean * scale, box.middle * scale)


def beside(boxes: Iterable[tuple[float, Box]], kind: str = "ord") -> Box:
    """Boxes on one baseline, each after a gap."""
    parts: list[Part] = []
    x, up, down, lean = 0.0, 0.0, 0.0, 0.0
    for gap, box in boxes:
        parts.append((x + gap, 0.0, 1.0, box))
        x += gap + box.width
        up, down, lean = max(up, box.up), max(down, box.down), box.lean
    return Box(x, up, down, tuple(parts), kind, lean, x / 2)


def with_scripts(base: Box, lower: Box | None, upper: Box | None) -> Box:
    """A letter with its subscript and superscript."""
    above, below = _heights(base, lower, upper)
    parts = [(base, 0.0, 0.0)]
    if upper:
        parts.append((upper, base.width + base.lean, -above))
    if lower:
        parts.append((lower, base.width, below))
    width = max(x + box.width for box, x, _ in parts) + constant("spaceAfterScript")
    return Box(width, max(box.up - y for box, _, y in parts),
               max(box.down + y for box, _, y in parts),
               tuple([(x, y, 1.0, box) for box, x, y in parts]), base.kind, word=True)


def _heights(base: Box, lower: Box | None, upper: Box | None) -> tuple[float, float]:
    """How far a superscript stands above and a subscript below the baseline."""
    above = below = 0.0
    if upper:
        above = max(constant("superscriptShiftUp"), upper.down + constant("superscriptBottomMin"),
                    base.up - constant("superscriptBaselineDropMax"))
    if lower:
        below = max(constant("subscriptShiftDown"), lower.up - constant("subscriptTopMax"),
                    base.down + constant("subscriptBaselineDropMin") if base.down > 300 else 0)
    if upper and lower:
        gap = (above - upper.down) - (lower.up - below)
        below += max(0.0, constant("subSuperscriptGapMin") - gap)
    return above, below


def fraction(above: Box, below: Box) -> Box:
    """One box over another, with a bar at the height of a minus sign."""
    bar, axis = constant("fractionRuleThickness"), constant("axisHeight")
    gap = constant("fractionNumDisplayStyleGapMin") * 0.8
    width = max(above.width + above.lean, below.width + below.lean) + 120
    high, low = axis + bar / 2 + gap + above.down, bar / 2 - axis + gap + below.up
    parts = (*moved(above, (width - above.width) / 2, -high),
             *moved(below, (width - below.width) / 2, low),
             rule(20, axis + bar / 2, width - 40))
    return Box(width, high + above.up, low + below.down, parts, "inner")


def rule(x: float, top: float, width: float) -> Part:
    """A bar whose upper edge is `top` above the baseline."""
    return drawn(Mark(width=width), x, -top)


def fenced(left: str, inside: Box, right: str) -> Box:
    """A box between brackets of its height; '.' is no bracket."""
    axis = constant("axisHeight")
    reach = 2 * max(inside.up - axis, inside.down + axis)
    fences = [_fence(character, reach, kind) for character, kind in
              ((left, "open"), (right, "close"))]
    return beside([(0, fences[0]), (0, inside), (0, fences[1])], "fenced")


def _fence(character: str, height: float, kind: str) -> Box:
    if character == ".":
        return EMPTY.as_kind(kind)
    plain = sign(character)
    assert plain is not None
    if height <= 1.1 * (plain.up + plain.down):
        return of_sign(plain, kind)
    return centred(of_sign(taller(character, 0.9 * height), kind))


def centred(box: Box) -> Box:
    """The box with its middle at the height of a minus sign."""
    drop = (box.up - box.down) / 2 - constant("axisHeight")
    return Box(box.width, box.up - drop, box.down + drop, moved(box, 0, drop), box.kind)


def root(inside: Box) -> Box:
    """A root sign over a box."""
    gap, bar = constant("radicalVerticalGap"), constant("radicalRuleThickness")
    hook = of_sign(taller("√", inside.up + inside.down + gap + bar))
    top = inside.up + gap + bar + max(0.0, hook.up + hook.down - inside.up - inside.down - gap
                                      - bar) / 2
    parts = (*moved(hook, 0, hook.up - top), *moved(inside, hook.width, 0),
             rule(hook.width - 1, top, inside.width + inside.lean + 60))
    return Box(hook.width + inside.width + inside.lean + 60, top,
               max(inside.down, hook.up + hook.down - top), parts)


def accented(base: Box, accent: str) -> Box:
    """A letter under a hat, tilde, dot or arrow; a bar is as wide as the letter."""
    found = sign(accent)
    assert found is not None
    rise = max(0.0, base.up - constant("accentBaseHeight"))
    x = base.middle - found.middle
    parts = (*base.parts, drawn(Mark(sign=found.index), x, -rise))
    return base._replace(up=max(base.up, found.up + rise), parts=parts)


def overlined(base: Box) -> Box:
    """A bar over all of a box."""
    top = base.up + constant("overbarVerticalGap")
    width = base.width + base.lean
    return base._replace(width=width, up=top, parts=(*base.parts, rule(0, top, width)), lean=0.0)
