"""Definitions of layers: a = σ(z), and a = σ(Σ w a + b) in one line."""

from __future__ import annotations

from ..reader import tree as n
from ..reader.vocabulary import GREEK, words_of
from ..trial.world import ACTIVATIONS
from .binding import USUAL
from .evidence import Evidence
from .forms import logistic_argument, softmax_argument
from .heads import called, head_of, turned
from .infer_order import written_layer
from .infer_weights import affine
from .nodes import names_in, nodes
from .spelling import CALLED

NOT_ACTIVATIONS = {"ln", "log", "exp", "sqrt", "diag", "max", "min"}


def definition(seen: Evidence, statement: n.Statement) -> None:
    """z = Σ w a + b, a = σ(z), a = σ(Σ w a + b), wherever it stands in a chain."""
    first = head_of(statement.members[0]) if statement.members else None
    for left, relation, right in zip(statement.members, statement.relations, statement.members[1:]):
        if relation in ("=", ":=", "<-") and not statement.dangling:
            if not isinstance(statement.members[0], n.Name):
                left, right = turned(left, right)
            head = head_of(left) if isinstance(left, n.Name) else first
            if head is not None and not affine(seen, head, right):
                _activated(seen, head, left, right)


def applied(seen: Evidence) -> None:
    """(y − φ(z))²: a function of a weighted input is the activation, whatever else stands there."""
    for node in nodes(seen.statements):
        call = called(node) if isinstance(node, n.Product) else None
        if call is not None and call[0].base in USUAL["activation"] and seen.roles.get(
                getattr(call[1], "base", "")) == "pre":
            seen.take(call[0].base, "activation")
    for statement in seen.statements:
        for left, right in zip(statement.members, statement.members[1:]):
            _handed_on(seen, left, right)


def _handed_on(seen: Evidence, left: n.Node, right: n.Node) -> None:
    """∂E/∂a = ∂E/∂y σ′(a): y is σ(a), where no line says what they are."""
    factors = right.factors if isinstance(right, n.Product) else ()
    above = [each.wrt[0] for each in factors if isinstance(each, n.Derivative)
             and isinstance(left, n.Derivative) and each.of == left.of]
    primed = [name for name in factors if isinstance(name, n.Name) and name.primes == 1
              and name.base in USUAL["activation"]]
    unit, total = (above[0] if len(above) == 1 else None,
                   left.wrt[0] if isinstance(left, n.Derivative) else None)
    if primed and isinstance(unit, n.Name) and isinstance(total, n.Name) and not (
            {unit.base, total.base} & set(seen.roles)) and n.Group("(", (total,)) in factors:
        seen.take(unit.base, "post", f"{unit.base} = {primed[0].base}({total.base})")
        seen.take(total.base, "pre", f"{unit.base} = {primed[0].base}({total.base})")


def _activated(seen: Evidence, head: n.Name, left: n.Node, right: n.Node) -> None:
    """a = f(z) or a = f(Σ w a + b), where f may be an activation function."""
    call = called(right)
    if call is None:
        _written_out(seen, head, left, right)
        return
    if call[0].base in NOT_ACTIVATIONS or call[0].primes:
        return
    function, argument = call
    same = called(left)
    if same is not None and same[0].base == function.base:
        _of_two(seen, function, same[1], argument)
        return
    known = function.base in CALLED or function.base in USUAL["activation"]
    word = len(function.base) > 3 and function.base not in words_of(GREEK)
    if (word and not known) or _is_network(seen, function, argument):
        return
    if not known and not _in_brackets(right):
        return  # V x is a matrix and a vector, q z a product of two numbers
    if isinstance(argument, n.Name):
        found = _outer(seen, head, left, function, argument)
    else:
        found = _inner_affine(seen, head, left, argument) or _shifted(
            seen, head, left, function, argument)
    if found:
        seen.units.append((head, function.base))
        _take_activation(seen, function)


def _written_out(seen: Evidence, head: n.Name, left: n.Node, right: n.Node) -> None:
    """h(x) = 1/(1 + e^{−w^T x}), p_k = e^{w_k^T x} / Σ_j e^{w_j^T x}."""
    inner, scores = logistic_argument(right), softmax_argument(right)
    if inner is not None and not isinstance(inner, n.Name):
        _inner_affine(seen, head, left, inner)
    if scores is not None and not isinstance(scores, n.Name) and _inner_affine(
            seen, head, left, scores):
        seen.units.append((head, "softmax"))
        _take_activation(seen, n.Name("softmax"))


