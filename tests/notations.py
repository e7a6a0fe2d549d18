"""Pages of right formulas, each drawn from the ways in which authors write the same: other letters,
other indices, samples above or below, sums or vectors or matrices."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Page = list[str]


def logistic(draw: Random) -> Page:
    """Logistic regression on samples."""
    w, target = draw.choice([r"w", r"\theta", r"\beta"]), draw.choice("yt")
    out = draw.choice([f"h_{w}(x)", "h(x)", r"\hat{y}", "p", "a", r"\hat p", r"\pi"])
    above = draw.choice([True, False])
    i = draw.choice("in")
    scores = draw.choice([f"{w}^T x", rf"{w}^\top x", rf"{w} \cdot x"])
    unit = draw.choice([rf"\sigma({scores})", rf"\frac{{1}}{{1 + e^{{-{scores}}}}}"])
    here = f"^{{({i})}}" if above else f"_{i}"
    now = out.replace("x", f"x{here}") if "x" in out else f"{out}{here}"
    size, log = draw.choice("mN"), draw.choice([r"\log", r"\ln"])
    total = draw.choice([rf"\frac{{1}}{{{size}}} \sum_{{{i}=1}}^{{{size}}}", rf"\sum_{i}"])
    cost, entry = draw.choice("JLEC"), f"x_j{here}" if above else f"x_{{{i}j}}"
    return [f"{out} = {unit}",
            f"{cost} = -{total} [{target}{here} {log}({now}) + (1 - {target}{here}) "
            f"{log}(1 - {now})]",
            rf"\frac{{\partial {cost}}}{{\partial {w}_j}} = {total} ({now} - {target}{here}) "
            f"{entry}"]


def delta_rule(draw: Random) -> Page:
    """One unit, Σ w x, and the step over all samples."""
    out, target, d, i = (*draw.choice(["ot", "yt", "oy"]), draw.choice("dnpk"), draw.choice("ij"))
    linear = draw.choice([True, False])
    total = rf"\sum_{i} w_{i} x_{i}"
    slope = "" if linear else f" {out}_{d} (1 - {out}_{d})"
    step = rf"\sum_{d} ({target}_{d} - {out}_{d}){slope} x_{{{d}{i}}}"
    return [f"{out} = {total}" if linear else rf"{out} = \sigma({total})",
            rf"E = \frac{{1}}{{2}} \sum_{d} ({target}_{d} - {out}_{d})^2",
            rf"\frac{{\partial E}}{{\partial w_{i}}} = -{step}",
            rf"\Delta w_{i} = \eta {step}"]


def classes(draw: Random) -> Page:
    """Softmax regression on samples numbered below."""
    w, i, (k, j) = draw.choice([r"\theta", "w"]), draw.choice("in"), draw.choice(["kj", "jk"])
    size, mean = draw.choice("mN"), draw.choice([True, False])
    total = (rf"\frac{{1}}{{{size}}} " if mean else "") + rf"\sum_{{{i}=1}}^{{{size}}}"
    p, t = draw.choice(["py", "yt"])
    return [rf"{p}_{{{i}{k}}} = \frac{{e^{{{w}_{k}^T x_{i}}}}}{{\sum_{j} e^{{{w}_{j}^T x_{i}}}}}",
            rf"J = -{total} \sum_{k} {t}_{{{i}{k}}} \log {p}_{{{i}{k}}}",
            rf"\nabla_{{{w}_{k}}} J = {total} ({p}_{{{i}{k}}} - {t}_{{{i}{k}}}) x_{i}"]


def rows(draw: Random) -> Page:
    """Two layers, samples as rows, gradients of the mean."""
    f, slope = draw.choice([(r"\sigma", r"A_1 \odot (1 - A_1)"),
                            (r"\text{ReLU}", r"\text{ReLU}'(Z_1)")])
    size, short = draw.choice("mN"), draw.choice([True, False])

    def by(letter: str) -> str:
        return f"d{letter}" if short else rf"\frac{{\partial L}}{{\partial {letter}}}"
    return ["Z_1 = X W_1 + b_1", f"A_1 = {f}(Z_1)", "Z_2 = A_1 W_2 + b_2",
            r"\hat Y = \text{softmax}(Z_2)",
            rf"L = -\frac{{1}}{{{size}}} \sum_i \sum_k Y_{{ik}} \log \hat Y_{{ik}}",
            rf"{by('Z_2')} = \frac{{1}}{{{size}}} (\hat Y - Y)", f"{by('W_2')} = A_1^T {by('Z_2')}",
            rf"{by('Z_1')} = {by('Z_2')} W_2^T \odot {slope}", f"{by('W_1')} = X^T {by('Z_1')}"]


def named_errors(draw: Random) -> Page:
    """Two layers whose δ are named by the layer's letter or number."""
    two, one = draw.choice([("o", "z"), ("o", "h"), ("2", "1"), ("{o}", "{h}")])
    f, (c, t) = draw.choice([r"\sigma", "f"]), draw.choice(["Ct", "Ly", "Ey"])
    return ["z = W x + b", f"h = {f}(z)", "o = V h + c", r"\hat y = \text{softmax}(o)",
            rf"{c} = -\sum_k {t}_k \log \hat y_k", rf"\delta_{two} = \hat y - {t}",
            rf"\frac{{\partial {c}}}{{\partial V}} = \delta_{two} h^T",
            rf"\delta_{one} = (V^T \delta_{two}) \odot {f}'(z)",
            rf"\frac{{\partial {c}}}{{\partial W}} = \delta_{one} x^T"]


