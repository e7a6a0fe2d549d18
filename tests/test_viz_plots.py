"""Plots: curves against closed forms, regions against a known line, files, and what is refused."""

import builtins
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chalkgrad import Value, nn, relu, sigmoid, viz
from chalkgrad.chalk.gradcheck import MissingPackageError
from chalkgrad.engine import RULES
from chalkgrad.viz import DiagramError
from chalkgrad.viz.activation_plot import curve_of, function_named

pytest.importorskip("matplotlib", reason="plots need the extra [demos]")

THEMES = ["light", "dark", "print", "projector"]
CLOSED = {  # the function and its derivative, written down once more
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
    "linear": (lambda z: z, np.ones_like),
    "softplus": (lambda z: np.log1p(np.exp(z)), lambda z: 1 / (1 + np.exp(-z))),
    "exp": (np.exp, np.exp), "sin": (np.sin, np.cos), "cos": (np.cos, lambda z: -np.sin(z)),
    "neg": (lambda z: -z, lambda z: -np.ones_like(z)), "abs": (np.abs, np.sign),
    "sign": (np.sign, np.zeros_like),
    "log": (lambda z: np.log(np.where(z > 0, z, np.nan)), lambda z: np.where(z > 0, 1 / z, np.nan)),
    "sqrt": (lambda z: np.sqrt(np.where(z > 0, z, np.nan)),
             lambda z: 0.5 / np.sqrt(np.where(z > 0, z, np.nan))),
    "log_sigmoid": (lambda z: -np.log1p(np.exp(-z)), lambda z: 1 / (1 + np.exp(z))),
}


def lines(plot: viz.Plot) -> list[Any]:
    """The curves of a plot, without the axes' own."""
    return [line for line in plot.figure.axes[0].lines if len(line.get_xdata()) > 2]


def legend(plot: viz.Plot) -> list[str]:
    return [text.get_text() for text in plot.figure.legends[0].get_texts()]


def test_every_operation_of_one_number_has_a_closed_form_here() -> None:
    single = {op.name for op in RULES.values() if len(op.letters) == 2 and not op.variadic}
    assert single | {"linear"} == set(CLOSED)


@pytest.mark.parametrize("name", CLOSED)
def test_the_curves_are_the_function_and_its_derivative(name: str) -> None:
    function, slope = lines(viz.activation(name, reach=(-5.0, 5.01)))
    z = function.get_xdata()
    with np.errstate(divide="ignore", invalid="ignore"):
        truth, derivative = (form(z) for form in CLOSED[name])
    np.testing.assert_allclose(function.get_ydata(), truth, rtol=1e-12)
    shown = ~np.isnan(slope.get_ydata())
    np.testing.assert_allclose(slope.get_ydata()[shown], derivative[shown], rtol=1e-12)
    assert np.isnan(slope.get_ydata()).sum() <= np.isnan(derivative).sum() + 2


@pytest.mark.parametrize("op, formula, derivative", [
    ("sigmoid", r"$a = \sigma(z)$", r"$\partial a/\partial z = a \left(1 - a\right)$"),
    (relu, r"$a = \operatorname{relu}(z)$", r"$\partial a/\partial z = [z > 0]$"),
    (Value.tanh, r"$a = \tanh(z)$", r"$\partial a/\partial z = 1 - a^{2}$"),
    ("linear", "$a = z$", r"$\partial a/\partial z = 1$"),
    (lambda z: z * sigmoid(z), r"$a = z \sigma(z)$", r"$\partial a/\partial z$"),
    (lambda z: z if z > 0 else 0.1 * z, "$a = f(z)$", r"$\partial a/\partial z$"),
])
def test_the_legend_has_the_formulas_of_the_table(op: Any, formula: str, derivative: str) -> None:
    plot = viz.activation(op)
    assert legend(plot)[:2] == [formula, derivative]
    assert plot.svg().startswith("<?xml")


