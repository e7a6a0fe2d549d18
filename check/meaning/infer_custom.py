"""What letters mean by custom, where a document doesn't define them."""

from __future__ import annotations

from ..reader import tree as n
from .binding import USUAL, WEIGHT_VECTORS
from .evidence import Evidence
from .heads import head_of
from .infer_arrays import arrays
from .infer_formulas import formulas, of_their_own, softmax_alone
from .infer_plain import general, is_arithmetic, is_sheet
from .nodes import names_in, neighbours, nodes, written_names
from .spelling import CALLED, is_transpose

RATES = {"lambda", "mu", "kappa", "rho", "tau", "nu"}  # besides the usual letters for it


def rates(seen: Evidence) -> None:
    """w ← w − λ ∂C/∂w: the Greek letter before the only step is the learning rate."""
    for statement in seen.statements:
        for left, right in zip(statement.members, statement.members[1:]):
            terms = [term for _, term in right.terms] if isinstance(right, n.Add) else []
            if len(terms) != 2 or getattr(left, "base", "") != getattr(terms[0], "base", None):
                continue
            rate = terms[1].factors[0] if isinstance(terms[1], n.Product) else None
            if isinstance(rate, n.Name) and rate.base in RATES and not rate.subs:
                seen.take(rate.base, "rate", "the step of an update")


def custom(seen: Evidence) -> None:
    """Letters that the document doesn't define mean what they most often mean."""
    uses: dict[str, list[n.Name]] = {}
    for name in written_names([statement.members for statement in seen.statements]):
        uses.setdefault(name.base, []).append(name)
    functions = _applied(seen) - _defined(seen)
    seen.arrays = arrays(seen)
    own = formulas(seen)
    seen.plain = bool(seen.arrays) or is_arithmetic(seen) or is_sheet(seen, set(own))
    _take_vectors(seen)
    _take_scores(seen)
    _take_sums(seen)
    alone = softmax_alone(seen)
    usual = USUAL
    if seen.plain:
        usual = {} if is_arithmetic(seen) else {"activation": USUAL["activation"]}
        alone |= of_their_own(own)
        seen.roles.clear()
        seen.general = general(seen, functions)
    for role, letters in usual.items():
        for base in letters:
            if base in uses and base not in {*seen.roles, *alone} and _plausible(
                    seen, role, base, uses[base], functions):
                seen.take(base, role)
    _take_outputs(seen)
    _take_units_below(seen)
    for name in names_in(seen.statements):
        if len(name.subs) > 1 and name.base in functions and all(
                seen.roles.get(getattr(sub, "base", "")) in ("weight", "bias")
                for sub in name.subs):
            seen.take(name.base, "prediction", "the parameters below it")  # h_{W,b}(x)


def _take_vectors(seen: Evidence) -> None:
    """The β of β^T x^{(i)}, which is no bias there."""
    for node in nodes(seen.statements):
        for one, two, _ in neighbours(node):
            if isinstance(one, n.Name) and isinstance(two, n.Name) and (
                    one.base in WEIGHT_VECTORS and any(map(is_transpose, one.sups))
                    and two.base in USUAL["input"] and one.base not in seen.roles):
                seen.take(one.base, "weight", "the input beside it")


def _is_bound(seen: Evidence, base: str) -> bool:
    """Whether a Σ goes up to B, which is a number then."""
    return any(isinstance(node, n.Reduction) and getattr(node.upper, "base", "") == base
               for node in nodes(seen.statements))


def _take_sums(seen: Evidence) -> None:
    """The a of g′(a_j), where z_i is what the units put out, as in Bishop."""
    primed = {group.items[0].base for node in nodes(seen.statements) if isinstance(node, n.Product)
              for one, group in zip(node.factors, node.factors[1:])
              if isinstance(one, n.Name) and one.primes and isinstance(group, n.Group)
              and len(group.items) == 1 and isinstance(group.items[0], n.Name)}
    known = {"a", "z"} & set(seen.roles) or {"pre", "post"} & set(seen.roles.values())
    if "a" in primed and "z" not in primed and not known:
        seen.take("a", "pre", "the argument of a slope")
        if any(name.base == "z" for name in written_names(
                [statement.members for statement in seen.statements])):
            seen.take("z", "post", "what the units put out")


def _applied(seen: Evidence) -> set[str]:
    """The names that stand before a bracket."""
    products = [node for node in nodes(seen.statements) if isinstance(node, n.Product)]
    return {one.base for product in products
            for one, two in zip(product.factors, product.factors[1:])
            if isinstance(one, n.Name) and isinstance(two, (n.Group, n.Scripted))}


def _defined(seen: Evidence) -> set[str]:
    """The names that stand alone on the left."""
    heads = [head_of(left) for statement in seen.statements for left in statement.members[:1]]
    return {head.base for head in heads if head is not None}


def _plausible(seen: Evidence, role: str, base: str, uses: list[n.Name],
               functions: set[str]) -> bool:
    """Whether the letter can have that role here, as it is used and with what is known."""
    if role == "activation":
        return base not in CALLED and (base == "sigma" or base in functions
                                       or any(name.primes for name in uses))
    if role == "post" and any(base in _scores(member) for statement in seen.statements
                              for member in statement.members):
        return False
    if role in ("post", "pre") and (base not in ("a", "z", "A", "Z") or (
            role in seen.found and not any(name.subs or name.sups for name in uses))):
        return role not in seen.roles.values() and any(name.subs or not all(
            map(is_transpose, name.sups)) for name in uses)
    if role == "delta":  # δ_ij alone is Kronecker's
        return any(len(name.subs) != 2 or any(getattr(sub, "base", "") in seen.samples
                                              for sub in name.subs) for name in uses)
    if base == "d" and role == "target" and _is_differential(seen, uses):
        return False
    if base == "B" and role == "bias" and _is_bound(seen, base):
        return False
    if base == "beta" and role == "bias":
        return "bias" not in seen.roles.values() and _is_beside_a_weight(seen, base)
    if role == "rate" and base in _defined(seen):
        return not any(name.subs for name in uses)  # ε_k = (a_k − y_k) σ′(z_k)
    if role == "cost":
        return ("cost" not in seen.roles.values() and not all(name.primes for name in uses)
                and not _is_jacobian(seen, base))
    return role != "target" or "target" not in seen.roles.values() or base in ("y", "t")