def likelihood(draw: Random) -> Page:
    """ℓ = ln L and its ascent."""
    w, log, size = draw.choice([r"\theta", "w"]), draw.choice([r"\log", r"\ln"]), draw.choice("mn")
    known, h = draw.choice([True, False]), f"h_{w}(x^{{(i)}})"
    ones = f"({h})^{{y^{{(i)}}}} (1 - {h})^{{1 - y^{{(i)}}}}"
    step = rf"\sum_{{i=1}}^{size} (y^{{(i)}} - {h}) x_j^{{(i)}}"
    return [rf"h_{w}(x) = \frac{{1}}{{1 + e^{{-{w}^T x}}}}",
            *([rf"L({w}) = \prod_{{i=1}}^{size} {ones}"] if known else []),
            rf"\ell({w}) = {log} L({w}) = \sum_{{i=1}}^{size} [y^{{(i)}} {log} {h} + "
            rf"(1 - y^{{(i)}}) {log} (1 - {h})]",
            rf"\frac{{\partial \ell}}{{\partial {w}_j}} = {step}",
            rf"{w}_j := {w}_j + \alpha {step}"]


def bias_inside(draw: Random) -> Page:
    """θ^T x with x_0 = 1, and written out."""
    w, m = draw.choice([r"\theta", "w", r"\beta"]), draw.choice("mN")
    long = rf"{w}_0 + {w}_1 x_1 + \dots + {w}_n x_n"
    told = [f"h(x) = {long} = {w}^T x"] if draw.choice([True, False]) else [
        f"h(x) = {w}^T x", f"h(x) = {long}"]
    share = rf"\frac{{1}}{{{m}}} \sum_{{i=1}}^{m} (h(x^{{(i)}}) - y^{{(i)}})"
    return [*told, rf"J = \frac{{1}}{{2{m}}} \sum_{{i=1}}^{m} (h(x^{{(i)}}) - y^{{(i)}})^2",
            rf"\frac{{\partial J}}{{\partial {w}_0}} = {share}",
            rf"\frac{{\partial J}}{{\partial {w}_j}} = {share} x_j^{{(i)}}"]


def layers(draw: Random) -> Page:
    """Any number of layers, in indices."""
    above = draw.choice(["^{(%s)}", "^{[%s]}", "^{%s}"])
    w, f, t = draw.choice("wW"), draw.choice([r"\sigma", "f", "g"]), draw.choice("yt")
    turned, (j, i, k) = draw.choice([True, False]), draw.choice(["jik", "jkm", "ijk"])

    def at(letter: str, index: str, layer: str = "l") -> str:
        return f"{letter}_{{{index}}}" + above % layer

    def weight(to: str, source: str, layer: str = "l") -> str:
        return at(w, source + to if turned else to + source, layer)
    z, last, delta = at("z", j), at("a", j, "L"), r"\delta"
    return [rf"{z} = \sum_{i} {weight(j, i)} {at('a', i, 'l-1')} + {at('b', j)}",
            f"{at('a', j)} = {f}({z})", rf"C = \frac{{1}}{{2}} \sum_{j} ({last} - {t}_{j})^2",
            rf"{at(delta, j)} = \frac{{\partial C}}{{\partial {z}}}",
            rf"{at(delta, j, 'L')} = ({last} - {t}_{j}) {f}'({at('z', j, 'L')})",
            rf"{at(delta, j)} = {f}'({z}) \sum_{k} {weight(k, j, 'l+1')} {at(delta, k, 'l+1')}",
            rf"\frac{{\partial C}}{{\partial {weight(j, i)}}} = {at(delta, j)} {at('a', i, 'l-1')}"]


KINDS: dict[str, Callable[[Random], Page]] = {each.__name__: each for each in (
    logistic, delta_rule, classes, rows, named_errors, likelihood, bias_inside, layers)}


def slip(line: str) -> str:
    """The line with a minus put before what it says, or taken away."""
    left, right = line.rsplit(" = ", 1)
    return f"{left} = {right[1:]}" if right.startswith("-") else f"{left} = -{right}"
