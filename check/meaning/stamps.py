"""A time that says nothing more: the (n) of w_{ji}(n), e_j(n), the t of w_{t+1} = w_t − …"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..reader import tree as n
from .binding import USUAL
from .nodes import nodes
from .term import rebuilt

LETTERS = ("n", "t", "k", "p", "m", "i", "tau")
TIMES = ("t", "k", "n", "tau")
OUTPUTS = (*USUAL["target"], *USUAL["prediction"])
FEWEST = 3  # quantities that must bear the letter


def stamps(statements: Sequence[n.Statement]) -> frozenset[str]:
    """The letters that stand in brackets of their own behind indexed quantities, nowhere else."""
    bearers: dict[str, set[str]] = defaultdict(set)
    behind: Counter[str] = Counter()
    for node in nodes(statements):
        for name, letter in _stamped(node):
            behind[letter] += 1
            if name.subs:
                bearers[letter].add(name.base)
    stepping = {step for statement in statements for step in _steps(statement)}
    everywhere = Counter(node.base for node in nodes(statements) if isinstance(node, n.Name))
    return frozenset(letter for letter, names in bearers.items() if len(names) >= FEWEST
                     and everywhere[letter] == behind[letter]) | (
        stepping - _kept_up(statements)) | _own_samples(statements)


def _own_samples(statements: Sequence[n.Statement]) -> frozenset[str]:
    """"^k" where everything is said of sample k: E_k = Σ_j (ŷ_j^k − y_j^k)²."""
    names = [name for name in nodes(statements) if isinstance(name, n.Name)]
    of_costs = {name.subs[0].base for name in names if name.base in USUAL["cost"]
                and len(name.subs) == 1 and isinstance(name.subs[0], n.Name)}
    above = {script.body.base for name in names if name.base in OUTPUTS and name.subs
             for script in name.sups if not script.style and isinstance(script.body, n.Name)}
    return frozenset(f"^{letter}" for letter in of_costs & above)


def _of_sample(name: n.Name, letters: frozenset[str]) -> n.Name:
    """ŷ_j for ŷ_j^k, and E for E_k."""
    def counts(node: n.Node) -> bool:
        return f"^{getattr(node, 'base', '')}" in letters

    own = name.base in USUAL["cost"] and len(name.subs) == 1 and counts(name.subs[0])
    return replace(name, subs=() if own else name.subs, sups=tuple(
        script for script in name.sups if script.style or not counts(script.body)))


def _steps(statement: n.Statement) -> Iterator[str]:
    """"w_t" of w_{t+1} = w_t − η ∇C, and "w(t)" of w(t + 1) = w(t) − η ∇C."""
    for left, right in zip(statement.members, statement.members[1:]):
        first = right.terms[0][1] if isinstance(right, n.Add) and len(right.terms) > 1 else None
        for split in (_below, _behind):
            moved, then = split(left)
            start, now = split(first)
            if moved and moved == start and isinstance(now, n.Name) and now.base in TIMES and (
                    then == n.Add(((1, now), (1, n.Number("1"))))):
                yield _key(moved, now, split is _behind)


def _kept_up(statements: Sequence[n.Statement]) -> set[str]:
    """The times of which a line looks back, as momentum does: w(t − 1)."""
    back = ((base, time) for node in nodes(statements) for base, time in (
        _below(node), _behind(node)) if isinstance(time, n.Add) and time.terms[1:] == (
        (-1, n.Number("1")),))
    return {_key(base, time, behind) for base, time in back for behind in (True, False)}


def _key(base: str, time: n.Node, behind: bool) -> str:
    """"w_t" for t and t + 1, or "w(t)"."""
    letter = time.terms[0][1] if isinstance(time, n.Add) else time
    found = getattr(letter, "base", "")
    return f"{base}({found})" if behind else f"{base}_{found}"


def _below(node: Any) -> tuple[str, Any]:
    """The w and the t of w_t."""
    return (node.base, node.subs[-1]) if isinstance(node, n.Name) and node.subs else ("", None)


def _behind(node: Any) -> tuple[str, Any]:
    """The w and the t of w(t), and of the first factors of w(t) x."""
    if not isinstance(node, n.Product) or not isinstance(node.factors[0], n.Name):
        return "", None
    item = _in_brackets(node.factors[1])
    return (node.factors[0].base, item) if item is not None else ("", None)


def _in_brackets(group: n.Node) -> Any:
    """The t of (t), None for anything but a lone item in round brackets."""
    bare = isinstance(group, n.Group) and group.opening.startswith("(") and len(group.items) == 1
    return group.items[0] if isinstance(group, n.Group) and bare else None


def _stamped(node: Any) -> list[tuple[n.Name, str]]:
    """The names of a product with the letter in brackets behind each."""
    if not isinstance(node, n.Product):
        return []
    return [(name, letter) for name, group in zip(node.factors, node.factors[1:])
            if isinstance(name, n.Name) and (letter := _letter(group))]


def _letter(group: n.Node) -> str:
    """The letter of (n), "" for anything else."""
    item = _in_brackets(group)
    plain = isinstance(item, n.Name) and not (item.subs or item.sups or item.primes)
    return item.base if isinstance(item, n.Name) and plain and item.base in LETTERS else ""


def unstamped(tree: Any, letters: frozenset[str]) -> Any:
    """The tree without these letters behind its quantities, and without these times."""
    if isinstance(tree, n.Reduction) and f"^{getattr(tree.index, 'base', '')}" in letters:
        return tree  # Σ_k E_k is of all samples
    tree = rebuilt(tree, lambda part: unstamped(part, letters))
    if isinstance(tree, n.Name):
        tree = _of_sample(tree, letters)
    if isinstance(tree, n.Name) and tree.subs and _key(*_below(tree), False) in letters:
        return replace(tree, subs=tree.subs[:-1])
    return _without(tree, letters) if isinstance(tree, n.Product) else tree


def _says_when(name: n.Name, group: n.Node, letters: frozenset[str]) -> bool:
    """Whether it is a time that stands in brackets behind a name."""
    time = _behind(n.Product((name, group), ("",)))
    return _letter(group) in letters or (bool(time[0]) and _key(*time, True) in letters)


def _without(product: n.Product, letters: frozenset[str]) -> n.Node:
    factors, signs = [product.factors[0]], list[str]()
    for sign, factor in zip(product.signs, product.factors[1:]):
        if isinstance(factors[-1], n.Name) and not sign and _says_when(
                factors[-1], factor, letters):
            factors[-1] = replace(factors[-1], span=(factors[-1].span[0], factor.span[1]))
        else:
            factors.append(factor)
            signs.append(sign)
    if len(factors) == 1:
        return factors[0]
    return replace(product, factors=tuple(factors), signs=tuple(signs))
