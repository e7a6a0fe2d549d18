"""Numbers and functions derived by hand, held against the gradient of the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...engine import Value
from ..errors import CheckError
from .calling import Call, Trial, one_of
from .comparing import held
from .pairing import blocks_of, flat, nodes_in, pairs_of
from .points import Point, check_graph, named
from .printing import HandCheck


def gradients(hand: Mapping[Any, Any] | Iterable[tuple[Any, Any]], y: Value, *,
              tolerance: float | None = None) -> HandCheck:
    """Hold numbers derived by hand against ∂y/∂x by backward; touches no `.grad`.

    `hand` maps Values below y, or their labels, to numbers, also as text. Lists of Values, as the
    weights of a layer, stand with a list or array of the same shape in a list of pairs.
    Without `tolerance` numbers agree to 1e-9, relative to the larger one (10^(−0.6·digits) where
    all are mpf, 0 where all are Fractions), and up to what floats lose by rounding. A rounded
    number is right to the digits given, and the result says so: -0.104 is right for all from
    -0.1045 to -0.1035, "-0.1040" from -0.10405 to -0.10395. A float that is whole or has a single
    digit has as many digits or decimals as those beside it, and is exact alone; ints are exact.
    `tolerance` replaces all this; for numbers computed from rounded ones write tolerance=1e-2.
    If few digits fit several mistakes, all of these are told.
    Raises CheckError or GraphError for a key that isn't below y, ShapeError where shapes don't
    fit, NumberError for what isn't a number, CheckError for nan and infinities.

    >>> w, x, b = Value(0.5, "w"), Value(3.0, "x"), Value(-1.0, "b")
    >>> a = (w * x + b).sigmoid()
    >>> s = a.data
    >>> bool(gradients({w: s * (1 - s) * 3, b: s * (1 - s)}, a))
    True
    >>> print(gradients({w: 3.0, "b": 1.0}, a))
    ∂y by                           by hand        by backward     ulps
    w                                     3       0.7050111366    2e+16 ✗
    b                                     1       0.2350037122    3e+16 ✗
    w, b: σ′(w x + b) is missing (all 2 agree with that; at w 3 by hand, 0.705 by
      backward, σ′(w x + b) = 0.235)
    ✗ 2 of 2 differ
    >>> print(gradients({w: 0.705, "b": "-0.2350"}, a))
    ∂y by                           by hand        by backward     ulps
    w                                 0.705       0.7050111366 3 digits ✓
    b                                −0.235       0.2350037122    2e+16 ✗
    b: the sign is wrong (by hand / by backward = −1 at the one entry)
    ✗ 1 of 2 differ

    A layer at once:

    >>> from chalkgrad import nn
    >>> net = nn.MLP([2, 3], seed=0)
    >>> trace = net.trace([1.0, -2.0])
    >>> slopes = [a.data * (1 - a.data) for a in trace.a[1]]
    >>> dw = [[slope * x for slope in slopes] for x in (1.0, -2.0)]
    >>> bool(gradients([(net.layers[0].w, dw), (net.layers[0].b, slopes)], sum(trace.a[1])))
    True
    """
    check_graph(y)
    names = named(y)
    blocks = [block for key, given in pairs_of(hand) for block in blocks_of(key, given, names, y)]
    if not blocks:
        raise CheckError("there is nothing to compare; give the numbers by hand: {w: 0.5}")
    return held(y, [Point(y, {})], [blocks], tolerance)


def against(y: Value, hand: Any, wrt: Any = None, *, inputs: Any = None,
            hold: Iterable[Any] = (), points: int = 3, tolerance: float | None = None,
            seed: int = 0) -> HandCheck:
    """Hold a function derived by hand, or its numbers, against ∂y/∂wrt.

    A function is tried at the present point and at `points` more near it, drawn from `seed`, on
    a copy of the graph. It gets the numbers of the nodes that have its parameters' names as
    labels (also of inner nodes), or else of all leaves in the order in which they were made; with
    `inputs`, a list of Values, labels or nested lists of Values, of these, nested lists as arrays.
    It returns a number for one Value, or as many numbers, in their shape, as `wrt` has. Leaves in
    `hold` stay where they are, as a label 0 or 1 that the formula distinguishes.
    Numbers instead of a function are compared at the present point. The tolerance and the errors
    are those of `gradients`; what a function gives is computed, and not taken to be rounded.

    >>> w, x, b = Value(0.5, "w"), Value(3.0, "x"), Value(-1.0, "b")
    >>> a = (w * x + b).sigmoid()
    >>> a.label = "a"
    >>> bool(against(a, lambda a, x: a * (1 - a) * x, wrt=[w]))
    True
    >>> against(a, lambda a, x: a * x, wrt=[w]).diagnosis
    'w: a itself stands for σ′(w x + b)'
    """
    check_graph(y)
    if wrt is None:
        raise CheckError("say by what y was differentiated: wrt=[w]")
    names = named(y)
    if not callable(hand) or isinstance(hand, Value):
        return held(y, [Point(y, {})], [blocks_of(wrt, one_of(wrt, hand), names, y)], tolerance)
    call = Call(hand, y, inputs, names)
    trial = Trial(call, wrt, tolerance, seed, points)
    return trial.result(call.moved(flat(nodes_in(wrt, names, y)), hold))
