"""Whatever is written, the reader gives a tree or a ReadError with a place, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from chalkgrad.check.errors import ReadError
from chalkgrad.check.reader.outline import outline
from chalkgrad.check.reader.parser import read
from chalkgrad.check.reader.vocabulary import COMMANDS, SIGNS

FORMULAS = (
    r"\delta_j^{(l)} = \sum_{k=1}^{n_{l+1}} w_{kj}^{(l+1)} \delta_k^{(l+1)} \sigma'(z_j^{(l)})",
    r"\frac{\partial a_i}{\partial z_j} = \begin{cases} a_i (1 - a_i) & \text{if } i = j \\ -a_i "
    r"a_j & \text{otherwise} \end{cases} \tag{5}",
    r"C = { 1 \over 2 } \left\| y - \hat{y} \right\|^2, \quad \forall l, 1 \le l \le L",
    r"f = \sum_j x_j | j \neq y \qquad \left. \frac{d f}{d x} \right|_{x=0} = |x|",
    r"\begin{aligned} dW^{[l]} &= \pd{J}{W} \\ &= \tfrac1m dZ^{[l]} A^{[l-1]T} \end{aligned}",
)
PIECES = st.sampled_from([
    *("\\" + name + " " for name in sorted(COMMANDS)), *sorted(SIGNS), *"abdejxyzLW0127 \n\0",
    "^{", "_{", r"\frac{", "}{", r"\text{if ", r"\begin{cases}", r"\end{cases}", r"\begin{bmatrix}",
    r"\end{bmatrix}", r"\left.", r"\right|", r"\\", "&", "ŷ", "₁²", r"\pd{x}", r"\loop", "\\"])
MACROS = {"pd": (2, r"\frac{\partial #1}{\partial #2}"), "loop": (0, r"\loop\loop")}


def settles(latex: str) -> None:
    """The property: a tree that can be written out, or an error inside the formula."""
    try:
        outline(read(latex, MACROS))
    except ReadError as error:
        assert 0 <= error.position <= len(latex)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_tokens(latex: str) -> None:
    settles(latex)


@given(st.text(max_size=60))
def test_any_text(latex: str) -> None:
    settles(latex)


@given(st.sampled_from(FORMULAS), st.integers(0, 120), st.integers(0, 12), PIECES)
def test_damaged_formulas(latex: str, start: int, length: int, piece: str) -> None:
    settles(latex[:start] + piece + latex[start + length:])
