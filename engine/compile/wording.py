"""What the arrays of a program are called on the board: whole, or with an index."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..label import scripts
from ..notation import latex_numeral, numeral
from ..op import RULES
from ..symbol import Symbol
from .lowering import Lowering
from .naming import Names
from .parts import CALL, INPUT, Reference
from .tracing import Rows

LISTED = 4  # arrays that an array made of several names
LOOKED_AT = 40  # of its numbers


class Pair(NamedTuple):
    """Text and LaTeX."""

    text: str
    latex: str


class Wording:
    """The words for rows of numbers; plain numbers stay what they are."""

    def __init__(self, lowering: Lowering, names: Names) -> None:
        self.low, self.names = lowering, names

    def whole(self, given: Any) -> Any:
        """The array's name, a component of it, or what a stretch without a name holds."""
        if not isinstance(given, Rows):
            return given
        ref = given.ref
        name = self.names.of(ref)
        if name is None:
            return self._several(ref) or self._stretch(ref)
        matrix = len(name.shape) == 2 and name.buffer == CALL
        if ref.shape == (1,) and name.stop > name.start + 1 and not matrix:
            component = (int(ref.where()[0]) - name.start) % name.shape[-1] + 1
            latex = _with_index(name.latex, str(component))
            return Pair(scripts(latex), latex)
        return Pair(name.name, name.latex)

    def of_each(self, given: Any) -> Any:
        """The same with index j, if there are several numbers."""
        return self.indexed(given, "j", given.shape[0]) if isinstance(given, Rows) else given

    def indexed(self, rows: Rows, index: str, count: int) -> Pair:
        """The name with an index, without the layer's capital: w_ij for W1."""
        whole: Pair = self.whole(rows)
        if count == 1 and len(rows.shape) == 1:
            return whole
        name = self.names.of(rows.ref)
        matrix = whole.text == "W" if name is None else len(name.shape) == 2
        latex = _with_index(whole.latex[:1].lower() + whole.latex[1:] if matrix else whole.latex,
                            index)
        return Pair(scripts(latex), latex)

    def _several(self, ref: Reference) -> Pair | None:
        """The names of the arrays that the numbers are taken from: [a3, t2]."""
        if ref.buffer == INPUT:
            return None
        places = ref.where().flat[:LOOKED_AT].tolist()
        found = dict.fromkeys(self.names.over(ref.buffer, place, place) for place in places)
        if not any(found):
            return None
        pieces = [Pair(name.name, name.latex) if name else Pair("c", "c") for name in found]
        return Pair(*(f"[{', '.join(forms[:LISTED])}]" for forms in zip(*pieces)))

    def _stretch(self, ref: Reference) -> Pair:
        if ref.buffer == INPUT:
            return Pair("x", "x")
        if ref.buffer == CALL and int(ref.where().flat[0]) < self.low.graph.parameters:
            return Pair("W", "W") if len(ref.shape) == 2 else Pair("b", "b")
        return Pair("c", "c") if ref.buffer == CALL else Pair("t", "t")


def _with_index(latex: str, index: str) -> str:
    if latex.startswith("["):
        return f"{latex}_{{{index}}}"
    base, hat, layer = latex.partition("^")
    return f"{base}_{{{index}}}{hat}{layer}"


def written(given: Any) -> Pair:
    """A name as it is, a number as on the board."""
    return given if isinstance(given, Pair) else Pair(numeral(given), latex_numeral(given))


def times(left: Any, right: Any) -> Pair:
    """The product of names or numbers; a number stands in front."""
    named = [each for each in (left, right) if isinstance(each, Pair)]
    if not named:
        return written(left * right)
    if len(named) == 2:
        return Pair(f"{left.text} {right.text}", f"{left.latex} {right.latex}")
    number = right if isinstance(left, Pair) else left
    made = RULES["mul"](number, Symbol(*named[0]))
    return Pair(str(made), made.latex())


def entrywise(left: Any, right: Any) -> Pair:
    """The Hadamard product of two arrays; a number times an array as usual."""
    if isinstance(left, Pair) and isinstance(right, Pair):
        return Pair(f"{left.text} ⊙ {right.text}", rf"{left.latex} \odot {right.latex}")
    return times(left, right)


def added(terms: list[tuple[bool, Pair]]) -> Pair:
    """The terms, each with whether it is negative, and the signs between them."""
    def joined(forms: list[str], minus: str) -> str:
        text = ""
        for (negative, _), form in zip(terms, forms):
            sign = minus if negative else "+" if text else ""
            text += f" {sign} {form}" if text else sign + form
        return text
    return Pair(joined([pair.text for _, pair in terms], "−"),
                joined([pair.latex for _, pair in terms], "-"))
