"""What a name tells by its spelling alone, before anything says what its letter means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n

# The functions that a word names, whatever the document says.
CALLED = {"sig": "sigmoid", "sigm": "sigmoid", "sigmoid": "sigmoid", "logistic": "sigmoid",
          "ln": "ln", "log": "ln", "exp": "exp", "sqrt": "sqrt", "tanh": "tanh", "relu": "relu",
          "sin": "sin", "cos": "cos", "softplus": "softplus", "softmax": "softmax", "diag": "diag",
          "max": "max", "min": "min", "sinh": "sinh", "cosh": "cosh", "tan": "tan", "th": "tanh",
          "sh": "sinh", "ch": "cosh", "lg": "ln", "abs": "abs", "arctan": "arctan",
          "arcsin": "arcsin", "arccos": "arccos", "cot": "cot", "sec": "sec", "csc": "csc",
          "sgn": "sgn", "sign": "sgn", "logit": "logit"}

# The roles of letters that are quantities of the network.
ERRORS = ("delta", "Delta", "nabla")  # what says something of a derivative
NET = ("post", "pre", "weight", "bias", "input", "target", "prediction", "delta", "parameter")

# Words that are one letter, so that they can be an index.
GREEK = {"alpha", "beta", "gamma", "mu", "nu", "kappa", "ell", "rho", "tau"}


# What may stand for the right class as an index.
CLASSES = ("y", "t", "c", "Y")


def is_label(node: n.Node) -> bool:
    """y_i or y^{(i)}, where an index is expected: the class of a sample.

    >>> is_label(n.Name("y", (n.Name("i"),))), is_label(n.Name("y"))
    (True, False)
    """
    return isinstance(node, n.Name) and node.base in CLASSES and not node.primes and bool(
        sample_of(node))


def sample_of(label: n.Name) -> str:
    """The i of y_i and of y^{(i)}, "" for anything else."""
    inside = [*label.subs, *(script.body for script in label.sups if script.style)]
    whole = len(inside) == 1 and len(label.subs) + len(label.sups) == 1
    return getattr(inside[0], "base", "") if whole and inside[0] == n.Name(
        getattr(inside[0], "base", "")) else ""


def indexed(name: n.Name) -> n.Name:
    """J^{(i)} as J_i; anything else as it is.

    >>> indexed(n.Name("J", sups=(n.Script("()", n.Name("i")),))).subs[0].base
    'i'
    """
    bodies = tuple(script.body for script in name.sups if script.style == "()")
    whole = len(bodies) == len(name.sups) == 1 and not name.subs
    return replace(name, subs=bodies, sups=()) if whole else name


def keyed(name: n.Name) -> str:
    """What a definition is kept under: D, D′ and D_y are three.

    >>> keyed(n.Name("D")), keyed(n.Name("D", primes=1)), keyed(n.Name("D", (n.Name("y"),)))
    ('D', "D'", 'D_')
    """
    return key_of(name.base, name.primes, len(name.subs))


def key_of(base: str, primes: int, indices: int) -> str:
    """The same of a letter with so many primes and indices."""
    return base + "'" * primes + "_" * indices


def is_transpose(script: n.Script) -> bool:
    """ᵀ, ⊤ or, bare, T.

    >>> is_transpose(n.Script("", n.Name("T"))), is_transpose(n.Script("()", n.Name("T")))
    (True, False)
    """
    return (isinstance(script.body, n.Name) and script.body.base in ("T", "top", "intercal", "t")
            and script.style == "" and not script.body.subs and not script.body.sups)


def is_power(script: n.Script) -> bool:
    """Whether a bare number stands in the superscript.

    >>> is_power(n.Script("", n.Number("2"))), is_power(n.Script("()", n.Number("2")))
    (True, False)
    """
    return script.style == "" and isinstance(script.body, n.Number)


def shown(node: n.Name) -> str:
    """A name for a message.

    >>> shown(n.Name("C", primes=1))
    "C'"
    """
    return node.base + "'" * node.primes


def spelled(subs: Sequence[n.Node]) -> str:
    """Letters one after the other; ? for whatever is no letter.

    >>> spelled((n.Name("j"), n.Number("2")))
    'j?'
    """
    return "".join(sub.base if isinstance(sub, n.Name) else "?" for sub in subs)


def joined(left: Any, right: Any) -> n.Span:
    """The span from the beginning of one node to the end of another.

    >>> joined(n.Name("a", span=(2, 3)), n.Name("b", span=(5, 7)))
    (2, 7)
    """
    return left.span[0], right.span[1]
