"""Updates w ← w − η ∂C/∂w: the step that a line takes, and the one that goes where it should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ..errors import ReadError
from ..meaning import term as t
from ..meaning.binding import HALVED, USUAL, Binding
from ..meaning.definition import Definition
from ..meaning.infer_penalties import PARAMETERS, is_penalty
from ..meaning.kinds import SAMPLE, Kind
from ..meaning.nodes import names_in, nodes, written_names
from ..meaning.question import Question
from ..meaning.resolve import Resolver
from ..meaning.special import is_likelihood, stepped, update_of
from ..meaning.spelling import keyed
from ..reader import tree as n
from .momentum import Momentum, changed, momentum_of
from .readings import Context

EITHER = {"ell": "ℓ", "J": "J"}  # letters of losses as well as of likelihoods


def sides(left: n.Node, right: n.Node, relation: str, resolver: Resolver,
          context: Context) -> tuple[t.Term, t.Term]:
    """Both sides; of an update w ← w − …, the step and the one that goes where it should."""
    update = update_of(left, right, relation)
    if update is not None and _is_average(left, right, context):
        update = None
    resolver.whole, resolver.aside = context.whole, _is_aside(
        (left, right) if update is None else update[1], context)
    momentum = momentum_of(left, right, context.binding)
    if momentum is not None:
        return _kept_up(momentum, resolver, context)
    if update is None:
        return resolver.term(left), resolver.term(right)
    quantity, step = update
    resolver.moved = moved = replace(quantity, primes=0)
    _must_be_told_apart(step, context)
    _must_have_a_way(step, quantity, context)
    sign = 1 if _goes_uphill(step, context) else -1
    way = _slid(moved, resolver, step, context) if context.binding.plain else stepped(
        resolver.term(moved), resolver.descended(quantity), _rate(step, context), sign)
    if context.binding.averaged and not resolver.stated:
        way = t.Sum(((1, t.Over(way, t.Size("sample"))),))
    if context.binding.delta == HALVED and _has_error(step, context):
        resolver.notes.append("the learning rate takes in the factor 2")
        way = t.Sum(((1, t.Over(way, t.Constant(Fraction(2)))),))
    return resolver.term(step), way


def _slid(moved: n.Name, resolver: Resolver, step: n.Add, context: Context) -> t.Term:
    """−η ∇J: the step down the one function of what is moved that is defined; raises ReadError
    where there is none, or several."""
    functions = _of(resolver.term(moved), context.definitions)
    if len(functions) != 1:
        raise ReadError(f"nothing says which function of {moved.base} is to be made small",
                        moved.span[0])
    slope = resolver.term(n.Product((n.Name("nabla", (moved,)), n.Name(functions[0])), ("",)))
    return t.Sum(((-1, t.Times((t.Free(_rate(step, context)), slope), ("",))),))


def _of(moved: t.Term, definitions: Mapping[str, Definition]) -> list[str]:
    """The functions of a quantity that no other one is made of."""
    made = {one.name: {part.name for part in t.parts(one.body) if isinstance(part, t.Alias)}
            for one in definitions.values()}
    found = {one.name for one in definitions.values()
             if moved in (*one.parameters, *t.parts(one.body))}
    while more := {name for name, parts in made.items() if parts & found} - found:
        found |= more
    return [name for name in found if not any(name in parts for parts in made.values())]


def is_step(left: n.Node, right: n.Node, relation: str, binding: Binding) -> bool:
    """Whether a line is w ← w − … or Δw = …."""
    return update_of(left, right, relation) is not None or changed(left, binding) is not None


def sample_of_step(question: Question) -> t.Letter | None:
    """The n of a step (y_n − t_n) x_n for one sample; None for a step of anything else."""
    letters = [letter for letter in question.letters if question.types[letter] == Kind(SAMPLE)]
    return letters[0] if len(letters) == 1 else None


def steps_together(question: Question, sample: t.Letter) -> Iterator[Question]:
    """Whether the steps for all samples add up to that of the cost, or their mean is that."""
    others = tuple(letter for letter in question.letters if letter != sample)
    on_left = sample in t.parts(question.left)
    side = question.left if on_left else question.right
    whole = t.Reduced("sum", sample, None, None, (), side)
    for step in (whole, t.Over(whole, t.Size("sample")), _gathered(side, sample)):
        yield (replace(question, left=step, letters=others) if on_left else
               replace(question, right=step, letters=others))


def _gathered(term: t.Term, sample: t.Letter) -> t.Term:
    """The sum over the samples of what has one in it, beside a penalty that has none."""
    if sample not in t.parts(term):
        return term
    if isinstance(term, t.Sum):
        return replace(term, terms=tuple((sign, _gathered(part, sample))
                                         for sign, part in term.terms))
    if isinstance(term, t.Times) and any(isinstance(factor, t.Sum) and not all(
            sample in t.parts(part) for _, part in factor.terms) for factor in term.factors):
        return replace(term, factors=tuple(_gathered(factor, sample) for factor in term.factors))
    return t.Reduced("sum", sample, None, None, (), term)


def _kept_up(line: Momentum, resolver: Resolver, context: Context) -> tuple[t.Term, t.Term]:
    """The step that goes where it should and α times the one before, and what the line says."""
    kept = t.Times((resolver.term(line.share), t.Free("the step before")), ("",), line.share.span)
    _must_be_of_all(line.step, context)
    rates = [letter for letter in context.binding.letters("rate") if letter != line.share.base]
    here = {name.base for name in names_in(line.step)}
    rate = next((letter for letter in rates if letter in here), (rates or ["eta"])[0])
    way = stepped(resolver.term(line.quantity), resolver.descended(line.quantity), rate, -1)
    return (t.Sum(((1, way), (1, kept))),
            t.Sum(((1, resolver.term(line.step)), (line.sign, kept)), line.step.span))


def _must_be_of_all(step: n.Node, context: Context) -> None:
    """A step for one sample p alone can't be told from one that lost its Σ over p."""
    for name in names_in(step):
        for sub in name.subs:
            if getattr(sub, "base", "") in context.binding.samples:
                raise ReadError("nothing says whether this is a step for one sample or for all",
                                name.span[0])


