"""The reader: LaTeX and the tree it must give, spans, macros, limits, and what it refuses."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from chalkgrad.check.errors import ReadError
from chalkgrad.check.reader.outline import outline
from chalkgrad.check.reader.parser import read
from chalkgrad.check.reader.tree import Name, Product, Reduction, Script

READ = [
    (r"wa+b", r"(+ +(w a) +b)"),
    (r"{}^tW x", r"(W^T x)"),
    (r"{}^{t}(AB)", r"<((A B))>^T"),
    (r"A^{[l-1]T}", r"A^[(+ +l -1)]^T"),
    (r"a^{(l)\prime}", r"a^(l)'"),
    (r"C^{\prime\prime}", r"C''"),
    (r"W^{(l)\top}", r"W^(l)^T"),
    (r"W^\mathsf{T}", r"W^T"),
    (r"W^{\mathsf T}x", r"(W^T x)"),
    (r"Wᵀδ", r"(W^T delta)"),
    (r"x₁² + ŷᵢ − ∂C/∂w", r"(+ +x[1]^2 +hat-y[i] -(partial C / w))"),
    (r"σ′(z) · η ≤ ∞", r"(sigma' (z) * eta) <= inf"),
    (r"x^10", r"(x^1 0)"),
    (r"10^{-3}", r"<10>^(-3)"),
    (r"1{,}000.5", r"1000.5"),
    (r".5x", r"(.5 x)"),
    (r"\frac12 x", r"((/ 1 2) x)"),
    (r"\frac1n\sum_i x_i + b", r"(+ +((/ 1 n) (sum i - - x[i])) +b)"),
    (r"\text{net}_j", r"net[j]"),
    (r"net_{h1} + w_{i0} + w_{1j} + w_{10}", r"(+ +net[h1] +w[i,0] +w[1,j] +w[10])"),
    (r"E_{total} + \delta_{\text{out}} + a_{\rm in}", r"(+ +E[total] +delta[out] +a[in])"),
    (r"w_{i\to j}", r"w[i,j]"),
    (r"x_{j k}", r"x[j,k]"),
    (r"\sum_{i,j} x", r"(sum i - - (sum j - - x))"),
    (r"\sum_{i=1}^n\sum_{j=1}^m x_{ij}", r"(sum i 1 n (sum j 1 m x[i,j]))"),
    (r"\sum^{n}_{i=1} i", r"(sum i 1 n i)"),
    (r"\sum_{\substack{i=1\\ i\neq j}}^n x_i", r"(sum i 1 n {i != j} x[i])"),
    (r"\sum_{k\neq j} x_k", r"(sum k - - {k != j} x[k])"),
    (r"\sum_{j\in out} x_j", r"(sum j - - {j in out} x[j])"),
    (r"\sum_{1\le i\le n} x_i", r"(sum i - - {1 <= i <= n} x[i])"),
    (r"\prod\limits_{i} x_i", r"(product i - - x[i])"),
    (r"\frac{\partial C}{\partial w}", r"(partial C / w)"),
    (r"\partial C / \partial w", r"(partial C / w)"),
    (r"\dfrac{dC}{dw}", r"(d C / w)"),
    (r"\frac{\mathrm d}{\mathrm d x} f(x) + 1", r"(+ +(d (f (x)) / x) +1)"),
    (r"\frac{\mathrm{d}y}{\mathrm{d}x}", r"(d y / x)"),
    (r"\frac{d}{dx}(x^2) y", r"((d (x^2) / x) y)"),
    (r"\frac{\partial^2 C}{\partial w \partial b}", r"(partial C / w b)"),
    (r"\frac{\partial^2 C}{\partial w^2}", r"(partial C / w w)"),
    (r"\frac{d^2y}{dx^2}", r"(d y / x x)"),
    (r"{\partial \over \partial x} f", r"(partial f / x)"),
    (r"dC/dw", r"(d C / w)"),
    (r"d/dx \sin x", r"(d (sin x) / x)"),
    (r"\frac{\delta C}{\delta w}", r"(partial C / w)"),
    (r"\frac{\delta^l}{\delta^{l+1}}", r"(/ delta^l delta^(+ +l +1))"),
    (r"\frac{d_1}{d_2}", r"(/ d[1] d[2])"),
    (r"dW = da", r"(d W) = (d a)"),
    (r"\pdv{C}{w} + \dv{x} f", r"(+ +(partial C / w) +(d f / x))"),
    (r"\left. \frac{df}{dx} \right|_{x=0}", r"(at (d f / x) {x = 0})"),
    (r"f'(x)\Big|_{x=0}", r"(at (f' (x)) {x = 0})"),
    (r"|z| \, |w|", r"((abs z) (abs w))"),
    (r"2|x| + \|y\|^2 + ||z||", r"(+ +(2 (abs x)) +<(norm y)>^2 +(norm z))"),
    (r"|x||y|", r"((abs x) (abs y))"),
    (r"\lambda |w| = 0", r"(lambda (abs w)) = 0"),
    (r"p(t=0|x)", r"(p ({t = 0}, x))"),
    (r"P(A \mid B)", r"(P (A, B))"),
    (r"f(\cdot)", r"(f ('·'))"),
    (r"W_{:,j}", r"W[':',j]"),
    (r"w^*", r"w^'·'"),
    (r"x^+", r"x^'+'"),
    (r"\{t^{(i)}\}_{i=1}^N", r"<{t^(i)}>[{i = 1}]^N"),
    (r"[0, 1)", r"[0, 1]"),
    (r"\sqrt{x}^2 + \sqrt[3]{x} + √x", r"(+ +<(sqrt (x))>^2 +<(x)>^(/ 1 3) +(sqrt (x)))"),
    (r"\lfloor x \rfloor", r"(floor (x))"),
    (r"\binom{n}{k}", r"(binom (n, k))"),
    (r"\begin{cases} 1 & \text{if } i=j \\ 0 & \text{otherwise} \end{cases}",
     r"(cases 1 {'if' i = j}; 0 -)"),
    (r"\left\{ \begin{array}{ll} 1, & x > 0 \\ 0, & \text{else} \end{array} \right.",
     r"(cases 1 {x > 0}; 0 -)"),
    (r"\begin{pmatrix} a & b \\ c & \end{pmatrix}", r"(matrix a b; c '')"),
    (r"\begin{array}{rcl} a &=& b \\ &=& c \end{array}", r"a = b = c"),
    (r"\begin{align} a &= b \\ &= c, \\ d &= e & f &= g \end{align}",
     r"a = b = c ; d = e ; f = g"),
    (r"\begin{equation} a = b + {} \\ c \end{equation}", r"a = (+ +b +c)"),
    (r"a = b \\ \quad + c \\ \times d", r"a = (+ +b +(c * d))"),
    (r"x = \left( a \right. \\ \left. + b \right)", r"x = ((+ +a +b))"),
    (r"a = b \quad c = d", r"a = b ; c = d"),
    (r"a = b, c = d", r"a = b ; c = d"),
    (r"X = Y \quad \leftarrow \quad U = V", r"X = Y ; U = V"),
    (r"w \leftarrow w - \eta g", r"w <- (+ +w -(eta g))"),
    (r"a \overset{\text{def}}{=} b \stackrel{(1)}{=} c \triangleq d", r"a := b = c := d"),
    (r"\underset{x}{\max} f", r"(max[x] f)"),
    (r"\underbrace{a + b}_{= c} \cdot d", r"((+ +a +b) * d)"),
    (r"\boxed{a = b}", r"a = b"),
    (r"\color{red}{a} = \textcolor{blue}{b} \phantom{xx} \cancel{c}", r"a = (b c)"),
    (r"\therefore a = b", r"a = b"),
    (r"\Rightarrow a = b", r"a = b"),
    (r"= c", r"= c"),
    (r"a \implies b", r"a => b"),
    (r"a ==> b", r"a => b"),
    (r"a := b : c", r"a := b := c"),
    (r"a ≠ b \not= c \notin D", r"a != b != c not in D"),
    (r"z_j = 1 \; \forall l, 1 \le l \le L", r"z[j] = 1 {'for all' l} {1 <= l <= L}"),
    (r"z_j = 1 \quad (j \ne k)", r"z[j] = 1 {j != k}"),
    (r"z_j = 1, \quad l = 1, \dots, L", r"z[j] = 1 {l = 1 , ... , L}"),
    (r"z_j = 1 \text{ for } l = L-1, \dots, 1", r"z[j] = 1 {'for' l = (+ +L -1) , ... , 1}"),
    (r"z_j = 1 \text{ for all } i, j \in S", r"z[j] = 1 {'for all' i , j in S}"),
    (r"a_k | k \neq y", r"a[k] {k != y}"),
    (r"f = \sum_j x_j | j \neq y", r"f = (sum j - - x[j]) {j != y}"),
    (r"\forall j: \delta_j = 0", r"delta[j] = 0 {'for all' j}"),
    (r"l = 2, \ldots, L", r"l = 2 , ... , L"),
    (r"\text{for } l = L-1 \text{ down to } 2", r" {'for' l = (+ +L -1) down to 2}"),
    (r"a = b \text{ and } c = d \text{ (chain rule)}", r"a = b ; c = d"),
    (r"w - \text{learning rate} \cdot g", r"(+ +w -('learning rate' * g))"),
    (r"\mathbb{E}[x]", r"(E [x])"),
    (r"\mathbb{1}[i=j]", r"(1 [{i = j}])"),
    (r"\arg\max_j z_j", r"(arg max[j] z[j])"),
    (r"\operatorname*{arg\,max}_j z_j", r"(argmax[j] z[j])"),
    (r"\mathrm{ReLU}(x) = \max(0, x)", r"(relu (x)) = (max (0, x))"),
    (r"(1/a)* -\sigma'", r"(((// 1 a)) * (-sigma'))"),
    (r"1/(1-a) * - \sigma'", r"((// 1 ((+ +1 -a))) * (-sigma'))"),
    (r"e^{z_j}/\sum_k e^{z_k}", r"(// e^z[j] (sum k - - e^z[k]))"),
    (r"1/f(x) + 1/n (a)", r"(+ +(// 1 (f (x))) +((// 1 n) (a)))"),
    (r"\sin x / x", r"(// (sin x) x)"),
    (r"a/b/c", r"(// (// a b) c)"),
    (r"-x^2", r"(-x^2)"),
    (r"--x", r"(+x)"),
    (r"a - -b", r"(+ +a +b)"),
    (r"\text{sig } z \text{sig}(-z)", r"(sig z sig ((-z)))"),
    (r"e^z_y", r"e[y]^z"),
    (r"{a_j}^L + {(a)}^2", r"(+ +a[j]^L +<(a)>^2)"),
    (r"\hat{y}_i + \widehat{\mathbf{y}} + \bar{\bar x} + \hat{ab}",
     r"(+ +hat-y[i] +hat-y +bar-bar-x +(hat ((a b))))"),
    (r"\vec{x} + \dot{x}", r"(+ +x +dot-x)"),
    (r"\nabla_{a^L} C", r"(nabla[a^L] C)"),
    (r"[\Delta q]", r"[(Delta q)]"),
    (r"\delta_{ij}", r"delta[i,j]"),
    (r"\ell", r"ell"),
    (r"\varphi(\varepsilon)", r"(phi (epsilon))"),
    (r"y = f(x) \tag{3a}", r"y = (f (x)) #3a"),
    (r"y = x \qquad (2)", r"y = x #2"),
    (r"$y = x$", r"y = x"),
    (r"\[ y = x. \]", r"y = x"),
    (r"a \otimes b", r"(a otimes b)"),
    (r"y \in \mathbb{R}^{n \times 1}", r"y in R^(n * 1)"),
    (r"A = \begin{bmatrix} 1 \\ 2 \end{bmatrix}^T", r"A = <(matrix 1; 2)>^T"),
    (r"\int_0^1 f(x) dx", r"(int[0]^1 f (x) d x)"),
    (r"\left\lVert x \right\rVert_2^2", r"<(norm x)>[2]^2"),
    (r"\begin{aligned} L = & a \\ & + b \end{aligned}", r"L = (+ +a +b)"),
    (r"\delta^{(l)} = W^{(l+1)T}\delta^{(l+1)} \odot f'(z^{(l)})",
     r"delta^(l) = (W^((+ +l +1))^T delta^((+ +l +1)) odot f' (z^(l)))"),
    (r"1_{i=j}", r"<1>[{i = j}]"),
    (r"a^{[1](i)}", r"a^[1]^(i)"),
    (r"\frac{\partial C}{\partial w}\bigg|_{w=0} \cdot 2", r"((at (partial C / w) {w = 0}) * 2)"),
    (r"\partial_i f", r"(partial f / i)"),
    (r"\tanh^2(x)", r"(tanh^2 (x))"),
    (r"\log_2 x", r"(log[2] x)"),
    (r"O(n^2)", r"(O (n^2))"),
    (r"\mathcal{L}(\theta; x, y)", r"(L (theta, x, y))"),
    (r"a\cdot b\times c∘d", r"(a * b * c odot d)"),
    (r"\sigma(z)(1-\sigma(z))", r"(sigma (z) ((+ +1 -(sigma (z)))))"),
    (r"x_{n_l}", r"x[n[l]]"),
    (r"x^{(n_l-1)}", r"x^((+ +n[l] -1))"),
    (r"x^{(t-1)/2}", r"x^(// ((+ +t -1)) 2)"),
    (r"\Delta w_{ij}(n+1) = \eta \delta_j o_i",
     r"(Delta w[i,j] ((+ +n +1))) = (eta delta[j] o[i])"),
    (r"x_{h,b}", r"x[h,b]"),
    (r"\theta_{j}:=\theta_{j}-\alpha \frac{\partial J(\theta)}{\partial \theta_{j}}",
     r"theta[j] := (+ +theta[j] -(alpha (partial (J (theta)) / theta[j])))"),
    (r"y_i \sim \mathcal{N}(0, 1)", r"y[i] ~ (N (0, 1))"),
    (r"\max_{x}\, x", r"(max[x] x)"),
    (r"\begin{cases} x = 1 \\ y = 2 \end{cases}", r"(cases {x = 1} -; {y = 2} -)"),
    (r"\hat{y}^{(i)} \log\hat{y}^{(i)}", r"(hat-y^(i) log hat-y^(i))"),
    (r"\mathrm{softmax}(z)_i = \frac{\exp(z_i)}{\sum_j\exp(z_j)}",
     r"(softmax <(z)>[i]) = (/ (exp (z[i])) (sum j - - (exp (z[j]))))"),
    (r"a_i = 0 \text{ for all } i \text{ in layer } l", r"a[i] = 0 {'for all' (i 'in layer' l)}"),
    (r"\delta_k = 1, \quad t = y", r"delta[k] = 1 ; t = y"),
    (r"a = b \qquad a_{k} < 1", r"a = b ; a[k] < 1"),
]


@pytest.mark.parametrize(("latex", "expected"), READ)
def test_reads(latex: str, expected: str) -> None:
    assert outline(read(latex)) == expected


def nodes(tree: object) -> Iterator[object]:
    """Every node below this one, and itself."""
    if isinstance(tree, tuple):
        for part in tree:
            yield from nodes(part)
    elif is_dataclass(tree):
        yield tree
        for field in fields(tree):
            yield from nodes(getattr(tree, field.name))


@pytest.mark.parametrize("latex", [latex for latex, _ in READ if latex.isascii()])
def test_a_name_stands_where_its_span_says(latex: str) -> None:
    for node in nodes(read(latex)):
        if isinstance(node, Name):
            piece, base = latex[slice(*node.span)], node.base.split()[-1]
            transposed = base == "T" and piece == "t"
            assert transposed or piece.lower().startswith((base.lower(), "\\", "{")), (node, piece)


def only(latex: str, kind: type, **macros: tuple[int, str]) -> list[str]:
    """The source of every node of this kind."""
    tree = read(latex, macros)
    return [latex[slice(*node.span)] for node in nodes(tree)  # type: ignore[attr-defined]
            if isinstance(node, kind)]


def test_spans_of_other_nodes() -> None:
    assert only(r"a = \frac12 \sum_i x_i + b", Reduction) == [r"\sum_i x_i"]
    assert only(r"a = \frac12 \sum_i x_i + b", Product) == [r"\frac12 \sum_i x_i"]
    assert only(r"w^{(l)}_{ij}", Script) == ["(l)"]
    assert only(r"\mathbf{W}^T x", Name) == [r"\mathbf{W}^T", "T", "x"]


def test_spans_through_macros() -> None:
    pd = {"pd": (2, r"\frac{\partial #1}{\partial #2}"), "bw": (0, r"\mathbf{w}")}
    assert only(r"\pd{E_n}{w_{ji}} = 1", Name, **pd) == ["E_n", "n", "w_{ji}", "j", "i"]
    assert only(r"x \bw_j y", Name, **pd) == ["x", r"\bw_j", "j", "y"]


MACROS = {
    "pd": (2, r"\frac{\partial #1}{\partial #2}"), "bx": (0, r"\mathbf{x}"),
    "lay": (1, "^{(#1)}"), "twice": (1, "#1 #1"), "s": (0, r"\sigma"),
    "endless": (0, r"\endless x"), "grow": (0, r"\grow\grow"), "R": (0, r"\mathbb{R}"),
    "tran": (0, r"^\mathsf{T}"),
}


@pytest.mark.parametrize(("latex", "expected"), [
    (r"\pd{C}{w_{ij}}", "(partial C / w[i,j])"), (r"\pd C w", "(partial C / w)"),
    (r"\pd{\pd{C}{w}}{b}", "(partial (partial C / w) / b)"), (r"a_j\lay{l-1}", "a[j]^((+ +l -1))"),
    (r"\s x + \bx y", "(+ +(sigma x) +(x y))"), (r"\twice{a+b}", "(+ +a +(b a) +b)"),
    (r"x \in \R", "x in R"), (r"A_1\tran", "A[1]^T"),
])
def test_macros(latex: str, expected: str) -> None:
    assert outline(read(latex, MACROS)) == expected


@pytest.mark.parametrize(("latex", "message", "position"), [
    (r"a = \frac{1}{2", "{ opens here and never closes", 12),
    (r"x \end{}", "no \\\\end was expected", 2), ("a = b}", "} closes nothing", 5),
    (r"\foo = 1", r"unknown command \\foo", 0),
    (r"\begin{tikz} x \end{tikz}", "unknown environment 'tikz'", 0),
    (r"a \begin{cases} 1", "never ends", 2), ("(a + b", "'\\)' was expected", 6),
    ("(a]", "closed by '\\]'", 2), ("a = ", "a quantity was expected, not the end", 4),
    ("a + * b", 'not "\\*"', 4), ("x_", "a script was expected", 2), (r"\hat{}", "is empty", 4),
    (r"\sum_i", "to be added or multiplied", 6), ("f(a & b)", "& stands outside", 4),
    ("a ¤ b", "no meaning", 2), ("a \0 b", "no meaning", 2), (r"\text{if", "never closes", 0),
    (r"a + \pd{C}", "ends where an argument", 4), (r"\endless", "calls itself", 0),
    (r"\grow", "calls itself", 0), ("(" * 100_000, "100,000 characters", 0),
    ("(" * 999, "deep", 60),
    ("{" * 999 + "x" + "}" * 999, "deep", 60), ("x^{" * 999 + "}" * 999, "deep", 182),
    (r"\frac{d}{dx}" * 999, "deep", 725), ("x/" * 999 + "x", "slashes", 123),
])
def test_refuses(latex: str, message: str, position: int) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        read(latex, MACROS)
    assert caught.value.position == position