def _of_two(seen: Evidence, function: n.Name, one: n.Node, two: n.Node) -> None:
    """σ(z) = σ(w x + b): the weighted input in two ways; or f(Σ w x − θ) = f(β − θ)."""
    if isinstance(one, n.Name) and affine(seen, one, two):
        _take_activation(seen, function)
    if not (isinstance(one, n.Add) and isinstance(two, n.Add)) or one.terms[1:] != two.terms[1:]:
        return
    (_, sum_), (_, total) = one.terms[0], two.terms[0]
    bias = one.terms[-1]
    if len(one.terms) == 2 and isinstance(total, n.Name) and isinstance(bias[1], n.Name) and affine(
            seen, total, sum_):
        _take_shift(seen, function, total, *bias)


def _is_network(seen: Evidence, function: n.Name, argument: n.Node) -> bool:
    """h_θ(x), the whole network with its parameters."""
    return bool(function.subs) and isinstance(argument, n.Name) and argument.base in USUAL[
        "input"] and all(isinstance(sub, n.Name) and (sub.base in USUAL["weight"] + USUAL["bias"]
                         or seen.roles.get(sub.base) == "weight") for sub in function.subs)


def _in_brackets(call: n.Node) -> bool:
    return isinstance(call, n.Product) and isinstance(call.factors[-1], n.Group)


def _outer(seen: Evidence, head: n.Name, left: n.Node, function: n.Name, argument: n.Name) -> bool:
    """a = f(z); not x = f(x), nor h(x) = f(x), which define a function, nor the y of ŷ."""
    if argument.base == head.base or isinstance(left, n.Product) or any(
            name.base == f"hat {head.base}" for name in names_in(seen.statements)):
        return False  # y is no unit beside ŷ
    why = f"{head.base} = {function.base}({argument.base})"
    layer = written_layer(seen, head)
    if head.base in USUAL["input"] and (_is_unit(head, argument) or (
            layer and layer[0] in seen.layers | seen.last | {""})):
        seen.roles[head.base] = "post"  # x^l = f(z^l), whatever it was taken for before
    seen.take(head.base, "post", why)
    seen.take(argument.base, "pre", why)
    seen.gates.append((head, argument))
    return True


def _is_unit(head: n.Name, argument: n.Name) -> bool:
    """x_j = f(s_j), the outputs of a layer, as x_i are of the layer below."""
    return len(head.subs) == 1 and isinstance(head.subs[0], n.Name) and (
        head.subs == argument.subs and not head.sups)


def _shifted(seen: Evidence, head: n.Name, left: n.Node, function: n.Name, argument: n.Node,
             ) -> bool:
    """a = f(z − θ) beside z = Σ w a."""
    terms = argument.terms if isinstance(argument, n.Add) else ()
    if len(terms) != 2 or terms[0][0] < 0 or not all(isinstance(term, n.Name) and not term.primes
                                                     for _, term in terms):
        return False
    (_, total), (sign, bias) = terms
    sums = [statement.members[1] for statement in seen.statements if statement.members[:1] == (
        total,) and len(statement.members) > 1]
    if not isinstance(total, n.Name) or not isinstance(bias, n.Name) or (
            total.subs != bias.subs) or not any(isinstance(each, n.Reduction) for each in sums):
        return False
    _take_shift(seen, function, total, sign, bias)
    return _outer(seen, head, left, function, total)


def _take_shift(seen: Evidence, function: n.Name, total: n.Name, sign: int, bias: n.Node) -> None:
    """The bias is added, or a threshold subtracted, behind the weighted sum."""
    letter = getattr(bias, "base", "")
    seen.take(letter, "bias", f"{function.base}({total.base} ± {letter})")
    seen.shifts.add(sign)


def _take_activation(seen: Evidence, function: n.Name) -> None:
    """a = tanh z names the activation; a = f(z) only says which letter it is."""
    if CALLED.get(function.base) == "softmax":  # of all outputs together: of no hidden layer
        seen.output = seen.output or "softmax"
        seen.found["output="] = "softmax in the definition of the outputs"
    elif function.base in CALLED and CALLED[function.base] in ACTIVATIONS:
        seen.activation = seen.activation or CALLED[function.base]
        seen.found["activation="] = f"{function.base} in the definition of the layers"
    if function.base not in CALLED or function.base in USUAL["activation"]:
        seen.take(function.base, "activation")


def _inner_affine(seen: Evidence, head: n.Name, left: n.Node, argument: n.Node) -> bool:
    """a = f(Σ w a + b), or the whole network as h(x) = f(Σ w x + b)."""
    if not affine(seen, None, argument, head):
        return False
    seen.take(head.base, "prediction" if isinstance(left, n.Product) else "post",
              f"{head.base} is the activation of a weighted sum")
    return True