def _is_average(left: n.Node, right: n.Node, context: Context) -> bool:
    """s ← (1 − β) s + β g, where s is no weight."""
    return isinstance(right, n.Add) and right.terms[0][1] != left and context.binding.role(
        getattr(left, "base", "")) not in PARAMETERS


def _has_error(step: n.Node, context: Context) -> bool:
    return any(context.binding.role(name.base) == "delta" for name in names_in(step))


def _goes_uphill(step: n.Add, context: Context) -> bool:
    """Whether a step should make larger what it changes: a log-likelihood ℓ. Under another letter
    a minus may have been lost, so there an update is taken at its word."""
    cost = context.cost
    if not isinstance(cost, Definition) or not is_likelihood(cost.body):
        return False
    signs = [sign for sign, part in step.terms if not is_penalty(part, context.binding.roles)]
    return cost.name == "ell" or signs[:1] == [1]


def _must_have_a_way(step: n.Add, moved: n.Name, context: Context) -> None:
    """w ← w + η ∇ℓ is right for a likelihood and wrong for a loss. Raises ReadError where nothing
    says which of the two ℓ or J is; what is called C, E or L is to be made small."""
    for name in names_in([term for sign, term in step.terms if sign > 0]):
        if name.base in EITHER and context.cost == "any" and (
                context.binding.role(name.base) == "cost"):
            raise ReadError(f"nothing says whether {EITHER[name.base]} is to be made small or "
                            "large", name.span[0])
    roles = {context.binding.role(name.base) for name in names_in(step)}
    if context.cost == "any" and context.binding.role(moved.base) == "input" and not (
            {"cost", "delta"} & roles):
        raise ReadError(f"nothing says which function of {moved.base} is to be made small",
                        moved.span[0])


def _rate(step: n.Node, context: Context) -> str:
    """The learning rate: of several letters that may be it, the one in the step; none that weighs
    a penalty."""
    costs = [context.cost, context.definitions.get(context.whole)]
    weighing = {part.name for cost in costs if isinstance(cost, Definition)
                for part in t.parts(cost.body) if isinstance(part, t.Free)}
    usual = USUAL["rate"] if context.binding.plain else context.binding.letters("rate")
    letters = [letter for letter in usual if letter not in weighing]
    here = {name.base for name in names_in(step)}
    return next((letter for letter in letters if letter in here), (letters or ["eta"])[0])


def _is_aside(line: Any, context: Context) -> bool:
    """Whether a line speaks of no penalty, nor of the cost with one, where there is such a cost."""
    if not context.whole:
        return False
    named = any(keyed(name) == context.whole for name in written_names(line))
    return not named and not _has_penalty(line, context) and not list(_changes(line, context))


def _has_penalty(line: Any, context: Context) -> bool:
    """Whether weights are added there to something else."""
    return any(is_penalty(part, context.binding.roles) for node in nodes(line)
               if isinstance(node, n.Add) for _, part in node.terms)


def _changes(line: Any, context: Context) -> Iterator[n.Node]:
    """The dW and Δw of a line."""
    for node in nodes(line):
        for one, two in zip(node.factors, node.factors[1:]) if isinstance(node, n.Product) else ():
            if getattr(one, "base", "") in ("d", "Delta") and context.binding.role(
                    getattr(two, "base", "")) == "weight":
                yield node


def _must_be_told_apart(step: n.Add, context: Context) -> None:
    """In W − α (dW + λ W), the dW may be that of the cost alone."""
    if context.whole and _has_penalty(step, context) and list(_changes(step, context)):
        raise ReadError("nothing says whether the change is that of the cost with its penalty",
                        step.span[0])