def test_saturation_is_where_the_slope_stays_small() -> None:
    (left, right) = curve_of(function_named("sigmoid"), -6.0, 6.0).tails()
    end = math.log((1 - math.sqrt(0.9)) / (1 + math.sqrt(0.9)))  # there a(1 − a) = 0.025
    assert left[0] == -6 and left[1] == pytest.approx(end, abs=0.02)
    assert right == pytest.approx((-left[1], 6.0))
    assert curve_of(function_named("relu"), -6.0, 6.0).tails() == [(-6.0, 0.0)]
    for name in ("linear", "cos", "sqrt"):
        assert curve_of(function_named(name), -6.0, 6.0).tails() == []


def test_a_jump_of_the_slope_is_a_gap() -> None:
    slopes = lines(viz.activation("relu"))[1].get_ydata()
    assert np.isnan(slopes).sum() == 1 and set(slopes[~np.isnan(slopes)]) == {0.0, 1.0}


@pytest.mark.parametrize("name", ["softmax", "add", "dot", "swish", "Sigmoid"])
def test_what_is_no_activation_is_refused_with_the_names_that_are(name: str) -> None:
    with pytest.raises(DiagramError, match=r"'sigmoid'.*or give a function"):
        viz.activation(name)


@pytest.mark.parametrize("reach", [(1.0, 1.0), (2.0, -2.0), (0.0, math.inf), (math.nan, 1.0)])
def test_an_empty_reach_is_refused(reach: Any) -> None:
    with pytest.raises(DiagramError, match="no range of z"):
        viz.activation("tanh", reach=reach)


# Losses

def test_a_loss_curve_has_the_losses_by_epoch() -> None:
    plot = viz.loss_curve(nn.History(loss=[3.0, 2.0, 1.5]))
    (curve,) = lines(plot)
    assert (list(curve.get_xdata()), list(curve.get_ydata())) == ([1, 2, 3], [3.0, 2.0, 1.5])
    assert plot.figure.axes[0].texts[0].get_text() == "1.5" and not plot.figure.legends


def test_several_trainings_differ_by_more_than_colour() -> None:
    plot = viz.loss_curve({"$SGD": [2.0, 1.0, 0.5], "_Adam": [2.0, math.nan, 0.2]}, log=True)
    one, other = lines(plot)
    assert one.get_linestyle() != other.get_linestyle() and one.get_marker() != other.get_marker()
    assert legend(plot) == [r"\$SGD", "Adam"] and plot.svg()
    assert np.isnan(other.get_ydata()).tolist() == [False, True, False]


@pytest.mark.parametrize("history", [[], [math.nan], nn.History(), {},
                                     {name: [1.0] for name in "abcde"}])
def test_no_losses_or_too_many_are_refused(history: Any) -> None:
    with pytest.raises(DiagramError, match=r"no loss to draw|can't be told apart"):
        viz.loss_curve(history)


# Decision boundaries

def half_plane(activation: str = "sigmoid") -> nn.MLP:
    """A network that decides for 1 where x₁ + 2x₂ > 1."""
    net = nn.MLP([2, 1], activation)
    net.layers[0].w[0][0].data, net.layers[0].w[1][0].data = 1.0, 2.0
    net.layers[0].b[0].data = -1.0
    return net


X = [[0.0, 0.0], [2.0, 2.0], [0.0, 2.0], [2.0, -1.0]]


def boundaries(plot: viz.Plot) -> np.ndarray[Any, Any]:
    """The corners of the lines between regions, which are contours at a single level."""
    lines = [c for c in plot.figure.axes[0].collections if len(getattr(c, "levels", [])) == 1]
    return np.concatenate([path.vertices for line in lines for path in line.get_paths()])


def test_the_boundary_is_the_line_where_the_output_is_a_half() -> None:
    plot = viz.decision_boundary(half_plane(), X, [[0], [1], [1], [0]])
    points = boundaries(plot)
    assert np.abs(points @ [1.0, 2.0] - 1).max() < 0.02
    assert legend(plot) == ["class 0", "class 1"]
    assert [text.get_text() for text in plot.figure.axes[0].texts] == ["$a = 0.5$"]