def _take_outputs(seen: Evidence) -> None:
    """The p of ∂p_i/∂z_j = p_i (δ_ij − p_j), if no line says what it is."""
    for statement in seen.statements:
        names = list(names_in(statement))
        kronecker = any(name.base == "delta" and len(name.subs) == 2 for name in names)
        for node in nodes(statement) if kronecker else ():
            if isinstance(node, n.Derivative) and isinstance(node.of, n.Name) and (
                    len(node.of.subs) == 1 and node.of.base not in _defined(seen)) and (
                    seen.roles.get(getattr(node.wrt[0], "base", "")) == "pre"):
                seen.take(node.of.base, "prediction", "δ_ij in its derivative")


def _take_units_below(seen: Evidence) -> None:
    """The y of ∂z_j/∂y_i is what every layer puts out, not the last one alone."""
    for node in nodes(seen.statements) if "post" not in seen.roles.values() else ():
        if isinstance(node, n.Derivative) and isinstance(node.of, n.Name) and isinstance(
                node.wrt[0], n.Name) and len(node.of.subs) == len(node.wrt[0].subs) == 1 and (
                node.of.subs != node.wrt[0].subs) and (
                seen.roles.get(node.of.base), seen.roles.get(node.wrt[0].base)) == (
                "pre", "prediction"):
            seen.roles[node.wrt[0].base] = "post"
            seen.found["post"] = "the derivative of the next layer's sums"


def _take_scores(seen: Evidence) -> None:
    """The o of p_i = e^{o_i}/Σ_j e^{o_j}, where p are the outputs."""
    for statement in seen.statements:
        for left, right in zip(statement.members, statement.members[1:]):
            if isinstance(left, n.Name) and seen.roles.get(left.base) in ("post", "prediction"):
                for base in _scores(right) - {left.base, "e"} - set(CALLED):
                    seen.take(base, "pre", "the softmax")


def _scores(side: n.Node) -> set[str]:
    """The letters in the top of e^{o_i}/Σ_j e^{o_j}."""
    if not isinstance(side, n.Quotient) or not any(
            isinstance(part, n.Reduction) for part in nodes(side.bottom)):
        return set()
    names = {name.base for name in written_names(side.top)}
    return names if {"e", "exp"} & names else set()


def _is_jacobian(seen: Evidence, base: str) -> bool:
    """J_{ij} = ∂a_i/∂z_j: a letter that a line sets equal to a derivative is no cost."""
    return any(getattr(statement.members[0], "base", "") == base and statement.relations[:1] in (
        ("=",), (":=",)) and any(isinstance(member, n.Derivative) for member in statement.members)
        for statement in seen.statements)


def identity(seen: Evidence) -> None:
    """I, where no line defines it and it never has an index or an argument: the identity matrix."""
    uses = [name for name in names_in(seen.statements) if name.base == "I"]
    plain = not any(name.subs or name.primes or name.sups for name in uses)
    if uses and plain and "I" not in _defined(seen) | _applied(seen) and _stands_on_a_line(seen):
        seen.take("I", "identity")


def _stands_on_a_line(seen: Evidence) -> bool:
    """Whether I is nowhere an index, nor the bound of a Σ."""
    lines = [statement.members for statement in seen.statements]
    inside = [[*name.subs, *name.sups] for name in names_in(lines)] + [
        [node.index, node.lower, node.upper, node.condition] for node in nodes(lines)
        if isinstance(node, n.Reduction)]
    return not any(name.base == "I" for name in names_in(inside))


def _is_beside_a_weight(seen: Evidence, base: str) -> bool:
    """Whether a line has the letter and a weight, or differentiates by the letter: no parameter of
    a function."""
    lines = [{name.base for name in names_in(statement.members)} for statement in seen.statements]
    by = {name.base for node in nodes(seen.statements) if isinstance(node, n.Derivative)
          for name in names_in(node.wrt)}
    return base in by or any(base in line and any(seen.roles.get(other) == "weight"
                                                  for other in line) for line in lines)


def _is_differential(seen: Evidence, uses: list[n.Name]) -> bool:
    """dW, dZ^{[l]}: whether every d stands right before a letter."""
    before = [one for product in nodes(seen.statements) if isinstance(product, n.Product)
              for one, two in zip(product.factors, product.factors[1:])
              if isinstance(one, n.Name) and one.base == "d" and isinstance(two, n.Name)]
    return len(before) >= len(uses) and not any(name.subs or name.sups for name in uses)


def capitals(seen: Evidence) -> None:
    """Y is to y what Z is to z: all samples at once, or the same letter in another hand."""
    present = {name.base for name in written_names([statement.members for statement
                                                    in seen.statements])}
    for base, role in list(seen.roles.items()):
        head, _, letter = base.rpartition(" ")
        other = f"{head} {letter.upper()}".strip()
        if len(letter) == 1 and other in present and role in ("target", "input", "prediction",
                                                              "post", "pre"):
            seen.roles.setdefault(other, role)
