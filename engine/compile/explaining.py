"""A program as mathematics: the index form that the loop wrote beside the matrix form it became."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..label import scripts
from ..notation import latex_numeral, numeral
from ..op import RULES
from ..symbol import Symbol
from .lowered import Lowered, Part
from .lowering import Lowering
from .naming import Name, Names
from .parts import CALL, INPUT, Gather, Reference, View
from .summing import factors, in_one, right_factors
from .tracing import Rows

MOST = 40  # groups that are explained


class Line(NamedTuple):
    """One group of nodes: as the loop has it, as matrices, and the matrices' shapes."""

    loop: str
    matrix: str
    shapes: str
    loop_latex: str
    matrix_latex: str


class Explanation:
    """The lines of a program; prints as text, and `latex()` is an align environment."""

    def __init__(self, lines: tuple[Line, ...], more: int) -> None:
        self.lines, self.more = lines, more

    def latex(self) -> str:
        """Index form and matrix form side by side, as rows of an align environment."""
        rows = [rf"{line.loop_latex} &\quad& {line.matrix_latex}" for line in self.lines]
        return "\\begin{alignedat}{2}\n  &" + " \\\\\n  &".join(rows) + "\n\\end{alignedat}"

    def __str__(self) -> str:
        widths = [max((len(line[k]) for line in self.lines), default=0) for k in (0, 1)]
        text = [f"{line.loop:<{widths[0]}}   {line.matrix:<{widths[1]}}   {line.shapes}".rstrip()
                for line in self.lines]
        return "\n".join(text + ([f"… and {self.more} more"] if self.more else []))

    __repr__ = __str__


def explained(lowering: Lowering, names: Names) -> tuple[tuple[Line, ...], int]:
    """A line for each group, and for how many there was no room."""
    writer = _Lines(lowering, names)
    lines = tuple(writer.line(lowered) for lowered in lowering.done[:MOST])
    return lines, max(0, len(lowering.done) - MOST)


class _Pair(NamedTuple):
    """A name in text and LaTeX."""

    text: str
    latex: str


