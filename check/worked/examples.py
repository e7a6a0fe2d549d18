"""Worked numerical examples: every weight and unit has a name of its own, and numbers are printed.

What a name is given or first said to be is its definition; every other statement about it is a
claim, held against the numbers and, where none is printed, against other numbers in their place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..meaning.infer import inferred
from ..meaning.nodes import nodes
from ..reader import tree as n
from ..report import FALSE
from ..trial.judge import Judged
from ..trial.pairs import Pair
from ..trial.world import ACTIVATIONS
from .analogy import likened
from .claims import Claims
from .doubts import doubted
from .model import Model
from .names import FUNCTIONS, expanded, has_letter, head_of, symbols, used
from .prints import Print, printed


@dataclass(frozen=True)
class Chain:
    """a = b = c in symbols; `at` is the number of its first pair, `loose` that its head stands
    in a chain before."""

    members: tuple[n.Node, ...]
    at: int
    loose: bool = False

    @property
    def head(self) -> str:
        return head_of(self.members[0])

    @property
    def result(self) -> Print | None:
        """The last number printed in it."""
        return next((found for member in reversed(self.members[1:])
                     if (found := printed(member)) is not None), None)


def examined(pairs: Sequence[Pair]) -> dict[int, Judged]:
    """The verdicts of the pairs that belong to a worked example, by their number; none where the
    document is no such example."""
    functions = FUNCTIONS - _assigned(pairs)
    own = [_in_symbols(pair, functions) for pair in pairs]
    own = [_renewed(at, own) if pair.relation == ":=" or _steps(pair, own[:at]) else pair
           for at, pair in enumerate(own)]
    chains = list(_chains(own))
    if not is_example(chains):
        return {}
    best: dict[int, Judged] | None = None
    first, *others = _activations(pairs)
    for activation in (first, *others):
        supposed = "" if activation == first else activation
        model, made = _model(chains, activation)
        found = Claims(model, made, own, supposed).run()
        doubted(own, found, model)
        if best is None or _wrong(found) < _wrong(best):
            best = found
        if not _wrong(best):
            break
    return best or {}


def _wrong(found: Mapping[int, Judged]) -> int:
    return sum(judged.part.verdict == FALSE for judged in found.values())


def _activations(pairs: Sequence[Pair]) -> list[str]:
    """The activation that the document names first, or else the logistic function."""
    statements = [n.Statement((pair.left, pair.right), ("=",)) for pair in pairs]
    first = inferred(statements).activation
    return [first, *(name for name in ACTIVATIONS if name not in (first, "any"))]


def _assigned(pairs: Sequence[Pair]) -> set[str]:
    """The letters that are given a number, whatever they are elsewhere."""
    return {pair.left.base for pair in pairs if isinstance(pair.left, n.Name) and pair.first
            and not pair.left.subs and not pair.left.primes and printed(pair.right) is not None}


RECENT = 100  # lines in which a number was given


def _renewed(at: int, pairs: Sequence[Pair]) -> Pair:
    """θ := 0.3, where θ has a number before: its new value."""
    pair = pairs[at]
    before = pairs[max(0, at - RECENT):at]
    given = any(each.left == pair.left and printed(each.right) is not None for each in before)
    if not given or not isinstance(pair.left, n.Name):
        return pair
    times = sum(each.first and each.relation == ":=" and each.left == pair.left for each in before)
    return replace(pair, left=replace(pair.left, base=f"{pair.left.base}^+{'+' * times}"))


def _steps(pair: Pair, before: Sequence[Pair]) -> bool:
    """w = 0.5 − 0.1 · 0.62, where w was 0.5."""
    terms = pair.right.terms if isinstance(pair.right, n.Add) else ()
    return pair.first and len(terms) > 1 and not set(used(pair.right)) and any(
        each.left == pair.left and each.right == terms[0][1] for each in before[-RECENT:])


def _in_symbols(pair: Pair, functions: set[str]) -> Pair:
    left, right = symbols(pair.left, functions), symbols(pair.right, functions)
    if pair.first and isinstance(left, n.Name) and not left.sups and (
            left.base in used(right) or pair.relation == "<-"):
        left = replace(left, base=f"{left.base}^+")  # w = w - …: the new value
    return replace(pair, left=left, right=right)


def _chains(pairs: Sequence[Pair]) -> Iterator[Chain]:
    members: list[n.Node] = []
    start = 0
    for at, pair in enumerate(pairs):
        goes_on = members and not pair.first and pair.left == members[-1]
        if not goes_on:
            if members:
                yield Chain(tuple(members), start, bool(pairs[start].alternatives))
            members, start = [pair.left], at
        members.append(pair.right)
    if members:
        yield Chain(tuple(members), start, bool(pairs[start].alternatives))


def is_example(chains: Sequence[Chain]) -> bool:
    """Two names at least are given numbers, and a decimal is printed as what a formula gives, or
    a whole number behind numbers put in: z = w x + b = 3 · 2 + 1 = 7."""
    given = {chain.head for chain in chains if len(chain.members) == 2 and _is_own(chain)
             and printed(chain.members[1]) is not None}
    results = [chain for chain in chains if chain.result is not None and (
        chain.result.half or any(map(_is_put_in, chain.members)))
               and any(printed(member) is None and not isinstance(member, n.Name)
                       for member in chain.members)]
    return len(given) > 1 and bool(results)


def _is_put_in(member: n.Node) -> bool:
    """3 · 2 + 1: numbers alone, but more than one."""
    return isinstance(member, (n.Add, n.Product)) and printed(member) is None and not any(
        used(member)) and sum(isinstance(node, n.Number) for node in nodes(member)) > 1


def _is_own(chain: Chain) -> bool:
    head = chain.members[0]
    return bool(chain.head) and isinstance(head, n.Name) and not has_letter(head)


# what every name is

def _model(chains: Sequence[Chain], activation: str) -> tuple[Model, set[str]]:
    """The numbers given, the first formula of every name that has one, the numbers printed; and
    which formulas were made after a sibling's, on top of which others may stand."""
    numbers = dict(_numbers(chains))
    results = tuple(chain.result for chain in chains if chain.result is not None
                    and len(chain.members) > 2 and not chain.head and chain.result.half)
    model = Model({name: found.value for name, found in numbers.items()}, {}, numbers, activation,
                  results)
    plain = {chain.head for chain in chains
             if len(chain.members) == 2 and printed(chain.members[1])}
    offers = [(name, body) for chain in chains for name, body in _offers(chain)
              if any(used(body)) or name not in plain]
    made = set[str]()
    while True:
        model = _with_formulas(model, [(name, body) for name, body in offers if any(used(body))])
        model, more = likened(model, chains)
        if not more:
            return _with_formulas(model, offers), made
        made |= more