def test_samples_on_the_wrong_side_are_ringed_and_counted() -> None:
    plot = viz.decision_boundary(half_plane(), np.array(X), np.array([0, 1, 0, 1]))
    assert legend(plot)[-1] == "wrong side: 2 of 4"
    ringed = plot.figure.axes[0].lines[-1]
    assert list(zip(ringed.get_xdata(), ringed.get_ydata())) == [(0.0, 2.0), (2.0, -1.0)]


def test_targets_may_be_one_hot_and_classes_many() -> None:
    def nearest(x: list[float]) -> list[float]:
        return [-math.dist(x, corner) for corner in X]

    plots = [viz.decision_boundary(nearest, X, y, resolution=40)
             for y in ([0, 1, 2, 3], np.eye(4))]
    assert [legend(plot) for plot in plots] == [[f"class {i}" for i in range(4)]] * 2
    for x in boundaries(plots[0]):
        first, second, *_ = sorted(math.dist(x, corner) for corner in X)
        assert second - first < 0.03


@pytest.mark.parametrize("output, targets, threshold", [
    ("sigmoid", [0, 1, 1, 0], 0.5), ("tanh", [-1, 1, 1, -1], 0.0), ("linear", [0, 1, 1, 0], 0.0)])
def test_the_threshold_goes_with_output_and_targets(output: str, targets: list[int],
                                                   threshold: float) -> None:
    plot = viz.decision_boundary(half_plane(output), X, targets, resolution=30)
    assert plot.figure.axes[0].texts[0].get_text() == f"$a = {threshold:.2g}$"
    assert np.abs(boundaries(plot) @ [1.0, 2.0] - 1).max() < 0.05
    given = viz.decision_boundary(half_plane(output), X, targets, threshold=0.2, resolution=30)
    assert given.figure.axes[0].texts[0].get_text() == "$a = 0.2$"


@pytest.mark.parametrize("samples, targets, hint", [
    ([[1.0]], [0], "a plane has 2"), ([[1.0, 2.0]], [], "don't pair up"), ([], [], "don't pair up"),
    ([[1.0, 2.0]], [7], "give at most 6"), ([[1.0, 2.0]], [-1], "no class"),
    ([[1.0, 2.0]], [0.5], "no class")])
def test_data_that_do_not_fit_are_refused(samples: Any, targets: Any, hint: str) -> None:
    with pytest.raises(DiagramError, match=hint):
        viz.decision_boundary(nn.MLP([2, 3], seed=0), samples, targets, resolution=5)


# What all plots share

@pytest.mark.parametrize("theme", THEMES)
def test_plots_save_by_ending_in_every_theme(tmp_path: Path, theme: str) -> None:
    plot = viz.activation("tanh", theme=theme)
    for name, start in (("a.svg", b"<?xml"), ("a.PNG", b"\x89PNG"), ("a.pdf", b"%PDF")):
        assert plot.save(tmp_path / name).read_bytes().startswith(start)
    with pytest.raises(DiagramError, match=r"\.svg, \.png, \.pdf"):
        plot.save(tmp_path / "a.gif")


def test_a_plot_is_the_same_every_time_and_whatever_the_settings() -> None:
    import matplotlib

    first = viz.activation("sigmoid").svg()
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        assert viz.activation("sigmoid").svg() == first
    assert viz.activation("sigmoid").svg() == first


def test_a_notebook_shows_it_and_a_repl_names_it() -> None:
    plot = viz.activation("sigmoid")
    assert plot._repr_mimebundle_() == {"image/svg+xml": plot.svg(), "text/plain": repr(plot)}
    assert repr(plot) == "Plot('a = σ(z) and its derivative')"


def test_an_unknown_theme_is_refused() -> None:
    with pytest.raises(DiagramError, match="'light'"):
        viz.activation("sigmoid", theme="solarized")


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def importing(name: str, *rest: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", importing)
    with pytest.raises(MissingPackageError, match=r"chalkgrad\[demos\]"):
        viz.activation("sigmoid")