class _Lines:
    def __init__(self, lowering: Lowering, names: Names) -> None:
        self.low, self.names = lowering, names

    def line(self, lowered: Lowered) -> Line:
        """The line of one group."""
        out = lowered.out
        sides = self._sum(lowered) if lowered.group.op == "sum" else self._operation(lowered)
        (index, index_latex), (matrix, matrix_latex), shapes = sides
        j, whole = self._indexed(out, "j"), self._whole(out)
        return Line(f"{j.text} = {index}", f"{whole.text} = {matrix}", shapes,
                    f"{j.latex} = {index_latex}", f"{whole.latex} = {matrix_latex}")

    def _operation(self, lowered: Lowered) -> tuple[tuple[str, str], tuple[str, str], str]:
        group = lowered.group
        given = lowered.arguments
        forms = []
        for form in (self._indexed_or_number, self._whole_or_number):
            texts = [form(a) for a in given]
            if group.op in ("softmax", "log_softmax", "logsumexp"):
                name = group.op.replace("_", " ")
                forms.append((f"{name}({texts[0].text})",
                              rf"\operatorname{{{name}}}({texts[0].latex})"))
                continue
            symbols = [Symbol(*t) if isinstance(t, _Pair) else t for t in texts]
            made = RULES[group.op](*symbols)
            text, latex = (str(made), made.latex()) if isinstance(made, Symbol) else _written(made)
            if group.op == "mul" and form == self._whole_or_number and len(
                    [t for t in texts if isinstance(t, _Pair)]) == 2:
                text = f"{texts[0].text} ⊙ {texts[1].text}"
                latex = rf"{texts[0].latex} \odot {texts[1].latex}"
            forms.append((text, latex))
        return forms[0], forms[1], ""

    def _sum(self, lowered: Lowered) -> tuple[tuple[str, str], tuple[str, str], str]:
        index: list[tuple[bool, str, str]] = []
        matrix: list[tuple[bool, str, str]] = []
        shapes = ""
        for part in sorted(lowered.parts, key=lambda p: (p.number % 2, p.product is None)):
            negative = bool(part.number % 2)
            index += [(negative, *pair) for pair in self._index_terms(part)]
            found, shape = self._matrix_terms(part)
            matrix += [(negative, *pair) for pair in found]
            shapes = shapes or shape
        return _added(index), _added(matrix), shapes

    def _index_terms(self, part: Part) -> list[_Pair]:
        if part.product is None and not in_one(part, self.low):
            return [self._column(part, k, self._indexed_or_number)
                    for k in range(part.right.shape[1])]
        right = self._bare(right_factors(self.low, part, part.right), "i", part)
        if part.left is None:
            return [_Pair(f"Σᵢ {right.text}", rf"\sum_i {right.latex}")]
        left = self._bare(self.low.rows(part.left), "ij")
        return [_Pair(f"Σᵢ {left.text} {right.text}", rf"\sum_i {left.latex} {right.latex}")]

    def _column(self, part: Part, k: int, form: Any) -> _Pair:
        """The k-th term of each sum."""
        right = form(self.low.operand(part.right[:, k]))
        if part.left is None:
            return _written(right)
        left = form(self.low.operand(part.left[:, k]))
        several = len(part.right) > 1 and form == self._whole_or_number
        if several and isinstance(left, _Pair) and isinstance(right, _Pair):
            return _Pair(f"{left.text} ⊙ {right.text}", rf"{left.latex} \odot {right.latex}")
        return _times(left, right)

    def _matrix_terms(self, part: Part) -> tuple[list[_Pair], str]:
        if part.product is None:
            return self._other_terms(part), ""
        a, b = factors(self.low, part)
        left = self._whole(self.low.rows(part.product.left))
        right = self._whole(right_factors(self.low, part, part.product.right))
        k = a.shape[-1]
        if b.batched:
            turned = self._turned(part)
            latex = f"{{{left.latex}}}^T" if turned else left.latex
            text = _Pair(f"{left.text}{'ᵀ' * turned} {right.text}", f"{latex} {right.latex}")
            return [text], f"({a.shape[0]}×{k} · {k}×n)"
        text = _Pair(f"{right.text} {left.text}", f"{right.latex} {left.latex}")
        return [text], f"({a.shape[0]}×{k} · {k}×{b.shape[1]})"

    def _turned(self, part: Part) -> bool:
        """Whether the weights lie as from × to, so that the product has their transpose."""
        assert part.product is not None
        ref = self.low.rows(part.product.left).ref
        name = self.names.of(ref)
        if name is None or len(name.shape) != 2 or not isinstance(ref, View):
            return False
        if name.shape == ref.shape:
            return ref.strides[0] == 1 and ref.shape[0] > 1
        return True

    def _other_terms(self, part: Part) -> list[_Pair]:
        if not in_one(part, self.low):
            return [self._column(part, k, self._whole_or_number)
                    for k in range(part.right.shape[1])]
        right = self._whole(self.low.rows(part.right))
        if part.left is None:
            return [_Pair(f"Σ {right.text}", rf"\sum {right.latex}")]
        left = self._whole(self.low.rows(part.left))
        return [_Pair(f"Σ {left.text} ⊙ {right.text}",
                      rf"\sum {left.latex} \odot {right.latex}")]

    # Names

    def _whole_or_number(self, given: Any) -> Any:
        return self._whole(given) if isinstance(given, Rows) else given

    def _indexed_or_number(self, given: Any) -> Any:
        return self._indexed(given, "j") if isinstance(given, Rows) else given

    def _named(self, ref: Reference) -> Name | None:
        return self.names.of(ref)

    def _whole(self, rows: Rows) -> _Pair:
        """The array, or what a stretch without a name of its own holds."""
        name = self._named(rows.ref)
        if name is None:
            return self._unnamed(rows)
        matrix = len(name.shape) == 2 and name.buffer == CALL
        if rows.ref.shape == (1,) and name.stop > name.start + 1 and not matrix:
            component = (int(rows.ref.where()[0]) - name.start) % name.shape[-1] + 1
            latex = _with_index(name.latex, str(component))
            return _Pair(scripts(latex), latex)
        return _Pair(name.name, name.latex)

    def _unnamed(self, rows: Rows) -> _Pair:
        ref = rows.ref
        if isinstance(ref, Gather) and ref.buffer != INPUT:
            found = dict.fromkeys(self.names.over(ref.buffer, place, place)
                                  for place in ref.index.flat[:MOST].tolist())
            if not any(found):
                return self._stretch(ref)
            pieces = [_Pair(name.name, name.latex) if name else _Pair("c", "c") for name in found]
            return _Pair(f"[{', '.join(p.text for p in pieces[:4])}]",
                         f"[{', '.join(p.latex for p in pieces[:4])}]")
        return self._stretch(ref)

    def _stretch(self, ref: Reference) -> _Pair:
        start = int(ref.where().flat[0])
        if ref.buffer == INPUT:
            return _Pair("x", "x")
        if ref.buffer == CALL and start < self.low.graph.parameters:
            letter = "W" if len(ref.shape) == 2 else "b"
            return _Pair(letter, letter)
        if ref.buffer == CALL:
            return _Pair("c", "c")
        return _Pair("t", "t")

    def _indexed(self, rows: Rows, index: str) -> _Pair:
        return self._bare(rows, index)

    def _bare(self, rows: Rows, index: str, part: Part | None = None) -> _Pair:
        """The name with an index, without the layer's capital: w_ij for W1."""
        whole = self._whole(rows)
        name = self._named(rows.ref)
        count = rows.ref.shape[0] if part is None else rows.ref.shape[-1]
        if count == 1 and len(rows.ref.shape) == 1:
            return whole
        matrix = whole.text == "W" if name is None else len(name.shape) == 2
        latex = whole.latex[:1].lower() + whole.latex[1:] if matrix else whole.latex
        indexed = _with_index(latex, index)
        return _Pair(scripts(indexed), indexed)


def _with_index(latex: str, index: str) -> str:
    base, hat, layer = latex.partition("^")
    return f"{base}_{{{index}}}{hat}{layer}"


def _written(given: Any) -> _Pair:
    """A name as it is, a number as on the board."""
    return given if isinstance(given, _Pair) else _Pair(numeral(given), latex_numeral(given))


def _times(left: Any, right: Any) -> _Pair:
    if not isinstance(left, _Pair) and not isinstance(right, _Pair):
        return _written(left * right)
    if not isinstance(left, _Pair) or not isinstance(right, _Pair):
        left, right = (left, right) if isinstance(right, _Pair) else (right, left)
        made = RULES["mul"](left, Symbol(*right))
        return _Pair(str(made), made.latex())
    return _Pair(f"{left.text} {right.text}", f"{left.latex} {right.latex}")


def _added(terms: list[tuple[bool, str, str]]) -> tuple[str, str]:
    """The terms with their signs between them."""
    def joined(k: int, minus: str) -> str:
        text = ""
        for term in terms:
            sign = minus if term[0] else "+"
            text += f" {sign} {term[k]}" if text else (minus if term[0] else "") + str(term[k])
        return text
    return joined(1, "−"), joined(2, "-")