def _with_formulas(model: Model, offers: Sequence[tuple[str, n.Node]]) -> Model:
    while (found := _next_formula(offers, model)) is not None:
        name, body = found
        given = {each: value for each, value in model.given.items() if each != name}
        model = model.but(given=given, formulas={**model.formulas, name: body})
    return model


def _numbers(chains: Sequence[Chain]) -> Iterator[tuple[str, Print]]:
    """Every name's number: the one it is given first."""
    seen = set[str]()
    for chain in chains:
        names = [member.base for member in chain.members if isinstance(member, n.Name)
                 and not member.sups]
        if chain.result is not None:
            yield from ((name, chain.result) for name in names if name not in seen)
            seen |= set(names)


def _offers(chain: Chain) -> Iterator[tuple[str, n.Node]]:
    """What a chain says that its head is: formulas with names, or numbers to be worked out."""
    if not chain.head or chain.head in FUNCTIONS:
        return
    bodies = [member for member in chain.members[1:] if printed(member) is None]
    yield from ((chain.head, body) for body in bodies)


def _next_formula(offers: Sequence[tuple[str, n.Node]], model: Model,
                  ) -> tuple[str, n.Node] | None:
    for name, offered in offers:
        if name not in model.formulas:
            body = expanded(offered, model.known)
            if _usable(name, body, model) and not any(name in model.below(each)
                                                      for each in used(body)):
                return name, body
    return None


def _usable(name: str, body: n.Node, model: Model) -> bool:
    """Whether a body says what the name is: everything in it is known, and it isn't a name that
    only has the same number."""
    if isinstance(body, n.Name):
        return body.base in model.formulas
    if any(isinstance(each, (n.Reduction, n.Ellipsis_, n.Words, n.Cases)) for each in nodes(body)):
        return False
    return set(used(body)) - FUNCTIONS <= model.known
